-- Who is in a call, and who was in it from when to when. A seat is one open page: the page makes its id and keeps it while
-- its connection to us comes and goes, so that a restart of ours drops nobody.

create table call_seats (
  id uuid primary key,
  call_id uuid not null references calls (id) on delete cascade,
  person_id uuid not null references people (id) on delete cascade,
  -- The live connection that speaks for it at present.
  connection_id uuid not null,
  microphone boolean not null,
  camera boolean not null,
  sharing boolean not null,
  joined_at timestamptz not null,
  -- When its page was heard of last; too long ago, and it has left.
  seen_at timestamptz not null,
  left_at timestamptz
);
create index call_seats_call on call_seats (call_id, joined_at);
create index call_seats_seen on call_seats (seen_at) where left_at is null;
create unique index call_seats_one_each on call_seats (call_id, person_id) where left_at is null;
create unique index call_seats_one_shares on call_seats (call_id) where left_at is null and sharing;
