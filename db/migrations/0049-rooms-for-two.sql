-- A room that was opened for two people by something they did, such as a booking, and not made by one of them: being in it together
-- is no acquaintance that somebody chose. Those there are were made in the same instant as what was first booked in them. See
-- docs/decisions/0043.
alter table rooms add column opened_for_two boolean not null default false;
update rooms set opened_for_two = true
  where exists (
    select from meetings
    where meetings.room_id = rooms.id and meetings.offering_id is not null and meetings.created_at = rooms.created_at
  );
