-- When a person is free by habit. Windows are wall times in the schedule's zone.

create table schedules (
  person_id uuid primary key references people (id) on delete cascade,
  time_zone text not null,
  -- ISO weekday "1" to "7" -> [["09:00","12:00"],...]; see availability/schedule.ts.
  weekly jsonb not null,
  -- Local date -> windows that replace the weekly ones of that date.
  overrides jsonb not null,
  buffer_before_minutes integer not null check (buffer_before_minutes between 0 and 240),
  buffer_after_minutes integer not null check (buffer_after_minutes between 0 and 240),
  minimum_notice_minutes integer not null check (minimum_notice_minutes between 0 and 43200),
  days_ahead integer not null check (days_ahead between 1 and 365),
  increment_minutes integer not null check (increment_minutes in (5, 10, 15, 20, 30, 60)),
  updated_at timestamptz not null
);

-- One row per person whose time can be taken. Booking locks it, so that buffers, limits and the state of
-- invites are judged one at a time; its version rises with every change to what the person offers.
create table busy_versions (
  person_id uuid primary key references people (id) on delete cascade,
  version bigint not null default 0
);
