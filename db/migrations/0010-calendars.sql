-- The calendars people have elsewhere: links, what is read from them, what should stand in them.

create table calendar_links (
  id uuid primary key,
  person_id uuid not null references people (id) on delete cascade,
  provider text not null check (provider in ('google', 'microsoft', 'apple', 'caldav', 'feed')),
  -- Who it is there, for ever (issuer and subject; server and user name; a hash of a feed's address).
  account text not null,
  -- How its owner knows it: a mail address, or a host. Never a feed's whole address, which opens it.
  shown_as text not null,
  -- `suspended` is worked out from relink windows and the clock, never stored.
  state text not null check (state in ('linked', 'needs_relink', 'unsupported', 'unlinked')),
  -- Rises with every relink.
  generation integer not null default 1,
  scopes text not null,
  -- Sealed JSON; null once unlinked.
  secrets text,
  tentative_counts boolean not null default true,
  unanswered_counts boolean not null default true,
  all_day_counts boolean not null default true,
  -- What is wrong, for the owner; null when nothing is.
  trouble text,
  trouble_since timestamptz,
  last_read_at timestamptz,
  last_write_at timestamptz,
  -- The grant is looked at again by then.
  check_at timestamptz not null,
  check_attempts integer not null default 0,
  -- Nothing is asked of the account before: it said so, or failed too often in a row.
  rests_until timestamptz,
  -- The relink window its owner had a mail about.
  told_window_id uuid,
  linked_at timestamptz not null,
  unlinked_at timestamptz
);
-- One account belongs to one person here.
create unique index calendar_links_account on calendar_links (provider, account) where state <> 'unlinked';
create index calendar_links_person on calendar_links (person_id) where state <> 'unlinked';
create index calendar_links_check on calendar_links (check_at) where state in ('linked', 'needs_relink');

create table calendars (
  id uuid primary key,
  link_id uuid not null references calendar_links (id) on delete cascade,
  person_id uuid not null references people (id) on delete cascade,
  external_id text not null,
  name text not null,
  time_zone text not null,
  can_write boolean not null,
  is_primary boolean not null,
  counts_as_busy boolean not null,
  receives boolean not null,
  -- Where reading goes on (syncToken, deltaLink, sync-token, ETag).
  cursor text,
  -- The owner looked at its trouble and goes without it.
  ignored boolean not null default false,
  trouble text,
  -- The last whole read, and the window it covered.
  read_at timestamptz,
  read_from timestamptz,
  read_until timestamptz,
  -- Part of it was read since, for a booking: what was read before that is out of date there.
  live_read_at timestamptz,
  next_read_at timestamptz not null,
  attempts integer not null default 0,
  watch_id text unique,
  watch_resource text,
  watch_secret_hash text,
  watch_expires_at timestamptz,
  -- A watch is being asked for until then: the provider may call back to see whether this is us.
  watch_pending_until timestamptz,
  constraint calendars_once unique (link_id, external_id)
);
-- At most one calendar of a person receives meetings.
create unique index calendars_receiving on calendars (person_id) where receives;
create index calendars_person on calendars (person_id);
create index calendars_due on calendars (next_read_at) where counts_as_busy or receives;

-- Busy times, mirrored: no provider is asked on the way to slots. Our own copies are not among them.
create table busy_times (
  calendar_id uuid not null references calendars (id) on delete cascade,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  kind text not null check (kind in ('busy', 'tentative', 'unanswered', 'all-day')),
  check (starts_at < ends_at)
);
create index busy_times_calendar on busy_times (calendar_id, ends_at);

-- What should stand in whose calendar, and what does. No foreign key to what it is about: that is a later module's.
create table calendar_copies (
  subject_id uuid not null,
  person_id uuid not null references people (id) on delete cascade,
  -- Where it stands or should; null while nothing of this person's receives.
  calendar_id uuid references calendars (id) on delete set null,
  -- What an event is known by that was added by hand: from the file, or by a vendor's link.
  uid text not null,
  join_url text not null,
  -- The event; null when it should stand nowhere.
  wanted jsonb,
  -- What was sent, or was about to be: it may stand there although no answer came back.
  tried jsonb,
  -- The meeting's own end, also of one that is no longer wanted: past ones are not caught up on.
  ends_at timestamptz not null,
  -- Booked or organized by this person, or only attended.
  is_own boolean not null,
  wanted_version integer not null default 1,
  written_version integer,
  -- Names the creation; a new one after a relink or a removal outside.
  key text not null,
  external_id text,
  etag text,
  -- `removed`: its owner took it away outside. `released`: what stands is its owner's own.
  state text not null check (state in ('waiting', 'written', 'withdrawn', 'removed', 'parked', 'released')),
  -- It may stand there already, by hand or from an earlier link: looked for before it is created.
  looks_first boolean not null default false,
  -- Addresses that were asked outside and are known already.
  guests text[] not null default '{}',
  attempts integer not null default 0,
  next_at timestamptz not null,
  -- A worker is at it, at most until then.
  leased_until timestamptz,
  -- Since when it is behind; gives up after three days.
  behind_since timestamptz not null,
  last_error text,
  primary key (subject_id, person_id)
);
create index calendar_copies_due on calendar_copies (next_at) where state = 'waiting' and calendar_id is not null;
create index calendar_copies_calendar on calendar_copies (calendar_id, external_id);
create index calendar_copies_person on calendar_copies (person_id, ends_at);

-- A link on its way: from the button to the provider and back, and until its owner said that it is the right account.
create table link_attempts (
  id uuid primary key,
  person_id uuid not null references people (id) on delete cascade,
  session_id uuid not null,
  provider text not null,
  -- The link that is renewed, if one is.
  relinks_id uuid references calendar_links (id) on delete cascade,
  state_hash text not null unique,
  -- Sealed: the verifier on the way out, the grant after it.
  sealed text not null,
  -- Who it is there, once known.
  account text,
  shown_as text,
  scopes text,
  -- A path of ours.
  return_to text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Operators may ask that older links be made again between two dates.
create table relink_windows (
  id uuid primary key,
  providers text[] not null,
  from_date date not null,
  until_date date not null,
  time_zone text not null,
  body text not null,
  made_by_id uuid not null references people (id),
  made_at timestamptz not null,
  check (from_date <= until_date)
);

-- What a person wants of all their calendars together; without a row, the defaults.
create table calendar_settings (
  person_id uuid primary key references people (id) on delete cascade,
  -- Meetings one only attends are written, too.
  writes_attended boolean not null
);
