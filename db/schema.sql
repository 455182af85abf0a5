-- The data model on one page, written by `npm run schema` from what db/migrations makes. Do not edit.

create extension if not exists btree_gist;

create table agreement_moments (
  invite_id uuid not null,
  kind text not null,
  next_at timestamp with time zone not null,
  done_at timestamp with time zone,
  constraint agreement_moments_pkey PRIMARY KEY (invite_id, kind),
  constraint agreement_moments_invite_id_fkey FOREIGN KEY (invite_id) REFERENCES agreements(invite_id) ON DELETE CASCADE,
  constraint agreement_moments_kind_check CHECK (kind = ANY (ARRAY['half'::text, 'day'::text, 'deadline'::text]))
);
CREATE INDEX agreement_moments_due ON agreement_moments USING btree (next_at) WHERE (done_at IS NULL);

create table agreement_people (
  invite_id uuid not null,
  person_id uuid not null,
  part text not null,
  marks jsonb not null,
  answered_at timestamp with time zone,
  constraint agreement_people_pkey PRIMARY KEY (invite_id, person_id),
  constraint agreement_people_invite_id_fkey FOREIGN KEY (invite_id) REFERENCES agreements(invite_id) ON DELETE CASCADE,
  constraint agreement_people_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint agreement_people_part_check CHECK (part = ANY (ARRAY['required'::text, 'optional'::text]))
);

create table agreements (
  invite_id uuid not null,
  answer_by timestamp with time zone not null,
  settle_at timestamp with time zone,
  is_stuck boolean default false not null,
  constraint agreements_pkey PRIMARY KEY (invite_id),
  constraint agreements_invite_id_fkey FOREIGN KEY (invite_id) REFERENCES invites(id) ON DELETE CASCADE
);
CREATE INDEX agreements_due ON agreements USING btree (settle_at) WHERE (settle_at IS NOT NULL);

create table announcements (
  position smallint not null,
  message text not null,
  icon text not null,
  country text,
  user_type text,
  starts_at timestamp with time zone,
  ends_at timestamp with time zone,
  constraint announcements_pkey PRIMARY KEY ("position"),
  constraint announcements_check CHECK (starts_at < ends_at),
  constraint announcements_country_check CHECK (country ~ '^[A-Z]{2}$'::text),
  constraint announcements_icon_check CHECK (icon = ANY (ARRAY['info'::text, 'warning'::text, 'calendar'::text, 'wrench'::text, 'party'::text])),
  constraint announcements_position_check CHECK ("position" >= 0),
  constraint announcements_user_type_check CHECK (user_type = ANY (ARRAY['offers-consultations'::text, 'others'::text]))
);

create table attendance (
  meeting_id uuid not null,
  person_id uuid not null,
  late_minutes smallint,
  missed boolean not null,
  constraint attendance_pkey PRIMARY KEY (meeting_id, person_id),
  constraint attendance_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meetings(id) ON DELETE CASCADE,
  constraint attendance_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint attendance_late_minutes_check CHECK (late_minutes = ANY (ARRAY[5, 10, 15]))
);

create table audit (
  id uuid not null,
  at timestamp with time zone not null,
  action text not null,
  actor_id uuid,
  person_id uuid,
  room_id uuid,
  subject_id uuid,
  detail jsonb not null,
  constraint audit_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_actor ON audit USING btree (actor_id, id DESC);
CREATE INDEX audit_person ON audit USING btree (person_id, id DESC);

create table busy_times (
  calendar_id uuid not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  kind text not null,
  constraint busy_times_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES calendars(id) ON DELETE CASCADE,
  constraint busy_times_check CHECK (starts_at < ends_at),
  constraint busy_times_kind_check CHECK (kind = ANY (ARRAY['busy'::text, 'tentative'::text, 'unanswered'::text, 'all-day'::text]))
);
CREATE INDEX busy_times_calendar ON busy_times USING btree (calendar_id, ends_at);

create table busy_titles (
  calendar_id uuid not null,
  sealed text not null,
  constraint busy_titles_pkey PRIMARY KEY (calendar_id),
  constraint busy_titles_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES calendars(id) ON DELETE CASCADE
);

create table busy_versions (
  person_id uuid not null,
  version bigint default 0 not null,
  constraint busy_versions_pkey PRIMARY KEY (person_id),
  constraint busy_versions_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE
);

create table calendar_copies (
  subject_id uuid not null,
  person_id uuid not null,
  calendar_id uuid,
  uid text not null,
  join_url text not null,
  wanted jsonb,
  tried jsonb,
  ends_at timestamp with time zone not null,
  is_own boolean not null,
  wanted_version integer default 1 not null,
  written_version integer,
  key text not null,
  external_id text,
  etag text,
  state text not null,
  looks_first boolean default false not null,
  guests text[] default '{}'::text[] not null,
  attempts integer default 0 not null,
  next_at timestamp with time zone not null,
  leased_until timestamp with time zone,
  behind_since timestamp with time zone not null,
  last_error text,
  constraint calendar_copies_pkey PRIMARY KEY (subject_id, person_id),
  constraint calendar_copies_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES calendars(id) ON DELETE SET NULL,
  constraint calendar_copies_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint calendar_copies_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'written'::text, 'withdrawn'::text, 'removed'::text, 'parked'::text, 'released'::text]))
);
CREATE INDEX calendar_copies_calendar ON calendar_copies USING btree (calendar_id, external_id);
CREATE INDEX calendar_copies_due ON calendar_copies USING btree (next_at) WHERE ((state = 'waiting'::text) AND (calendar_id IS NOT NULL));
CREATE INDEX calendar_copies_person ON calendar_copies USING btree (person_id, ends_at);

