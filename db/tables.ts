// Written by `npm run schema` from what db/migrations makes. Do not edit.

import type { ColumnType, Generated } from 'kysely'

/** Milliseconds since the epoch when read, a Date when written. */
export type Timestamp = ColumnType<number, Date, Date>

/** A value when read, JSON text when written. */
export type Json = ColumnType<unknown, string, string>

export type Tables = {
  agreement_moments: AgreementMoments
  agreement_people: AgreementPeople
  agreements: Agreements
  announcements: Announcements
  attendance: Attendance
  audit: Audit
  busy_times: BusyTimes
  busy_titles: BusyTitles
  busy_versions: BusyVersions
  calendar_copies: CalendarCopies
  calendar_links: CalendarLinks
  calendar_settings: CalendarSettings
  calendars: Calendars
  call_seats: CallSeats
  calls: Calls
  consultations: Consultations
  counter_offers: CounterOffers
  deliveries: Deliveries
  engagements: Engagements
  entries: Entries
  erasures: Erasures
  events: Events
  feeds: Feeds
  handles: Handles
  installation: Installation
  invites: Invites
  link_attempts: LinkAttempts
  mailed_links: MailedLinks
  meeting_changes: MeetingChanges
  meetings: Meetings
  memberships: Memberships
  messages: Messages
  new_times: NewTimes
  notices: Notices
  notification_wishes: NotificationWishes
  offering_pictures: OfferingPictures
  offerings: Offerings
  passkey_challenges: PasskeyChallenges
  passkeys: Passkeys
  people: People
  push_devices: PushDevices
  quiet_hours: QuietHours
  rate_limits: RateLimits
  relink_windows: RelinkWindows
  reminder_settings: ReminderSettings
  reminders: Reminders
  reply_links: ReplyLinks
  room_calls: RoomCalls
  room_wishes: RoomWishes
  rooms: Rooms
  schedules: Schedules
  sessions: Sessions
  streams: Streams
  unread_looks: UnreadLooks
  unread_told: UnreadTold
}

export type AgreementMoments = {
  invite_id: string
  kind: string
  next_at: Timestamp
  done_at: Timestamp | null
}

export type AgreementPeople = {
  invite_id: string
  person_id: string
  part: string
  marks: Json
  answered_at: Timestamp | null
}

export type Agreements = {
  invite_id: string
  answer_by: Timestamp
  settle_at: Timestamp | null
  is_stuck: Generated<boolean>
}

export type Announcements = {
  position: number
  message: string
  icon: string
  country: string | null
  user_type: string | null
  starts_at: Timestamp | null
  ends_at: Timestamp | null
}

export type Attendance = {
  meeting_id: string
  person_id: string
  late_minutes: number | null
  missed: boolean
}

export type Audit = {
  id: string
  at: Timestamp
  action: string
  actor_id: string | null
  person_id: string | null
  room_id: string | null
  subject_id: string | null
  detail: Json
}

export type BusyTimes = {
  calendar_id: string
  starts_at: Timestamp
  ends_at: Timestamp
  kind: string
}

export type BusyTitles = {
  calendar_id: string
  sealed: string
}

export type BusyVersions = {
  person_id: string
  version: Generated<number>
}

export type CalendarCopies = {
  subject_id: string
  person_id: string
  calendar_id: string | null
  uid: string
  join_url: string
  wanted: Json | null
  tried: Json | null
  ends_at: Timestamp
  is_own: boolean
  wanted_version: Generated<number>
  written_version: number | null
  key: string
  external_id: string | null
  etag: string | null
  state: string
  looks_first: Generated<boolean>
  guests: Generated<string[]>
  attempts: Generated<number>
  next_at: Timestamp
  leased_until: Timestamp | null
  behind_since: Timestamp
  last_error: string | null
}

export type CalendarLinks = {
  id: string
  person_id: string
  provider: string
  account: string
  shown_as: string
  state: string
  generation: Generated<number>
  scopes: string
  secrets: string | null
  tentative_counts: Generated<boolean>
  unanswered_counts: Generated<boolean>
  all_day_counts: Generated<boolean>
  trouble: string | null
  trouble_since: Timestamp | null
  last_read_at: Timestamp | null
  last_write_at: Timestamp | null
  check_at: Timestamp
  check_attempts: Generated<number>
  rests_until: Timestamp | null
  told_window_id: string | null
  linked_at: Timestamp
  unlinked_at: Timestamp | null
}

export type CalendarSettings = {
  person_id: string
  writes_attended: boolean
}

