-- People and the ways they prove who they are.

create table people (
  id uuid primary key,
  email text not null check (email = lower(email)),
  email_verified_at timestamptz,
  name text not null,
  -- argon2id in PHC form; none for a person who only uses mailed links.
  password_hash text,
  time_zone text not null,
  -- 12 or 24; null follows the reader's locale.
  hour_cycle smallint check (hour_cycle in (12, 24)),
  -- ISO weekday 1 (Monday) to 7; null follows the reader's locale.
  week_start smallint check (week_start between 1 and 7),
  created_at timestamptz not null
);
create unique index people_email on people (email);

create table sessions (
  id uuid primary key,
  person_id uuid not null references people (id) on delete cascade,
  token_hash text not null unique,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  user_agent text not null
);
create index sessions_person on sessions (person_id);

-- Single-use links sent by mail. The page behind one asks, its button does.
create table mailed_links (
  id uuid primary key,
  token_hash text not null unique,
  purpose text not null check (purpose in ('sign-in', 'reset-password', 'verify-address')),
  person_id uuid not null references people (id) on delete cascade,
  email text not null,
  -- Where the person was going; kept here so that the way back survives another browser.
  next_path text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index mailed_links_person on mailed_links (person_id);
