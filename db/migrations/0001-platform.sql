-- What the platform keeps for everybody: numbered streams of events, and what should reach the outside.

create extension if not exists btree_gist;

-- One row for this database. Whoever restores a backup gives it a new epoch (docs/self-hosting.md), so that open pages
-- notice that numbers went back.
create table installation (
  only_row boolean primary key default true check (only_row),
  epoch uuid not null,
  -- A sealed constant: a key that does not open it is the wrong key.
  key_canary text not null
);

-- The row lock on a stream makes its numbers gapless and in commit order.
create table streams (
  id text primary key,
  last_seq bigint not null default 0
);

create table events (
  stream_id text not null references streams (id) on delete cascade,
  seq bigint not null,
  kind text not null,
  actor_id uuid,
  payload jsonb not null,
  at timestamptz not null,
  primary key (stream_id, seq)
);

-- What is to reach a person outside, kept until it did. Retries and state live here; a job only wakes the worker.
create table deliveries (
  id uuid primary key,
  key text not null unique,
  channel text not null check (channel in ('mail', 'push', 'webhook')),
  person_id uuid,
  address text not null,
  subject_id uuid,
  -- Sealed, because mails carry links that open something by themselves; emptied when the mail server has it.
  wanted jsonb not null,
  version integer not null default 1,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'parked')),
  attempts integer not null default 0,
  next_at timestamptz not null,
  last_error text,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index deliveries_due on deliveries (next_at) where state = 'waiting';
create index deliveries_recent on deliveries (created_at desc);

-- Tries that are counted, so that a restart does not forget them.
create table rate_limits (
  key text primary key,
  window_started_at timestamptz not null,
  tries integer not null
);