export type Calendars = {
  id: string
  link_id: string
  person_id: string
  external_id: string
  name: string
  time_zone: string
  can_write: boolean
  is_primary: boolean
  counts_as_busy: boolean
  receives: boolean
  cursor: string | null
  ignored: Generated<boolean>
  trouble: string | null
  read_at: Timestamp | null
  read_from: Timestamp | null
  read_until: Timestamp | null
  live_read_at: Timestamp | null
  next_read_at: Timestamp
  attempts: Generated<number>
  watch_id: string | null
  watch_resource: string | null
  watch_secret_hash: string | null
  watch_expires_at: Timestamp | null
  watch_pending_until: Timestamp | null
  conference: string | null
}

export type CallSeats = {
  id: string
  call_id: string
  person_id: string
  connection_id: string
  microphone: boolean
  camera: boolean
  sharing: boolean
  joined_at: Timestamp
  seen_at: Timestamp
  left_at: Timestamp | null
}

export type Calls = {
  id: string
  join_token: string
  subject_id: string
  version: number
  wanted: Json
  created_at: Timestamp
  elsewhere: Json | null
}

export type Consultations = {
  meeting_id: string
  offering_id: string
  title: string
  price_minor: number | null
  currency: string | null
  answers: Json
  waits_for: string[]
}

export type CounterOffers = {
  id: string
  invite_id: string
  person_id: string
  starts: Json
  duration_minutes: number
  note: string
  is_replaced: Generated<boolean>
  request_id: string
  created_at: Timestamp
}

export type Deliveries = {
  id: string
  key: string
  channel: string
  person_id: string | null
  address: string
  subject_id: string | null
  wanted: Json
  version: Generated<number>
  state: Generated<string>
  attempts: Generated<number>
  next_at: Timestamp
  last_error: string | null
  created_at: Timestamp
  sent_at: Timestamp | null
  useful_until: Timestamp | null
  waits_since: Timestamp
  about: Json | null
  tried: Json | null
  reached: Json | null
}

export type Engagements = {
  meeting_id: string
  person_id: string
  role: string
  rsvp: string
  blocks: boolean
  starts_at: Timestamp
  ends_at: Timestamp
  status: string
  held_until: Timestamp | null
}

export type Entries = {
  id: string
  room_id: string
  kind: string
  token_hash: string
  token_sealed: string | null
  email: string | null
  created_by: string
  created_at: Timestamp
  expires_at: Timestamp
  max_uses: number
  uses: Generated<number>
  revoked_at: Timestamp | null
}

export type Erasures = {
  person_id: string
  asked_at: Timestamp
  due_at: Timestamp
  begun_at: Timestamp | null
  attempts: Generated<number>
  next_at: Timestamp
  last_error: string | null
}

export type Events = {
  stream_id: string
  seq: number
  kind: string
  actor_id: string | null
  payload: Json
  at: Timestamp
}

export type Feeds = {
  person_id: string
  token_hash: string
  made_at: Timestamp
}

export type Handles = {
  handle: string
  person_id: string
  is_current: boolean
  taken_at: Timestamp
}

export type Installation = {
  only_row: Generated<boolean>
  epoch: string
  key_canary: string
  push_public_key: string | null
  push_private_key: string | null
}

export type Invites = {
  id: string
  room_id: string
  organizer_id: string
  time_zone: string
  weekly: Json
  overrides: Json
  from_date: string
  until_date: string
  duration_minutes: number
  note: string
  status: string
  ends_at: Timestamp
  version: Generated<number>
  request_id: string
  created_at: Timestamp
  withdrawn_at: Timestamp | null
  place: Generated<string>
  place_url: Generated<string>
}

export type LinkAttempts = {
  id: string
  person_id: string
  session_id: string
  provider: string
  relinks_id: string | null
  state_hash: string
  sealed: string
  account: string | null
  shown_as: string | null
  scopes: string | null
  return_to: string
  expires_at: Timestamp
  used_at: Timestamp | null
}

export type MailedLinks = {
  id: string
  token_hash: string
  purpose: string
  person_id: string
  email: string
  next_path: string | null
  created_at: Timestamp
  expires_at: Timestamp
  used_at: Timestamp | null
}

export type MeetingChanges = {
  meeting_id: string
  number: number
  kind: string
  actor_id: string
  at: Timestamp
  from_starts_at: Timestamp | null
  from_ends_at: Timestamp | null
  to_starts_at: Timestamp | null
  to_ends_at: Timestamp | null
  reason: string
  request_id: string | null
  about_id: string | null
  minutes: number | null
}

export type Meetings = {
  id: string
  room_id: string
  uid: string
  sequence: Generated<number>
  status: string
  starts_at: Timestamp
  ends_at: Timestamp
  starts_local: string
  time_zone: string
  organizer_id: string
  booked_by_id: string
  invite_id: string | null
  call_id: string
  note: string
  cancelled_by_id: string | null
  cancel_reason: string | null
  request_id: string
  created_at: Timestamp
  updated_at: Timestamp
  offering_id: string | null
  schedule_id: string | null
  notice_minutes: number | null
  held_until: Timestamp | null
  needs_yes: Generated<boolean>
}

