-- What was booked of what somebody offers, as both knew it then: the meeting itself is a row of meetings. No foreign key to the
-- offering, which its person may take away.

create table consultations (
  meeting_id uuid primary key references meetings (id) on delete cascade,
  offering_id uuid not null,
  title text not null,
  -- In the smallest unit of the currency (ISO 4217); without both it cost nothing.
  price_minor bigint check (price_minor > 0),
  currency text check (currency ~ '^[A-Z]{3}$'),
  -- What was asked, with what was answered, in that order: [{label, answer}].
  answers jsonb not null,
  -- What its hold still waits for before it is confirmed; empty where nothing is waited for. See docs/decisions/0031.
  waits_for text[] not null check (waits_for <@ array['yes']),
  check ((price_minor is null) = (currency is null))
);
create index consultations_offering on consultations (offering_id);
