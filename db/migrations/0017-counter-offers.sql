-- Counter-offers: times of their own with which somebody answers an open invite. A later one of the same person replaces
-- the one before; the invite's end is theirs, too, so only that is kept here.

create table counter_offers (
  id uuid primary key,
  invite_id uuid not null references invites (id) on delete cascade,
  person_id uuid not null references people (id),
  -- Instants as ISO text, ascending.
  starts jsonb not null,
  -- As long as the invite took then; a meeting booked from it takes as long.
  duration_minutes integer not null check (duration_minutes in (15, 30, 45, 60)),
  note text not null,
  is_replaced boolean not null default false,
  request_id uuid not null,
  created_at timestamptz not null,
  constraint counter_offers_once unique (person_id, request_id)
);
create unique index counter_offers_present on counter_offers (invite_id, person_id) where not is_replaced;
