import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'

import type pg from 'pg'

import { placeOfSecrets } from '#calendars/secrets.ts'
import { hashToken, newId, newToken } from '#platform/ids.ts'
import { createSealer } from '#platform/sealing.ts'
import { DAY, toIso } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'
import { addDays } from '#time/wall-time.ts'
import { dateAt, startOfDate } from '#time/zone.ts'

/** Somebody with a session. The cookie's name depends on the server's port. */
export type Person = { id: string; token: string }

/** Today in UTC as the benches count days; all that is offered begins tomorrow. */
export const today = dateAt('UTC', Date.now())
export const tomorrow = addDays(today, 1)

/** The session cookie of a person on a server of this port (over http on loopback). */
export function cookieOf(person: Person, port: number): string {
  return `parley-${port}=${person.token}`
}

/** Adds people, each signed in. */
export async function addPeople(client: pg.Client, count: number): Promise<Person[]> {
  const people = Array.from({ length: count }, () => ({ id: newId(), token: newToken() }))
  const now = new Date()
  const ids = people.map(({ id }) => id)
  await client.query(
    `insert into people (id, email, email_verified_at, name, time_zone, created_at)
     select id, id || '@bench.test', $2, 'Person ' || n, 'UTC', $2 from unnest($1::uuid[]) with ordinality as given (id, n)`,
    [ids, now],
  )
  await client.query(
    `insert into sessions (id, person_id, token_hash, created_at, last_seen_at, expires_at, user_agent)
     select sid, pid, hash, $4, $4, $5, 'bench' from unnest($1::uuid[], $2::uuid[], $3::text[]) as given (sid, pid, hash)`,
    [
      people.map(() => newId()),
      ids,
      people.map(({ token }) => hashToken(token)),
      now,
      new Date(Date.now() + 7 * DAY),
    ],
  )
  return people
}

/** Adds one room for each list of people; the first of a list owns it. */
export async function addRooms(client: pg.Client, lists: readonly (readonly Person[])[]): Promise<string[]> {
  const rooms = lists.map((members) => ({ id: newId(), members }))
  const now = new Date()
  const ids = rooms.map(({ id }) => id)
  await client.query(`insert into rooms (id, name, created_at) select unnest($1::uuid[]), 'Room', $2`, [
    ids,
    now,
  ])
  await client.query(`insert into streams (id) select 'r:' || unnest($1::uuid[])`, [ids])
  const memberships = rooms.flatMap(({ id, members }) =>
    members.map((person, index) => ({ room: id, person: person.id, role: index === 0 ? 'owner' : 'member' })),
  )
  await client.query(
    `insert into memberships (room_id, person_id, role, joined_at)
     select room, person, role, $4 from unnest($1::uuid[], $2::uuid[], $3::text[]) as given (room, person, role)`,
    [
      memberships.map(({ room }) => room),
      memberships.map(({ person }) => person),
      memberships.map(({ role }) => role),
      now,
    ],
  )
  return ids
}

/** Keeps a schedule without notice on a grid of 15 minutes for each of them. */
export async function addSchedules(client: pg.Client, people: readonly Person[]): Promise<void> {
  await client.query(
    `insert into schedules (id, name, is_default, person_id, time_zone, weekly, overrides, buffer_before_minutes, buffer_after_minutes,
       minimum_notice_minutes, days_ahead, increment_minutes, week_start, updated_at)
     select gen_random_uuid(), 'Working hours', true, unnest($1::uuid[]), 'UTC', '{}', '{}', 0, 0, 0, 365, 15, 1, $2`,
    [people.map(({ id }) => id), new Date()],
  )
}

export type Offered = {
  roomId: string
  organizer: Person
  days: number
  timeZone?: string
  weekly?: Record<string, [string, string][]>
  durationMinutes?: number
}

const roundTheClock = Object.fromEntries(
  ['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00']]]),
)

/** Adds open invites from tomorrow on, each with its card in the room; around the clock unless hours are given. */
export async function addInvites(client: pg.Client, offers: readonly Offered[]): Promise<string[]> {
  const rows = offers.map((offer) => ({ id: newId(), zone: offer.timeZone ?? 'UTC', ...offer }))
  const now = new Date()
  const columnOf = <T>(read: (row: (typeof rows)[number]) => T): T[] => rows.map(read)
  const ids = columnOf(({ id }) => id)
  const roomIds = columnOf(({ roomId }) => roomId)
  await client.query(
    `insert into invites (id, room_id, organizer_id, time_zone, weekly, overrides, from_date, until_date, duration_minutes,
       note, status, ends_at, request_id, created_at)
     select id, room, organizer, zone, weekly, '{}', $10, until, duration, '', 'open', ends, request, $11
     from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::date[], $7::int[], $8::timestamptz[], $9::uuid[])
       as given (id, room, organizer, zone, weekly, until, duration, ends, request)`,
    [
      ids,
      roomIds,
      columnOf(({ organizer }) => organizer.id),
      columnOf(({ zone }) => zone),
      columnOf(({ weekly }) => JSON.stringify(weekly ?? roundTheClock)),
      columnOf(({ days }) => addDays(today, days)),
      columnOf(({ durationMinutes }) => durationMinutes ?? 30),
      columnOf(({ zone, days }) => toIso(startOfDate(zone, addDays(tomorrow, days)))),
      columnOf(() => randomUUID()),
      tomorrow,
      now,
    ],
  )
  await addCards(client, ids, roomIds, now)
  return ids
}

