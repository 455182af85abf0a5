-- Invites, meetings, and who is taken when.

create table invites (
  id uuid primary key,
  room_id uuid not null references rooms (id) on delete cascade,
  organizer_id uuid not null references people (id),
  -- The zone the windows are meant in; it stays the meeting's zone.
  time_zone text not null,
  weekly jsonb not null,
  overrides jsonb not null,
  -- First and last local date, both included, on which times are offered.
  from_date date not null,
  until_date date not null,
  duration_minutes integer not null check (duration_minutes in (15, 30, 45, 60)),
  note text not null,
  status text not null check (status in ('open', 'booked', 'withdrawn')),
  -- End of the last offered window: after it an open invite has expired.
  ends_at timestamptz not null,
  version integer not null default 1,
  request_id uuid not null,
  created_at timestamptz not null,
  withdrawn_at timestamptz,
  constraint invites_once unique (organizer_id, request_id)
);
create index invites_room on invites (room_id);
create index invites_organizer on invites (organizer_id) where status = 'open';

create table meetings (
  id uuid primary key,
  room_id uuid not null references rooms (id),
  -- For ever the same, in every calendar (RFC 5545 §3.8.4.7).
  uid text not null unique,
  sequence integer not null default 0,
  status text not null check (status in ('confirmed', 'cancelled')),
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  -- The wall time the instant was meant as, so that new zone rules can be applied to it.
  starts_local timestamp not null,
  time_zone text not null,
  organizer_id uuid not null references people (id),
  booked_by_id uuid not null references people (id),
  invite_id uuid references invites (id),
  call_id uuid not null,
  note text not null,
  cancelled_by_id uuid references people (id),
  cancel_reason text,
  request_id uuid not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint meetings_once unique (booked_by_id, request_id),
  constraint meetings_one_per_invite unique (invite_id),
  check (starts_at < ends_at)
);
create index meetings_room on meetings (room_id);

-- One table says who is taken, for everything that takes a person's time.
create table engagements (
  meeting_id uuid not null references meetings (id) on delete cascade,
  person_id uuid not null references people (id),
  role text not null check (role in ('organizer', 'booker', 'attendee')),
  rsvp text not null check (rsvp in ('accepted', 'waiting', 'declined')),
  -- True for organizer and booker: nothing else that blocks may overlap.
  blocks boolean not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  status text not null check (status in ('live', 'held', 'released')),
  primary key (meeting_id, person_id),
  -- The last word against double booking, in every room and under any race.
  constraint engagements_no_overlap exclude using gist (
    person_id with =,
    tstzrange(starts_at, ends_at) with &&
  ) where (status in ('live', 'held') and blocks)
);
create index engagements_taken on engagements (person_id, ends_at) where status in ('live', 'held') and rsvp <> 'declined';

-- The history of a meeting: who did what, when, and why. Shown in its card.
create table meeting_changes (
  meeting_id uuid not null references meetings (id) on delete cascade,
  number integer not null,
  kind text not null check (kind in ('booked', 'rescheduled', 'cancelled', 'declined', 'accepted', 'left')),
  actor_id uuid not null references people (id),
  at timestamptz not null,
  from_starts_at timestamptz,
  from_ends_at timestamptz,
  to_starts_at timestamptz,
  to_ends_at timestamptz,
  reason text not null,
  request_id uuid,
  primary key (meeting_id, number),
  constraint meeting_changes_once unique (meeting_id, actor_id, request_id)
);
