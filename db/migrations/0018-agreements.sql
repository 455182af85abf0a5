-- Agreements: an invite on which everyone named must agree. It books by itself, so what is due is kept in rows and found
-- again after anything.

create table agreements (
  invite_id uuid primary key references invites (id) on delete cascade,
  answer_by timestamptz not null,
  -- Whether there is a time for all is looked at by then; null while nothing can have changed.
  settle_at timestamptz,
  -- All who must agree have answered and no time was left for them; the room was told.
  is_stuck boolean not null default false
);
create index agreements_due on agreements (settle_at) where settle_at is not null;

create table agreement_people (
  invite_id uuid not null references agreements (invite_id) on delete cascade,
  person_id uuid not null references people (id),
  part text not null check (part in ('required', 'optional')),
  -- The starts that suit, as ISO text, ascending.
  marks jsonb not null,
  answered_at timestamptz,
  primary key (invite_id, person_id)
);

-- When those who have not answered are reminded, and when the deadline is: each once.
create table agreement_moments (
  invite_id uuid not null references agreements (invite_id) on delete cascade,
  kind text not null check (kind in ('half', 'day', 'deadline')),
  next_at timestamptz not null,
  done_at timestamptz,
  primary key (invite_id, kind)
);
create index agreement_moments_due on agreement_moments (next_at) where done_at is null;
