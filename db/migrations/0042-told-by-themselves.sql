-- Some cards are told to whom they concern by whoever posts them: meetings, counter-offers, invites that ask for answers. Told of
-- unread messages as well, people would be mailed twice about one thing.
alter table messages add column told_by_itself boolean not null default false;
update messages set told_by_itself = true where card_kind in ('meeting', 'counter-offer');
update messages set told_by_itself = true
  where card_kind = 'invite' and card_id in (select invite_id from agreements);

-- Who has left a room keeps what they were told of it, without the way there: it would lead nowhere.
alter table notices alter column href drop not null;
update notices set href = null
  where room_id is not null
    and not exists (
      select from memberships where memberships.room_id = notices.room_id and memberships.person_id = notices.person_id
    );
