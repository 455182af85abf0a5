-- What operators tell everybody, or several groups of people, at the top of every page.

create table announcements (
  -- 0 is the one for everybody; those by country and user type follow in the operator's order.
  position smallint primary key check (position >= 0),
  message text not null,
  icon text not null check (icon in ('info', 'warning', 'calendar', 'wrench', 'party')),
  -- ISO 3166-1 alpha-2; null is for every country.
  country text check (country ~ '^[A-Z]{2}$'),
  -- Null is for every type.
  user_type text check (user_type in ('offers-consultations', 'others')),
  -- Null is no limit.
  starts_at timestamptz,
  ends_at timestamptz,
  check (starts_at < ends_at)
);

-- ISO 3166-1 alpha-2; only for what operators announce by country.
alter table people add column country text check (country ~ '^[A-Z]{2}$');