create table calendar_links (
  id uuid not null,
  person_id uuid not null,
  provider text not null,
  account text not null,
  shown_as text not null,
  state text not null,
  generation integer default 1 not null,
  scopes text not null,
  secrets text,
  tentative_counts boolean default true not null,
  unanswered_counts boolean default true not null,
  all_day_counts boolean default true not null,
  trouble text,
  trouble_since timestamp with time zone,
  last_read_at timestamp with time zone,
  last_write_at timestamp with time zone,
  check_at timestamp with time zone not null,
  check_attempts integer default 0 not null,
  rests_until timestamp with time zone,
  told_window_id uuid,
  linked_at timestamp with time zone not null,
  unlinked_at timestamp with time zone,
  constraint calendar_links_pkey PRIMARY KEY (id),
  constraint calendar_links_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint calendar_links_provider_check CHECK (provider = ANY (ARRAY['google'::text, 'microsoft'::text, 'apple'::text, 'caldav'::text, 'feed'::text])),
  constraint calendar_links_state_check CHECK (state = ANY (ARRAY['linked'::text, 'needs_relink'::text, 'unsupported'::text, 'unlinked'::text]))
);
CREATE UNIQUE INDEX calendar_links_account ON calendar_links USING btree (provider, account) WHERE (state <> 'unlinked'::text);
CREATE INDEX calendar_links_check ON calendar_links USING btree (check_at) WHERE (state = ANY (ARRAY['linked'::text, 'needs_relink'::text]));
CREATE INDEX calendar_links_person ON calendar_links USING btree (person_id) WHERE (state <> 'unlinked'::text);

create table calendar_settings (
  person_id uuid not null,
  writes_attended boolean not null,
  constraint calendar_settings_pkey PRIMARY KEY (person_id),
  constraint calendar_settings_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE
);

create table calendars (
  id uuid not null,
  link_id uuid not null,
  person_id uuid not null,
  external_id text not null,
  name text not null,
  time_zone text not null,
  can_write boolean not null,
  is_primary boolean not null,
  counts_as_busy boolean not null,
  receives boolean not null,
  cursor text,
  ignored boolean default false not null,
  trouble text,
  read_at timestamp with time zone,
  read_from timestamp with time zone,
  read_until timestamp with time zone,
  live_read_at timestamp with time zone,
  next_read_at timestamp with time zone not null,
  attempts integer default 0 not null,
  watch_id text,
  watch_resource text,
  watch_secret_hash text,
  watch_expires_at timestamp with time zone,
  watch_pending_until timestamp with time zone,
  conference text,
  constraint calendars_pkey PRIMARY KEY (id),
  constraint calendars_once UNIQUE (link_id, external_id),
  constraint calendars_watch_id_key UNIQUE (watch_id),
  constraint calendars_link_id_fkey FOREIGN KEY (link_id) REFERENCES calendar_links(id) ON DELETE CASCADE,
  constraint calendars_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint calendars_conference_check CHECK (conference = ANY (ARRAY['meet'::text, 'teams'::text]))
);
CREATE INDEX calendars_due ON calendars USING btree (next_read_at) WHERE (counts_as_busy OR receives);
CREATE INDEX calendars_person ON calendars USING btree (person_id);
CREATE UNIQUE INDEX calendars_receiving ON calendars USING btree (person_id) WHERE receives;

create table call_seats (
  id uuid not null,
  call_id uuid not null,
  person_id uuid not null,
  connection_id uuid not null,
  microphone boolean not null,
  camera boolean not null,
  sharing boolean not null,
  joined_at timestamp with time zone not null,
  seen_at timestamp with time zone not null,
  left_at timestamp with time zone,
  constraint call_seats_pkey PRIMARY KEY (id),
  constraint call_seats_call_id_fkey FOREIGN KEY (call_id) REFERENCES calls(id) ON DELETE CASCADE,
  constraint call_seats_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE
);
CREATE INDEX call_seats_call ON call_seats USING btree (call_id, joined_at);
CREATE UNIQUE INDEX call_seats_one_each ON call_seats USING btree (call_id, person_id) WHERE (left_at IS NULL);
CREATE UNIQUE INDEX call_seats_one_shares ON call_seats USING btree (call_id) WHERE ((left_at IS NULL) AND sharing);
CREATE INDEX call_seats_seen ON call_seats USING btree (seen_at) WHERE (left_at IS NULL);

