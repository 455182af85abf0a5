-- Who is late and who did not come; and the new times an organizer offers for a meeting that stands.

create table attendance (
  meeting_id uuid not null references meetings (id) on delete cascade,
  person_id uuid not null references people (id),
  late_minutes smallint check (late_minutes in (5, 10, 15)),
  -- Organizer or booker noted that they did not come.
  missed boolean not null,
  primary key (meeting_id, person_id)
);

-- One offer at a time for each meeting. It goes when it is taken up, taken back, or the meeting moves or ends.
create table new_times (
  meeting_id uuid primary key references meetings (id) on delete cascade,
  time_zone text not null,
  weekly jsonb not null,
  overrides jsonb not null,
  -- First and last local date, both included.
  from_date date not null,
  until_date date not null,
  -- End of the last offered window.
  ends_at timestamptz not null,
  reason text not null,
  version integer not null,
  offered_at timestamptz not null
);

-- A line of the history may be about somebody else than who did it, and say how many minutes.
alter table meeting_changes
  add column about_id uuid references people (id),
  add column minutes smallint;

-- Several parts of the product write their own kinds of lines; which there are is said in one place, in code.
alter table meeting_changes drop constraint if exists meeting_changes_kind_check;
alter table meeting_changes add constraint meeting_changes_kind_check check (kind ~ '^[a-z_]+$');
