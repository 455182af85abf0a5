-- What stands in somebody's calendars elsewhere is theirs to see among their own times, and nobody else's: one sealed text for each
-- calendar, beside the times and not in their rows, which every answer about slots reads.
create table busy_titles (
  calendar_id uuid primary key references calendars (id) on delete cascade,
  sealed text not null
);