create table calls (
  id uuid not null,
  join_token text not null,
  subject_id uuid not null,
  version integer not null,
  wanted jsonb not null,
  created_at timestamp with time zone not null,
  elsewhere jsonb,
  constraint calls_pkey PRIMARY KEY (id),
  constraint calls_join_token_key UNIQUE (join_token)
);
CREATE UNIQUE INDEX calls_subject ON calls USING btree (subject_id);

create table consultations (
  meeting_id uuid not null,
  offering_id uuid not null,
  title text not null,
  price_minor bigint,
  currency text,
  answers jsonb not null,
  waits_for text[] not null,
  constraint consultations_pkey PRIMARY KEY (meeting_id),
  constraint consultations_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meetings(id) ON DELETE CASCADE,
  constraint consultations_check CHECK ((price_minor IS NULL) = (currency IS NULL)),
  constraint consultations_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint consultations_price_minor_check CHECK (price_minor > 0),
  constraint consultations_waits_for_check CHECK (waits_for <@ ARRAY['yes'::text])
);
CREATE INDEX consultations_offering ON consultations USING btree (offering_id);

create table counter_offers (
  id uuid not null,
  invite_id uuid not null,
  person_id uuid not null,
  starts jsonb not null,
  duration_minutes integer not null,
  note text not null,
  is_replaced boolean default false not null,
  request_id uuid not null,
  created_at timestamp with time zone not null,
  constraint counter_offers_pkey PRIMARY KEY (id),
  constraint counter_offers_once UNIQUE (person_id, request_id),
  constraint counter_offers_invite_id_fkey FOREIGN KEY (invite_id) REFERENCES invites(id) ON DELETE CASCADE,
  constraint counter_offers_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint counter_offers_duration_minutes_check CHECK (duration_minutes = ANY (ARRAY[15, 30, 45, 60]))
);
CREATE UNIQUE INDEX counter_offers_present ON counter_offers USING btree (invite_id, person_id) WHERE (NOT is_replaced);

create table deliveries (
  id uuid not null,
  key text not null,
  channel text not null,
  person_id uuid,
  address text not null,
  subject_id uuid,
  wanted jsonb not null,
  version integer default 1 not null,
  state text default 'waiting'::text not null,
  attempts integer default 0 not null,
  next_at timestamp with time zone not null,
  last_error text,
  created_at timestamp with time zone not null,
  sent_at timestamp with time zone,
  useful_until timestamp with time zone,
  waits_since timestamp with time zone not null,
  about jsonb,
  tried jsonb,
  reached jsonb,
  constraint deliveries_pkey PRIMARY KEY (id),
  constraint deliveries_key_key UNIQUE (key),
  constraint deliveries_channel_check CHECK (channel = ANY (ARRAY['mail'::text, 'push'::text, 'webhook'::text])),
  constraint deliveries_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'sent'::text, 'parked'::text, 'dropped'::text]))
);
CREATE INDEX deliveries_due ON deliveries USING btree (channel, next_at) WHERE (state = 'waiting'::text);
CREATE INDEX deliveries_recent ON deliveries USING btree (created_at DESC);
CREATE INDEX deliveries_unsent ON deliveries USING btree (person_id) WHERE (state = ANY (ARRAY['waiting'::text, 'parked'::text]));

create table engagements (
  meeting_id uuid not null,
  person_id uuid not null,
  role text not null,
  rsvp text not null,
  blocks boolean not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  status text not null,
  held_until timestamp with time zone,
  constraint engagements_pkey PRIMARY KEY (meeting_id, person_id),
  constraint engagements_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meetings(id) ON DELETE CASCADE,
  constraint engagements_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id),
  constraint engagements_no_overlap EXCLUDE USING gist (person_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE ((status = ANY (ARRAY['live'::text, 'held'::text])) AND blocks),
  constraint engagements_held_until CHECK ((status = 'held'::text) = (held_until IS NOT NULL)),
  constraint engagements_role_check CHECK (role = ANY (ARRAY['organizer'::text, 'booker'::text, 'attendee'::text])),
  constraint engagements_rsvp_check CHECK (rsvp = ANY (ARRAY['accepted'::text, 'waiting'::text, 'declined'::text])),
  constraint engagements_status_check CHECK (status = ANY (ARRAY['live'::text, 'held'::text, 'released'::text]))
);
CREATE INDEX engagements_held ON engagements USING btree (person_id, held_until) WHERE (status = 'held'::text);
CREATE INDEX engagements_person ON engagements USING btree (person_id, ends_at);
CREATE INDEX engagements_taken ON engagements USING btree (person_id, ends_at) WHERE ((status = ANY (ARRAY['live'::text, 'held'::text])) AND (rsvp <> 'declined'::text));

