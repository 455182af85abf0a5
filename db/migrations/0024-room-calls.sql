-- Calls that somebody starts in a room at once. The call itself is a row of `calls`; here stands that it runs, and since when.

create table room_calls (
  call_id uuid primary key,
  room_id uuid not null references rooms (id) on delete cascade,
  started_by_id uuid not null references people (id),
  started_at timestamptz not null,
  ended_at timestamptz
);
create unique index room_calls_running on room_calls (room_id) where ended_at is null;