export type Memberships = {
  room_id: string
  person_id: string
  role: string
  joined_at: Timestamp
  read_seq: Generated<number>
}

export type Messages = {
  id: string
  room_id: string
  seq: number
  sender_id: string | null
  client_id: string | null
  kind: string
  body: string
  body_digest: string | null
  card_kind: string | null
  card_id: string | null
  detail: Json | null
  sent_at: Timestamp
  edited_at: Timestamp | null
  deleted_at: Timestamp | null
  told_by_itself: Generated<boolean>
}

export type NewTimes = {
  meeting_id: string
  time_zone: string
  weekly: Json
  overrides: Json
  from_date: string
  until_date: string
  ends_at: Timestamp
  reason: string
  version: number
  offered_at: Timestamp
}

export type Notices = {
  id: string
  person_id: string
  key: string
  kind: string
  subject_id: string | null
  room_id: string | null
  title: string
  body: string
  href: string | null
  told_at: Timestamp
  read_at: Timestamp | null
}

export type NotificationWishes = {
  person_id: string
  kind: string
  channel: string
  wanted: boolean
}

export type OfferingPictures = {
  offering_id: string
  name: string
  media_type: string
  width: number
  height: number
  content: Buffer
}

export type Offerings = {
  id: string
  person_id: string
  slug: string
  title: string
  description: string
  durations: number[]
  price_minor: number | null
  currency: string | null
  questions: Json
  schedule_id: string | null
  minimum_notice_minutes: number | null
  audience: string
  is_on: boolean
  requires_yes: boolean
  answer_within_minutes: number | null
  token_hash: string | null
  token_sealed: string | null
  position: number
  version: number
  created_at: Timestamp
  updated_at: Timestamp
  removed_at: Timestamp | null
}

export type PasskeyChallenges = {
  challenge_hash: string
  session_id: string | null
  expires_at: Timestamp
}

export type Passkeys = {
  id: string
  person_id: string
  credential_id: string
  public_key: Buffer
  counter: number
  transports: string[]
  name: string
  created_at: Timestamp
  last_used_at: Timestamp | null
}

export type People = {
  id: string
  email: string
  email_verified_at: Timestamp | null
  name: string
  password_hash: string | null
  time_zone: string
  hour_cycle: number | null
  week_start: number | null
  created_at: Timestamp
  country: string | null
  former_names: Generated<string[]>
  erased_at: Timestamp | null
}

export type PushDevices = {
  id: string
  person_id: string
  session_id: string
  endpoint_hash: string
  sealed: string
  name: string
  added_at: Timestamp
  reached_at: Timestamp | null
}

export type QuietHours = {
  person_id: string
  from_time: string
  until_time: string
}

export type RateLimits = {
  key: string
  window_started_at: Timestamp
  tries: number
}

export type RelinkWindows = {
  id: string
  providers: string[]
  from_date: string
  until_date: string
  time_zone: string
  body: string
  made_by_id: string
  made_at: Timestamp
}

export type ReminderSettings = {
  person_id: string
  lead_minutes: number[]
}

export type Reminders = {
  meeting_id: string
  person_id: string | null
  lead_minutes: number
  starts_at: Timestamp
  next_at: Timestamp
  state: string
}

export type ReplyLinks = {
  token_hash: string
  meeting_id: string
  person_id: string
  starts_at: Timestamp
  ends_at: Timestamp
  created_at: Timestamp
}

export type RoomCalls = {
  call_id: string
  room_id: string
  started_by_id: string
  started_at: Timestamp
  ended_at: Timestamp | null
}

export type RoomWishes = {
  person_id: string
  room_id: string | null
  messages: string | null
  meetings: boolean | null
  mails: Generated<boolean>
  muted_until: Timestamp | null
}

export type Rooms = {
  id: string
  name: string
  created_at: Timestamp
  opened_for_two: Generated<boolean>
}

export type Schedules = {
  person_id: string
  time_zone: string
  weekly: Json
  overrides: Json
  buffer_before_minutes: number
  buffer_after_minutes: number
  minimum_notice_minutes: number
  days_ahead: number
  increment_minutes: number
  updated_at: Timestamp
  id: string
  name: string
  is_default: boolean
  most_a_day: number | null
  most_a_week: number | null
  week_start: number
}

export type Sessions = {
  id: string
  person_id: string
  token_hash: string
  created_at: Timestamp
  last_seen_at: Timestamp
  expires_at: Timestamp
  user_agent: string
}

export type Streams = {
  id: string
  last_seq: Generated<number>
}

export type UnreadLooks = {
  room_id: string
  due_at: Timestamp
}

export type UnreadTold = {
  room_id: string
  person_id: string
  prompted_seq: Generated<number>
  prompted_at: Timestamp | null
  mailed_seq: Generated<number>
  mailed_at: Timestamp | null
}