create table entries (
  id uuid not null,
  room_id uuid not null,
  kind text not null,
  token_hash text not null,
  token_sealed text,
  email text,
  created_by uuid not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  max_uses integer not null,
  uses integer default 0 not null,
  revoked_at timestamp with time zone,
  constraint entries_pkey PRIMARY KEY (id),
  constraint entries_token_hash_key UNIQUE (token_hash),
  constraint entries_created_by_fkey FOREIGN KEY (created_by) REFERENCES people(id),
  constraint entries_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id) ON DELETE CASCADE,
  constraint entries_kind_check CHECK (kind = ANY (ARRAY['link'::text, 'mail'::text]))
);
CREATE INDEX entries_room ON entries USING btree (room_id);

create table erasures (
  person_id uuid not null,
  asked_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  begun_at timestamp with time zone,
  attempts integer default 0 not null,
  next_at timestamp with time zone not null,
  last_error text,
  constraint erasures_pkey PRIMARY KEY (person_id),
  constraint erasures_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id)
);
CREATE INDEX erasures_due ON erasures USING btree (next_at);

create table events (
  stream_id text not null,
  seq bigint not null,
  kind text not null,
  actor_id uuid,
  payload jsonb not null,
  at timestamp with time zone not null,
  constraint events_pkey PRIMARY KEY (stream_id, seq),
  constraint events_stream_id_fkey FOREIGN KEY (stream_id) REFERENCES streams(id) ON DELETE CASCADE
);

create table feeds (
  person_id uuid not null,
  token_hash text not null,
  made_at timestamp with time zone not null,
  constraint feeds_pkey PRIMARY KEY (person_id),
  constraint feeds_token_hash_key UNIQUE (token_hash),
  constraint feeds_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE
);

create table handles (
  handle text not null,
  person_id uuid not null,
  is_current boolean not null,
  taken_at timestamp with time zone not null,
  constraint handles_pkey PRIMARY KEY (handle),
  constraint handles_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint handles_handle_check CHECK (handle ~ '^[a-z0-9](?:[a-z0-9-]{1,28})[a-z0-9]$'::text)
);
CREATE UNIQUE INDEX handles_current ON handles USING btree (person_id) WHERE is_current;
CREATE INDEX handles_person ON handles USING btree (person_id);

create table installation (
  only_row boolean default true not null,
  epoch uuid not null,
  key_canary text not null,
  push_public_key text,
  push_private_key text,
  constraint installation_pkey PRIMARY KEY (only_row),
  constraint installation_only_row_check CHECK (only_row)
);

create table invites (
  id uuid not null,
  room_id uuid not null,
  organizer_id uuid not null,
  time_zone text not null,
  weekly jsonb not null,
  overrides jsonb not null,
  from_date date not null,
  until_date date not null,
  duration_minutes integer not null,
  note text not null,
  status text not null,
  ends_at timestamp with time zone not null,
  version integer default 1 not null,
  request_id uuid not null,
  created_at timestamp with time zone not null,
  withdrawn_at timestamp with time zone,
  place text default 'parley'::text not null,
  place_url text default ''::text not null,
  constraint invites_pkey PRIMARY KEY (id),
  constraint invites_once UNIQUE (organizer_id, request_id),
  constraint invites_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES people(id),
  constraint invites_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id) ON DELETE CASCADE,
  constraint invites_duration_minutes_check CHECK (duration_minutes = ANY (ARRAY[15, 30, 45, 60])),
  constraint invites_place_check CHECK (place = ANY (ARRAY['parley'::text, 'meet'::text, 'teams'::text, 'link'::text])),
  constraint invites_status_check CHECK (status = ANY (ARRAY['open'::text, 'booked'::text, 'withdrawn'::text]))
);
CREATE INDEX invites_organizer ON invites USING btree (organizer_id) WHERE (status = 'open'::text);
CREATE INDEX invites_room ON invites USING btree (room_id);

create table link_attempts (
  id uuid not null,
  person_id uuid not null,
  session_id uuid not null,
  provider text not null,
  relinks_id uuid,
  state_hash text not null,
  sealed text not null,
  account text,
  shown_as text,
  scopes text,
  return_to text not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint link_attempts_pkey PRIMARY KEY (id),
  constraint link_attempts_state_hash_key UNIQUE (state_hash),
  constraint link_attempts_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint link_attempts_relinks_id_fkey FOREIGN KEY (relinks_id) REFERENCES calendar_links(id) ON DELETE CASCADE
);

