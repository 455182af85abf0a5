-- How many meetings a person organizes a day and a week at most, counted on the clock of the schedule; null is no limit. A week is
-- counted from the weekday its owner chose with it, so that the count stays what it was wherever they read it.

alter table schedules add column most_a_day integer check (most_a_day between 1 and 50);
alter table schedules add column most_a_week integer check (most_a_week between 1 and 200);
alter table schedules add column week_start integer not null default 1 check (week_start between 1 and 7);
alter table schedules alter column week_start drop default;
