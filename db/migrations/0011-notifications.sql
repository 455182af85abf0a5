-- Who wants to be told what, and how; and what stands under the bell.

-- Only what differs from the defaults (notifications/wishes.ts), so that better defaults reach everybody who never chose.
create table notification_wishes (
  person_id uuid not null references people on delete cascade,
  kind text not null check (kind in ('meeting_new', 'meeting_changed', 'meeting_cancelled', 'consultation_new', 'message',
    'mention', 'reminder', 'link_trouble')),
  channel text not null check (channel in ('in_app', 'mail', 'push')),
  wanted boolean not null,
  primary key (person_id, kind, channel)
);

-- Wall times in the person's own zone, wherever that is by then. A night ends on the next day.
create table quiet_hours (
  person_id uuid primary key references people on delete cascade,
  from_time time not null,
  until_time time not null,
  check (from_time <> until_time)
);

-- One notice for each thing a person is told in Parley itself. What is told under the same key again takes its place.
create table notices (
  id uuid primary key,
  person_id uuid not null references people on delete cascade,
  key text not null,
  kind text not null,
  subject_id uuid,
  room_id uuid,
  title text not null,
  body text not null,
  href text not null check (href ~ '^/([^/\\]|$)'),
  told_at timestamptz not null,
  read_at timestamptz,
  constraint notices_once unique (person_id, key)
);
create index notices_latest on notices (person_id, id desc);
create index notices_unread on notices (person_id) where read_at is null;
create index notices_old on notices (told_at);