create table mailed_links (
  id uuid not null,
  token_hash text not null,
  purpose text not null,
  person_id uuid not null,
  email text not null,
  next_path text,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint mailed_links_pkey PRIMARY KEY (id),
  constraint mailed_links_token_hash_key UNIQUE (token_hash),
  constraint mailed_links_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint mailed_links_purpose_check CHECK (purpose = ANY (ARRAY['sign-in'::text, 'reset-password'::text, 'verify-address'::text]))
);
CREATE INDEX mailed_links_person ON mailed_links USING btree (person_id);

create table meeting_changes (
  meeting_id uuid not null,
  number integer not null,
  kind text not null,
  actor_id uuid not null,
  at timestamp with time zone not null,
  from_starts_at timestamp with time zone,
  from_ends_at timestamp with time zone,
  to_starts_at timestamp with time zone,
  to_ends_at timestamp with time zone,
  reason text not null,
  request_id uuid,
  about_id uuid,
  minutes smallint,
  constraint meeting_changes_pkey PRIMARY KEY (meeting_id, number),
  constraint meeting_changes_once UNIQUE (meeting_id, actor_id, request_id),
  constraint meeting_changes_about_id_fkey FOREIGN KEY (about_id) REFERENCES people(id),
  constraint meeting_changes_actor_id_fkey FOREIGN KEY (actor_id) REFERENCES people(id),
  constraint meeting_changes_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meetings(id) ON DELETE CASCADE,
  constraint meeting_changes_kind_check CHECK (kind ~ '^[a-z_]+$'::text)
);

create table meetings (
  id uuid not null,
  room_id uuid not null,
  uid text not null,
  sequence integer default 0 not null,
  status text not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  starts_local timestamp without time zone not null,
  time_zone text not null,
  organizer_id uuid not null,
  booked_by_id uuid not null,
  invite_id uuid,
  call_id uuid not null,
  note text not null,
  cancelled_by_id uuid,
  cancel_reason text,
  request_id uuid not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  offering_id uuid,
  schedule_id uuid,
  notice_minutes integer,
  held_until timestamp with time zone,
  needs_yes boolean default false not null,
  constraint meetings_pkey PRIMARY KEY (id),
  constraint meetings_once UNIQUE (booked_by_id, request_id),
  constraint meetings_one_per_invite UNIQUE (invite_id),
  constraint meetings_uid_key UNIQUE (uid),
  constraint meetings_booked_by_id_fkey FOREIGN KEY (booked_by_id) REFERENCES people(id),
  constraint meetings_cancelled_by_id_fkey FOREIGN KEY (cancelled_by_id) REFERENCES people(id),
  constraint meetings_invite_id_fkey FOREIGN KEY (invite_id) REFERENCES invites(id),
  constraint meetings_organizer_id_fkey FOREIGN KEY (organizer_id) REFERENCES people(id),
  constraint meetings_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id),
  constraint meetings_check CHECK (starts_at < ends_at),
  constraint meetings_held_until CHECK (status = 'held'::text AND held_until IS NOT NULL OR status = 'confirmed'::text AND held_until IS NULL OR status = 'cancelled'::text),
  constraint meetings_notice_minutes_check CHECK (notice_minutes >= 0),
  constraint meetings_one_origin CHECK (num_nonnulls(invite_id, offering_id) <= 1),
  constraint meetings_status_check CHECK (status = ANY (ARRAY['held'::text, 'confirmed'::text, 'cancelled'::text]))
);
CREATE INDEX meetings_held ON meetings USING btree (held_until) WHERE (status = 'held'::text);
CREATE INDEX meetings_room ON meetings USING btree (room_id);

create table memberships (
  room_id uuid not null,
  person_id uuid not null,
  role text not null,
  joined_at timestamp with time zone not null,
  read_seq bigint default 0 not null,
  constraint memberships_pkey PRIMARY KEY (room_id, person_id),
  constraint memberships_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint memberships_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id) ON DELETE CASCADE,
  constraint memberships_role_check CHECK (role = ANY (ARRAY['owner'::text, 'member'::text]))
);
CREATE UNIQUE INDEX memberships_one_owner ON memberships USING btree (room_id) WHERE (role = 'owner'::text);
CREATE INDEX memberships_person ON memberships USING btree (person_id);

create table messages (
  id uuid not null,
  room_id uuid not null,
  seq bigint not null,
  sender_id uuid,
  client_id uuid,
  kind text not null,
  body text not null,
  body_digest text,
  card_kind text,
  card_id uuid,
  detail jsonb,
  sent_at timestamp with time zone not null,
  edited_at timestamp with time zone,
  deleted_at timestamp with time zone,
  told_by_itself boolean default false not null,
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_once UNIQUE (room_id, sender_id, client_id),
  constraint messages_room_id_seq_key UNIQUE (room_id, seq),
  constraint messages_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id) ON DELETE CASCADE,
  constraint messages_sender_id_fkey FOREIGN KEY (sender_id) REFERENCES people(id),
  constraint messages_kind_check CHECK (kind = ANY (ARRAY['text'::text, 'system'::text, 'card'::text]))
);
CREATE INDEX messages_card ON messages USING btree (card_id) WHERE (card_id IS NOT NULL);

