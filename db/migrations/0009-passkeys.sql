-- Passkeys: a person's own key pairs, of which we keep the public halves (WebAuthn level 3).

create table passkeys (
  id uuid primary key,
  person_id uuid not null references people (id) on delete cascade,
  -- As the authenticator names it, base64url.
  credential_id text not null unique,
  public_key bytea not null,
  -- Rises with every use where the authenticator counts; one that does not rise is a copy.
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index passkeys_person on passkeys (person_id);

-- What an authenticator has to sign: once, within minutes, and for adding a passkey in one session only.
create table passkey_challenges (
  challenge_hash text primary key,
  session_id uuid references sessions (id) on delete cascade,
  expires_at timestamptz not null
);
create index passkey_challenges_expired on passkey_challenges (expires_at);
