-- Ways from outside to one person's meetings that need no session: the buttons in a mail, and a feed to subscribe to.

-- Lets whoever reads the mail answer for its addressee, to one meeting at one time. Gone with either of them.
create table reply_links (
  token_hash text primary key,
  meeting_id uuid not null references meetings (id) on delete cascade,
  person_id uuid not null references people (id) on delete cascade,
  -- The time the mail is about: an answer to another one is none.
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  created_at timestamptz not null
);
create index reply_links_meeting on reply_links (meeting_id);

-- The address of a person's calendar feed is a credential: only its hash is kept, and a new one ends the one before.
create table feeds (
  person_id uuid primary key references people (id) on delete cascade,
  token_hash text not null unique,
  made_at timestamptz not null
);

-- A feed asks for all of one person's meetings.
create index engagements_person on engagements (person_id, ends_at);