create table new_times (
  meeting_id uuid not null,
  time_zone text not null,
  weekly jsonb not null,
  overrides jsonb not null,
  from_date date not null,
  until_date date not null,
  ends_at timestamp with time zone not null,
  reason text not null,
  version integer not null,
  offered_at timestamp with time zone not null,
  constraint new_times_pkey PRIMARY KEY (meeting_id),
  constraint new_times_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meetings(id) ON DELETE CASCADE
);

create table notices (
  id uuid not null,
  person_id uuid not null,
  key text not null,
  kind text not null,
  subject_id uuid,
  room_id uuid,
  title text not null,
  body text not null,
  href text,
  told_at timestamp with time zone not null,
  read_at timestamp with time zone,
  constraint notices_pkey PRIMARY KEY (id),
  constraint notices_once UNIQUE (person_id, key),
  constraint notices_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint notices_href_check CHECK (href ~ '^/([^/\\]|$)'::text)
);
CREATE INDEX notices_latest ON notices USING btree (person_id, id DESC);
CREATE INDEX notices_old ON notices USING btree (told_at);
CREATE INDEX notices_unread ON notices USING btree (person_id) WHERE (read_at IS NULL);

create table notification_wishes (
  person_id uuid not null,
  kind text not null,
  channel text not null,
  wanted boolean not null,
  constraint notification_wishes_pkey PRIMARY KEY (person_id, kind, channel),
  constraint notification_wishes_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint notification_wishes_channel_check CHECK (channel = ANY (ARRAY['in_app'::text, 'mail'::text, 'push'::text])),
  constraint notification_wishes_kind_check CHECK (kind = ANY (ARRAY['meeting_new'::text, 'meeting_changed'::text, 'meeting_cancelled'::text, 'consultation_new'::text, 'message'::text, 'mention'::text, 'reminder'::text, 'link_trouble'::text]))
);

create table offering_pictures (
  offering_id uuid not null,
  name text not null,
  media_type text not null,
  width integer not null,
  height integer not null,
  content bytea not null,
  constraint offering_pictures_pkey PRIMARY KEY (offering_id),
  constraint offering_pictures_name_key UNIQUE (name),
  constraint offering_pictures_offering_id_fkey FOREIGN KEY (offering_id) REFERENCES offerings(id) ON DELETE CASCADE,
  constraint offering_pictures_content_check CHECK (octet_length(content) <= 524288),
  constraint offering_pictures_media_type_check CHECK (media_type = ANY (ARRAY['image/jpeg'::text, 'image/png'::text]))
);

create table offerings (
  id uuid not null,
  person_id uuid not null,
  slug text not null,
  title text not null,
  description text not null,
  durations integer[] not null,
  price_minor bigint,
  currency text,
  questions jsonb not null,
  schedule_id uuid,
  minimum_notice_minutes integer,
  audience text not null,
  is_on boolean not null,
  requires_yes boolean not null,
  answer_within_minutes integer,
  token_hash text,
  token_sealed text,
  position integer not null,
  version integer not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  removed_at timestamp with time zone,
  constraint offerings_pkey PRIMARY KEY (id),
  constraint offerings_token_hash_key UNIQUE (token_hash),
  constraint offerings_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint offerings_answer_within_minutes_check CHECK (answer_within_minutes >= 30 AND answer_within_minutes <= 20160),
  constraint offerings_audience_check CHECK (audience = ANY (ARRAY['anyone'::text, 'shares_room'::text, 'link_only'::text])),
  constraint offerings_check CHECK ((price_minor IS NULL) = (currency IS NULL)),
  constraint offerings_check1 CHECK (requires_yes = (answer_within_minutes IS NOT NULL)),
  constraint offerings_check2 CHECK ((audience = 'link_only'::text) = (token_hash IS NOT NULL)),
  constraint offerings_check3 CHECK ((token_hash IS NULL) = (token_sealed IS NULL)),
  constraint offerings_currency_check CHECK (currency ~ '^[A-Z]{3}$'::text),
  constraint offerings_durations_check CHECK (cardinality(durations) >= 1 AND cardinality(durations) <= 6),
  constraint offerings_minimum_notice_minutes_check CHECK (minimum_notice_minutes >= 0 AND minimum_notice_minutes <= 43200),
  constraint offerings_price_minor_check CHECK (price_minor > 0),
  constraint offerings_slug_check CHECK (slug ~ '^[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?$'::text)
);
CREATE UNIQUE INDEX offerings_slug ON offerings USING btree (person_id, slug) WHERE (removed_at IS NULL);

