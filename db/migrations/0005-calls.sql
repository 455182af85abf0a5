-- Calls and their join links. The token is an address, not a credential: being an attendee decides.

create table calls (
  id uuid primary key,
  join_token text not null unique,
  subject_id uuid not null,
  -- What is wanted of the call: its title, people, window and state; a later version replaces an earlier one.
  version integer not null,
  wanted jsonb not null,
  created_at timestamptz not null
);
create unique index calls_subject on calls (subject_id);
