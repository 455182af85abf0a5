-- Whether its organizer says yes to each time it was asked for: then only they move it. The terms are those at booking time, whatever
-- becomes of the offering. See docs/decisions/0032.
alter table meetings add column needs_yes boolean not null default false;
update meetings set needs_yes = true
  where id in (select meeting_id from meeting_changes where kind = 'requested');