create table passkey_challenges (
  challenge_hash text not null,
  session_id uuid,
  expires_at timestamp with time zone not null,
  constraint passkey_challenges_pkey PRIMARY KEY (challenge_hash),
  constraint passkey_challenges_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE
);
CREATE INDEX passkey_challenges_expired ON passkey_challenges USING btree (expires_at);

create table passkeys (
  id uuid not null,
  person_id uuid not null,
  credential_id text not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  name text not null,
  created_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  constraint passkeys_pkey PRIMARY KEY (id),
  constraint passkeys_credential_id_key UNIQUE (credential_id),
  constraint passkeys_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE
);
CREATE INDEX passkeys_person ON passkeys USING btree (person_id);

create table people (
  id uuid not null,
  email text not null,
  email_verified_at timestamp with time zone,
  name text not null,
  password_hash text,
  time_zone text not null,
  hour_cycle smallint,
  week_start smallint,
  created_at timestamp with time zone not null,
  country text,
  former_names text[] default '{}'::text[] not null,
  erased_at timestamp with time zone,
  constraint people_pkey PRIMARY KEY (id),
  constraint people_country_check CHECK (country ~ '^[A-Z]{2}$'::text),
  constraint people_email_check CHECK (email = lower(email)),
  constraint people_hour_cycle_check CHECK (hour_cycle = ANY (ARRAY[12, 24])),
  constraint people_week_start_check CHECK (week_start >= 1 AND week_start <= 7)
);
CREATE UNIQUE INDEX people_email ON people USING btree (email);

create table push_devices (
  id uuid not null,
  person_id uuid not null,
  session_id uuid not null,
  endpoint_hash text not null,
  sealed text not null,
  name text not null,
  added_at timestamp with time zone not null,
  reached_at timestamp with time zone,
  constraint push_devices_pkey PRIMARY KEY (id),
  constraint push_devices_endpoint_hash_key UNIQUE (endpoint_hash),
  constraint push_devices_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint push_devices_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE
);
CREATE INDEX push_devices_person ON push_devices USING btree (person_id);
CREATE UNIQUE INDEX push_devices_session ON push_devices USING btree (session_id);

create table quiet_hours (
  person_id uuid not null,
  from_time time without time zone not null,
  until_time time without time zone not null,
  constraint quiet_hours_pkey PRIMARY KEY (person_id),
  constraint quiet_hours_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint quiet_hours_check CHECK (from_time <> until_time)
);

create table rate_limits (
  key text not null,
  window_started_at timestamp with time zone not null,
  tries integer not null,
  constraint rate_limits_pkey PRIMARY KEY (key)
);

create table relink_windows (
  id uuid not null,
  providers text[] not null,
  from_date date not null,
  until_date date not null,
  time_zone text not null,
  body text not null,
  made_by_id uuid not null,
  made_at timestamp with time zone not null,
  constraint relink_windows_pkey PRIMARY KEY (id),
  constraint relink_windows_made_by_id_fkey FOREIGN KEY (made_by_id) REFERENCES people(id),
  constraint relink_windows_check CHECK (from_date <= until_date)
);

create table reminder_settings (
  person_id uuid not null,
  lead_minutes integer[] not null,
  constraint reminder_settings_pkey PRIMARY KEY (person_id),
  constraint reminder_settings_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE
);

create table reminders (
  meeting_id uuid not null,
  person_id uuid,
  lead_minutes integer not null,
  starts_at timestamp with time zone not null,
  next_at timestamp with time zone not null,
  state text not null,
  constraint reminders_once UNIQUE NULLS NOT DISTINCT (meeting_id, person_id, lead_minutes),
  constraint reminders_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meetings(id) ON DELETE CASCADE,
  constraint reminders_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint reminders_lead_minutes_check CHECK (lead_minutes > 0),
  constraint reminders_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'told'::text, 'skipped'::text]))
);
CREATE INDEX reminders_due ON reminders USING btree (next_at) WHERE (state = 'waiting'::text);
CREATE INDEX reminders_person ON reminders USING btree (person_id);

create table reply_links (
  token_hash text not null,
  meeting_id uuid not null,
  person_id uuid not null,
  starts_at timestamp with time zone not null,
  ends_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  constraint reply_links_pkey PRIMARY KEY (token_hash),
  constraint reply_links_meeting_id_fkey FOREIGN KEY (meeting_id) REFERENCES meetings(id) ON DELETE CASCADE,
  constraint reply_links_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE
);
CREATE INDEX reply_links_meeting ON reply_links USING btree (meeting_id);

