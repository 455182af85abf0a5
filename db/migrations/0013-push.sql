-- Deliveries of every channel: until when they are of use, since when they wait, and those that were let go; and the devices
-- that take browser push (RFC 8030).

alter table deliveries drop constraint deliveries_state_check;
alter table deliveries add constraint deliveries_state_check
  check (state in ('waiting', 'sent', 'parked', 'dropped'));
-- After it nothing is sent any more: a reminder of a meeting that is over helps nobody.
alter table deliveries add column useful_until timestamptz;
-- Gives up three days after it; later than `created_at` when it was wanted anew or tried again by hand.
alter table deliveries add column waits_since timestamptz;
update deliveries set waits_since = created_at;
alter table deliveries alter column waits_since set not null;
drop index deliveries_due;
create index deliveries_due on deliveries (channel, next_at) where state = 'waiting';
create index deliveries_unsent on deliveries (person_id) where state in ('waiting', 'parked');

-- By this key pair push services know who sends (RFC 8292); made at first start. The private half is sealed.
alter table installation add column push_public_key text;
alter table installation add column push_private_key text;

-- A browser that its person lets us push to. It ends with the session it was made in.
create table push_devices (
  id uuid primary key,
  person_id uuid not null references people (id) on delete cascade,
  session_id uuid not null references sessions (id) on delete cascade,
  -- Whoever knows the endpoint can push to it, so it is sealed with the keys, and found by its hash.
  endpoint_hash text not null unique,
  sealed text not null,
  -- As its person knows it: "Firefox on Linux".
  name text not null,
  added_at timestamptz not null,
  -- The last push that its service took.
  reached_at timestamptz
);
create index push_devices_person on push_devices (person_id);
create unique index push_devices_session on push_devices (session_id);