async function addCards(client: pg.Client, ids: string[], roomIds: string[], now: Date): Promise<void> {
  await client.query(
    `insert into messages (id, room_id, seq, kind, body, card_kind, card_id, sent_at)
     select gen_random_uuid(), room, heads.last_seq + row_number() over (partition by room), 'card', 'Invite', 'invite', invite, $3
     from unnest($1::uuid[], $2::uuid[]) as given (invite, room) join streams heads on heads.id = 'r:' || room`,
    [ids, roomIds, now],
  )
  await client.query(
    `update streams set last_seq = counted.seq
     from (select room_id, max(seq) as seq from messages where room_id = any ($1) group by room_id) counted
     where id = 'r:' || counted.room_id`,
    [roomIds],
  )
}

/** Books times of a person away: one meeting for each, with nobody else in it. */
export async function addTaken(
  client: pg.Client,
  place: { roomId: string; personId: string },
  intervals: readonly Interval[],
): Promise<void> {
  const meetings = intervals.map(() => newId())
  const starts = intervals.map(([start]) => new Date(start))
  const ends = intervals.map(([, end]) => new Date(end))
  await client.query(
    `insert into meetings (id, room_id, uid, status, starts_at, ends_at, starts_local, time_zone, organizer_id, booked_by_id,
       call_id, note, request_id, created_at, updated_at)
     select id, $4, id || '@bench.test', 'confirmed', starts, ends, starts at time zone 'UTC', 'UTC', $5, $5,
       gen_random_uuid(), '', gen_random_uuid(), $6, $6
     from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as given (id, starts, ends)`,
    [meetings, starts, ends, place.roomId, place.personId, new Date()],
  )
  await client.query(
    `insert into engagements (meeting_id, person_id, role, rsvp, blocks, starts_at, ends_at, status)
     select id, $4, 'organizer', 'accepted', true, starts, ends, 'live'
     from unnest($1::uuid[], $2::timestamptz[], $3::timestamptz[]) as given (id, starts, ends)`,
    [meetings, starts, ends, place.personId],
  )
}

export type Linked = {
  /** Where the feed would be read. */
  address: string
  keyFile: string
  /** When it is read next. */
  nextReadAt: Date
}

/** Links a calendar of each of these people, a feed that was read just now, with these times taken. */
export async function addLinkedBusy(
  client: pg.Client,
  people: readonly Person[],
  intervals: readonly Interval[],
  { address, keyFile, nextReadAt }: Linked,
): Promise<void> {
  const sealer = createSealer(Buffer.from(readFileSync(keyFile, 'utf8'), 'base64'))
  const links = people.map(({ id: personId }) => ({ id: newId(), calendarId: newId(), personId }))
  const secretsOf = (linkId: string) =>
    sealer.seal(placeOfSecrets(linkId), JSON.stringify({ kind: 'address', address }))
  const now = new Date()
  const linkIds = links.map(({ id }) => id)
  const calendarIds = links.map(({ calendarId }) => calendarId)
  const personIds = links.map(({ personId }) => personId)
  await client.query(
    `insert into calendar_links (id, person_id, provider, account, shown_as, state, scopes, secrets, last_read_at, check_at, linked_at)
     select id, person, 'feed', id::text, 'bench.test', 'linked', '', secrets, $4, $5, $4
     from unnest($1::uuid[], $2::uuid[], $3::text[]) as given (id, person, secrets)`,
    [linkIds, personIds, linkIds.map(secretsOf), now, nextReadAt],
  )
  await client.query(
    `insert into calendars (id, link_id, person_id, external_id, name, time_zone, can_write, is_primary, counts_as_busy,
       receives, read_at, read_from, read_until, next_read_at)
     select id, link, person, 'feed', 'Feed', 'UTC', false, true, true, false, $4, $5, $6, $7
     from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as given (id, link, person)`,
    [
      calendarIds,
      linkIds,
      personIds,
      now,
      new Date(Date.now() - DAY),
      new Date(Date.now() + 400 * DAY),
      nextReadAt,
    ],
  )
  await client.query(
    `insert into busy_times (calendar_id, starts_at, ends_at, kind)
     select calendar, starts, ends, 'busy' from unnest($1::uuid[]) calendar
     cross join unnest($2::timestamptz[], $3::timestamptz[]) as given (starts, ends)`,
    [calendarIds, intervals.map(([start]) => new Date(start)), intervals.map(([, end]) => new Date(end))],
  )
}
