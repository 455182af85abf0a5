-- A meeting comes of an invite, or of something else that offers times; and its time can be held for a while before it is
-- confirmed, against everybody else.

alter table meetings
  -- What it was booked from where that is no invite. No foreign key: it belongs to a later module.
  add column offering_id uuid,
  -- Among which of the organizer's hours it can be moved then, and how long before: the usual ones where there is none.
  add column schedule_id uuid,
  add column notice_minutes integer check (notice_minutes >= 0),
  -- Until when its time is held. It stays with a meeting that was never confirmed.
  add column held_until timestamptz,
  add constraint meetings_one_origin check (num_nonnulls(invite_id, offering_id) <= 1),
  drop constraint meetings_status_check,
  add constraint meetings_status_check check (status in ('held', 'confirmed', 'cancelled')),
  add constraint meetings_held_until check (
    (status = 'held' and held_until is not null)
    or (status = 'confirmed' and held_until is null)
    or status = 'cancelled'
  );
create index meetings_held on meetings (held_until) where status = 'held';

-- With each row, so that asking who is taken needs no join: a constraint cannot read the clock, but a question can.
alter table engagements
  add column held_until timestamptz,
  add constraint engagements_held_until check ((status = 'held') = (held_until is not null));
create index engagements_held on engagements (person_id, held_until) where status = 'held';
