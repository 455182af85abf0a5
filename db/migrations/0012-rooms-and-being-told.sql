-- What people want to hear from their rooms, and what they were told of messages they have not read.

-- Without a room: what somebody wants of all rooms that have no choice of their own. A null in a choice follows that.
create table room_wishes (
  person_id uuid not null references people on delete cascade,
  room_id uuid,
  messages text check (messages in ('everything', 'mentions', 'nothing')),
  meetings boolean,
  -- Mails about unread messages of this room.
  mails boolean not null default true,
  muted_until timestamptz,
  constraint room_wishes_once unique nulls not distinct (person_id, room_id)
);

-- When to look next at who has not read what in a room. A message that is sent brings its look along in the same commit.
create table unread_looks (
  room_id uuid primary key references rooms on delete cascade,
  due_at timestamptz not null
);
create index unread_looks_due on unread_looks (due_at);

-- Up to which message somebody was told of what they have not read, so that nothing is told twice.
create table unread_told (
  room_id uuid not null references rooms on delete cascade,
  person_id uuid not null references people on delete cascade,
  prompted_seq bigint not null default 0,
  prompted_at timestamptz,
  mailed_seq bigint not null default 0,
  mailed_at timestamptz,
  primary key (room_id, person_id)
);
