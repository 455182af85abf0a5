-- Deleting an account: asked for, undone by signing in again for a week, then carried out.
-- What is a person's alone says so in its table, by `references people on delete cascade`. The person's own row stays,
-- without name and address, because what they wrote to others is others' as well.

create table erasures (
  person_id uuid primary key references people (id),
  asked_at timestamptz not null,
  due_at timestamptz not null,
  -- From then on nothing can be undone.
  begun_at timestamptz,
  attempts integer not null default 0,
  next_at timestamptz not null,
  last_error text
);
create index erasures_due on erasures (next_at);

alter table people
  -- What they were called before: their name stands in sentences of those days.
  add column former_names text[] not null default '{}',
  add column erased_at timestamptz;
