-- What a person can be booked for, and the name under which they are found.

-- A handle is for good: who changes theirs keeps the one before, so that links already sent lead on to the new one
-- and nobody else can stand in its place.
create table handles (
  handle text primary key check (handle ~ '^[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]$'),
  person_id uuid not null references people (id) on delete cascade,
  is_current boolean not null,
  taken_at timestamptz not null
);
create unique index handles_current on handles (person_id) where is_current;
create index handles_person on handles (person_id);

create table offerings (
  id uuid primary key,
  person_id uuid not null references people (id) on delete cascade,
  -- Its place in the address of its public page.
  slug text not null check (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$'),
  title text not null,
  description text not null,
  -- In minutes, ascending; who books chooses one.
  durations integer[] not null check (cardinality(durations) between 1 and 6),
  -- In the smallest unit of the currency (ISO 4217); without both it costs nothing.
  price_minor bigint check (price_minor > 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  -- Asked of who books: [{id, label, required, kind: line | text | choice, choices}]; see consultations/offering.ts.
  questions jsonb not null,
  -- Null is the person's own schedule. Availability keeps the schedules; one that is gone is answered by their own again.
  schedule_id uuid,
  -- Null is the schedule's.
  minimum_notice_minutes integer check (minimum_notice_minutes between 0 and 43200),
  audience text not null check (audience in ('anyone', 'shares_room', 'link_only')),
  is_on boolean not null,
  -- Booked only when the offerer says yes, within so many minutes.
  requires_yes boolean not null,
  answer_within_minutes integer check (answer_within_minutes between 30 and 20160),
  -- Of a link-only one: what opens it, and the same sealed, so that it can be shown again.
  token_hash text unique,
  token_sealed text,
  position integer not null,
  -- Rises with every change.
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- Taken away by its person. What was booked by it stays.
  removed_at timestamptz,
  check ((price_minor is null) = (currency is null)),
  check (requires_yes = (answer_within_minutes is not null)),
  check ((audience = 'link_only') = (token_hash is not null)),
  check ((token_hash is null) = (token_sealed is null))
);
create unique index offerings_slug on offerings (person_id, slug) where removed_at is null;

-- One picture of an offering, as it is served: under a name that cannot be guessed, another one for every picture.
create table offering_pictures (
  offering_id uuid primary key references offerings (id) on delete cascade,
  name text not null unique,
  media_type text not null check (media_type in ('image/jpeg', 'image/png')),
  width integer not null,
  height integer not null,
  content bytea not null check (octet_length(content) <= 524288)
);
