-- A meeting that booked itself when all who had to agree had says so as a happening of its own. Those from before were kept as booked
-- by whoever answered last, with a mark in what the room was told: they are told like the new ones.
update meeting_changes set kind = 'agreed'
where kind = 'booked' and meeting_id in (
  select (detail ->> 'meetingId')::uuid from messages
  where detail ->> 'type' = 'meeting.booked' and detail -> 'agreed' = 'true'
);

update messages set detail = (detail - 'agreed') || '{"type": "meeting.agreed"}'
where detail ->> 'type' = 'meeting.booked' and detail -> 'agreed' = 'true';
