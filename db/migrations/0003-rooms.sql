-- Rooms, who is in them, how one comes in, and what is said.

create table rooms (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null
);

create table memberships (
  room_id uuid not null references rooms (id) on delete cascade,
  person_id uuid not null references people (id) on delete cascade,
  role text not null check (role in ('owner', 'member')),
  joined_at timestamptz not null,
  -- Number in the room's stream up to which this person has read.
  read_seq bigint not null default 0,
  primary key (room_id, person_id)
);
create index memberships_person on memberships (person_id);
create unique index memberships_one_owner on memberships (room_id) where role = 'owner';

create table messages (
  id uuid primary key,
  room_id uuid not null references rooms (id) on delete cascade,
  seq bigint not null,
  -- Null for what the room itself says.
  sender_id uuid references people (id),
  -- Made by the sender's browser; the same id is the same message, for ever.
  client_id uuid,
  kind text not null check (kind in ('text', 'system', 'card')),
  body text not null,
  -- SHA-256 of a text as it was first sent: a retry is told from another text under the same client id even after
  -- an edit. Emptied with the text when it is deleted.
  body_digest text,
  -- A card says only what it is about; its present state is read from there.
  card_kind text,
  card_id uuid,
  -- What a system message is about, such as {"type":"meeting.booked",...}; times in it are instants.
  detail jsonb,
  sent_at timestamptz not null,
  edited_at timestamptz,
  deleted_at timestamptz,
  constraint messages_once unique (room_id, sender_id, client_id),
  unique (room_id, seq)
);
create index messages_card on messages (card_id) where card_id is not null;

-- A way into a room: a link that several may use, or a mail for one address.
create table entries (
  id uuid primary key,
  room_id uuid not null references rooms (id) on delete cascade,
  kind text not null check (kind in ('link', 'mail')),
  token_hash text not null unique,
  -- Entry links can be shown again; mailed ones cannot.
  token_sealed text,
  email text,
  created_by uuid not null references people (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  max_uses integer not null,
  uses integer not null default 0,
  revoked_at timestamptz
);
create index entries_room on entries (room_id);