create table room_calls (
  call_id uuid not null,
  room_id uuid not null,
  started_by_id uuid not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint room_calls_pkey PRIMARY KEY (call_id),
  constraint room_calls_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id) ON DELETE CASCADE,
  constraint room_calls_started_by_id_fkey FOREIGN KEY (started_by_id) REFERENCES people(id)
);
CREATE UNIQUE INDEX room_calls_running ON room_calls USING btree (room_id) WHERE (ended_at IS NULL);

create table room_wishes (
  person_id uuid not null,
  room_id uuid,
  messages text,
  meetings boolean,
  mails boolean default true not null,
  muted_until timestamp with time zone,
  constraint room_wishes_once UNIQUE NULLS NOT DISTINCT (person_id, room_id),
  constraint room_wishes_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint room_wishes_messages_check CHECK (messages = ANY (ARRAY['everything'::text, 'mentions'::text, 'nothing'::text]))
);

create table rooms (
  id uuid not null,
  name text not null,
  created_at timestamp with time zone not null,
  opened_for_two boolean default false not null,
  constraint rooms_pkey PRIMARY KEY (id)
);

create table schedules (
  person_id uuid not null,
  time_zone text not null,
  weekly jsonb not null,
  overrides jsonb not null,
  buffer_before_minutes integer not null,
  buffer_after_minutes integer not null,
  minimum_notice_minutes integer not null,
  days_ahead integer not null,
  increment_minutes integer not null,
  updated_at timestamp with time zone not null,
  id uuid not null,
  name text not null,
  is_default boolean not null,
  most_a_day integer,
  most_a_week integer,
  week_start integer not null,
  constraint schedules_pkey PRIMARY KEY (id),
  constraint schedules_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint schedules_buffer_after_minutes_check CHECK (buffer_after_minutes >= 0 AND buffer_after_minutes <= 240),
  constraint schedules_buffer_before_minutes_check CHECK (buffer_before_minutes >= 0 AND buffer_before_minutes <= 240),
  constraint schedules_days_ahead_check CHECK (days_ahead >= 1 AND days_ahead <= 365),
  constraint schedules_increment_minutes_check CHECK (increment_minutes = ANY (ARRAY[5, 10, 15, 20, 30, 60])),
  constraint schedules_minimum_notice_minutes_check CHECK (minimum_notice_minutes >= 0 AND minimum_notice_minutes <= 43200),
  constraint schedules_most_a_day_check CHECK (most_a_day >= 1 AND most_a_day <= 50),
  constraint schedules_most_a_week_check CHECK (most_a_week >= 1 AND most_a_week <= 200),
  constraint schedules_week_start_check CHECK (week_start >= 1 AND week_start <= 7)
);
CREATE UNIQUE INDEX schedules_default ON schedules USING btree (person_id) WHERE is_default;
CREATE UNIQUE INDEX schedules_name ON schedules USING btree (person_id, lower(name));

create table sessions (
  id uuid not null,
  person_id uuid not null,
  token_hash text not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  user_agent text not null,
  constraint sessions_pkey PRIMARY KEY (id),
  constraint sessions_token_hash_key UNIQUE (token_hash),
  constraint sessions_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE
);
CREATE INDEX sessions_person ON sessions USING btree (person_id);

create table streams (
  id text not null,
  last_seq bigint default 0 not null,
  constraint streams_pkey PRIMARY KEY (id)
);

create table unread_looks (
  room_id uuid not null,
  due_at timestamp with time zone not null,
  constraint unread_looks_pkey PRIMARY KEY (room_id),
  constraint unread_looks_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id) ON DELETE CASCADE
);
CREATE INDEX unread_looks_due ON unread_looks USING btree (due_at);

create table unread_told (
  room_id uuid not null,
  person_id uuid not null,
  prompted_seq bigint default 0 not null,
  prompted_at timestamp with time zone,
  mailed_seq bigint default 0 not null,
  mailed_at timestamp with time zone,
  constraint unread_told_pkey PRIMARY KEY (room_id, person_id),
  constraint unread_told_person_id_fkey FOREIGN KEY (person_id) REFERENCES people(id) ON DELETE CASCADE,
  constraint unread_told_room_id_fkey FOREIGN KEY (room_id) REFERENCES rooms(id) ON DELETE CASCADE
);

CREATE TRIGGER audit_only_grows BEFORE DELETE OR UPDATE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change();

CREATE OR REPLACE FUNCTION public.refuse_audit_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'The audit log is only added to.' using errcode = 'object_not_in_prerequisite_state';
end
$function$;

CREATE OR REPLACE FUNCTION public.refuse_no_default()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from schedules where person_id = coalesce(new.person_id, old.person_id))
    and not exists (select from schedules where person_id = coalesce(new.person_id, old.person_id) and is_default)
  then
    raise exception 'one schedule must be the default' using errcode = 'check_violation';
  end if;
  return null;
end $function$;

CREATE CONSTRAINT TRIGGER schedules_have_default AFTER INSERT OR DELETE OR UPDATE ON schedules DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_no_default();
