-- Reminders of meetings: one row for each person and lead, and one for the room, so that no restart and no clock that jumps
-- makes two of one.

create table reminders (
  meeting_id uuid not null references meetings (id) on delete cascade,
  -- Null for what the room itself says.
  person_id uuid references people (id) on delete cascade,
  lead_minutes integer not null check (lead_minutes > 0),
  -- The start it is about. A meeting that moved is another thing to be reminded of.
  starts_at timestamptz not null,
  next_at timestamptz not null,
  -- `skipped`: too late to be of use, or nobody wants it (any more).
  state text not null check (state in ('waiting', 'told', 'skipped')),
  constraint reminders_once unique nulls not distinct (meeting_id, person_id, lead_minutes)
);
create index reminders_due on reminders (next_at) where state = 'waiting';
create index reminders_person on reminders (person_id);

-- When somebody wants to be reminded; without a row, the defaults.
create table reminder_settings (
  person_id uuid primary key references people (id) on delete cascade,
  lead_minutes integer[] not null
);

-- Meetings that are agreed already are reminded of as well.
insert into reminders (meeting_id, person_id, lead_minutes, starts_at, next_at, state)
select meetings.id, who.person_id, lead.minutes, meetings.starts_at,
  meetings.starts_at - make_interval(mins => lead.minutes), 'waiting'
from meetings
cross join (values (1440), (10)) as lead (minutes)
cross join lateral (
  select null::uuid as person_id
  union all
  select person_id from engagements where meeting_id = meetings.id and rsvp <> 'declined'
) as who
where meetings.status = 'confirmed';
