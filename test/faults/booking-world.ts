import { setTimeout as sleep } from 'node:timers/promises'

import { sql } from 'kysely'

import type { Db } from '#platform/database.ts'
import { newKey } from '#test/support/client.ts'
import type { Entry, Kept, Rules } from '#test/support/history.ts'
import type { ServerProcess } from '#test/support/server-process.ts'

import type { Dice } from '../proofs/random-questions.ts'
import { ask, makePeople, makeRoom, type Person, type Told, unanswered } from './two-servers.ts'

/** Organizers with a room each, and people who are in all of these rooms. */
export type World = {
  servers: readonly ServerProcess[]
  roll: Dice
  organizers: readonly Person[]
  bookers: readonly Person[]
  roomOf: ReadonlyMap<Person, string>
  history: Entry[]
}

/** An open invite for one day of one organizer. */
export type Offered = { id: string; organizer: Person; minutes: number; day: number }

/** A meeting that was booked and not cancelled, as far as was told. */
export type Booked = {
  id: string
  inviteId: string
  organizer: Person
  booker: Person
  minutes: number
  day: number
}

/** Something somebody wants, as it goes over the wire. */
type Wish = Pick<Entry, 'kind' | 'inviteId' | 'meetingId' | 'startsAt' | 'minutes' | 'rules'> & {
  actor: Person
  organizer: Person
  method: 'POST' | 'PUT'
  path: string
  body: Record<string, unknown>
}

/** What every organizer begins with. */
export const firstRules: Rules = { before: 0, after: 0, notice: 0, increment: 5 }

const minute = 60_000
const dayMs = 86_400_000
const opens = 9 * 60
const closes = 15 * 60
const durations = [15, 30, 45, 60]
const allDays = (windows: unknown) =>
  Object.fromEntries('1234567'.split('').map((weekday) => [weekday, windows]))

/** Makes the people and rooms, and gives every organizer `firstRules`. */
export async function makeWorld(
  db: Db,
  servers: readonly ServerProcess[],
  roll: Dice,
  sizes: { organizers: number; bookers: number },
): Promise<World> {
  const organizers = await makePeople(db, sizes.organizers)
  const bookers = await makePeople(db, sizes.bookers)
  const roomOf = new Map<Person, string>()
  for (const organizer of organizers) roomOf.set(organizer, await makeRoom(db, [organizer, ...bookers]))
  const world = { servers, roll, organizers, bookers, roomOf, history: [] }
  for (const organizer of organizers) await attempt(world, toSaveRules(organizer, firstRules))
  return world
}

/** Sends an invite for one day, the `day`th from today, 09:00 to 15:00 UTC. */
export async function offer(world: World, organizer: Person, day: number): Promise<Offered> {
  const minutes = durations[world.roll(durations.length)] ?? 30
  const told = await askAny(world, organizer, {
    method: 'POST',
    path: `/api/rooms/${world.roomOf.get(organizer)}/invites`,
    body: { ...offerOn(day, minutes), requestId: newKey() },
  })
  if (told.status !== 200) throw new Error(`No invite: ${JSON.stringify(told.body)}`)
  return { id: told.body.invite.id, organizer, minutes, day }
}

/** A start within the hours of that day, on a grid of so many minutes. */
export function someStart(
  world: World,
  { day, minutes }: { day: number; minutes: number },
  grid = 5,
): number {
  const last = Math.floor((closes - opens - minutes) / grid)
  return midnightOf(day) + (opens + grid * world.roll(last + 1)) * minute
}

export function toBook(invite: Offered, booker: Person, startsAt: number): Wish {
  return {
    kind: 'book',
    actor: booker,
    organizer: invite.organizer,
    inviteId: invite.id,
    startsAt,
    minutes: invite.minutes,
    method: 'POST',
    path: `/api/invites/${invite.id}/book`,
    body: { startsAt: textOf(startsAt), word: 'See you' },
  }
}

export function toMove(booked: Booked, actor: Person, startsAt: number): Wish {
  return {
    kind: 'reschedule',
    actor,
    organizer: booked.organizer,
    meetingId: booked.id,
    startsAt,
    minutes: booked.minutes,
    method: 'POST',
    path: `/api/meetings/${booked.id}/reschedule`,
    body: { startsAt: textOf(startsAt), reason: 'Later is better' },
  }
}

export function toCancel(booked: Booked, actor: Person): Wish {
  return {
    kind: 'cancel',
    actor,
    organizer: booked.organizer,
    meetingId: booked.id,
    method: 'POST',
    path: `/api/meetings/${booked.id}/cancel`,
    body: { reason: 'No more need' },
  }
}

export function toWithdraw(invite: Offered): Wish {
  return {
    kind: 'withdraw',
    actor: invite.organizer,
    organizer: invite.organizer,
    inviteId: invite.id,
    method: 'POST',
    path: `/api/invites/${invite.id}/withdraw`,
    body: {},
  }
}

/** Offers the day after instead. */
export function toChange(invite: Offered): Wish {
  return {
    kind: 'offer',
    actor: invite.organizer,
    organizer: invite.organizer,
    inviteId: invite.id,
    method: 'PUT',
    path: `/api/invites/${invite.id}`,
    body: offerOn(invite.day + 1, invite.minutes),
  }
}

export function toSaveRules(organizer: Person, rules: Rules): Wish {
  return {
    kind: 'schedule',
    actor: organizer,
    organizer,
    rules,
    method: 'PUT',
    path: '/api/me/schedule',
    body: {
      timeZone: 'UTC',
      weekly: allDays([['09:00', '15:00']]),
      overrides: {},
      bufferBeforeMinutes: rules.before,
      bufferAfterMinutes: rules.after,
      minimumNoticeMinutes: rules.notice,
      daysAhead: 60,
      incrementMinutes: rules.increment,
    },
  }
}

/**
 * Asks for a wish `tries` times, one after the other, each time on some server, and writes everything down. With
 * `lossy` the client hangs up on most answers but the last. With `patient` it waits after a try that went unanswered,
 * and is content with the first answer.
 */
export async function attempt(
  world: World,
  wish: Wish,
  { tries = 1, lossy = false, patient = false }: { tries?: number; lossy?: boolean; patient?: boolean } = {},
): Promise<Told> {
  const key = newKey()
  let told: Told = unanswered
  for (let nth = 1; nth <= tries; nth += 1) {
    const isDropped = lossy && nth < tries && world.roll(4) > 0
    told = await askOnce(world, wish, key, isDropped ? world.roll(80) : undefined)
    if (!patient) continue
    if (told.status !== 0 && told.status !== 503) return told
    await sleep(100 + world.roll(300))
  }
  return told
}

async function askOnce(
  world: World,
  wish: Wish,
  key: string,
  dropAfterMs: number | undefined,
): Promise<Told> {
  const { actor, organizer, method, path, body, ...what } = wish
  const invokedAt = preciseNow()
  const told = await askAny(world, actor, {
    method,
    path,
    body: wish.kind === 'book' || wish.meetingId ? { ...body, requestId: key } : body,
    ...(dropAfterMs !== undefined && { dropAfterMs }),
  })
  world.history.push({
    ...what,
    key,
    actorId: actor.id,
    organizerId: organizer.id,
    invokedAt,
    answeredAt: told.status === 0 ? Number.POSITIVE_INFINITY : preciseNow(),
    status: told.status,
    ...(told.status >= 400 && { code: told.body.error?.code }),
    ...(told.status === 200 && { told: essenceOf(told.body) }),
  })
  return told
}

function askAny(world: World, person: Person, request: Parameters<typeof ask>[2]): Promise<Told> {
  const server = world.servers[world.roll(world.servers.length)]
  if (!server) throw new Error('There is no server to ask.')
  return ask(server, person, request)
}

// What is the same for a meeting's whole life, and its first line of history; the rest is as it stands now.
function essenceOf({ meeting }: Told['body']): string {
  if (!meeting) return ''
  const { id, joinUrl, organizer, bookedBy, changes } = meeting
  return JSON.stringify([id, new URL(joinUrl).pathname, organizer, bookedBy, changes[0]])
}

function offerOn(day: number, minutes: number): Record<string, unknown> {
  const date = textOf(midnightOf(day)).slice(0, 10)
  return {
    timeZone: 'UTC',
    weekly: allDays([['09:00', '15:00']]),
    overrides: {},
    fromDate: date,
    untilDate: date,
    durationMinutes: minutes,
    note: '',
  }
}

const today = Math.floor(Date.now() / dayMs) * dayMs

function midnightOf(day: number): number {
  return today + day * dayMs
}

/** The wall clock, finer than a millisecond, so that what follows something is later than it. */
function preciseNow(): number {
  return performance.timeOrigin + performance.now()
}

function textOf(at: number): string {
  return new Date(at).toISOString().replace('.000', '')
}

/** Everything the checker wants to know of what the database holds. */
export async function readKept(db: Db): Promise<Kept> {
  const meetings = await db.selectFrom('meetings').selectAll().execute()
  const changes = await db.selectFrom('meeting_changes').selectAll().orderBy('number').execute()
  const engagements = await db.selectFrom('engagements').selectAll().execute()
  const cards = await countBy(
    db,
    sql`select card_id as id, count(*)::int as count from messages where card_kind = 'meeting' group by 1`,
  )
  const calls = await countBy(db, sql`select subject_id as id, count(*)::int as count from calls group by 1`)
  const lines = await countBy(
    db,
    sql`select detail->>'meetingId' || ' ' || (detail->>'type') as id, count(*)::int as count
      from messages where kind = 'system' and detail->>'type' like 'meeting.%' group by 1`,
  )
  const changesOf = Map.groupBy(changes, (change) => change.meeting_id)
  return {
    meetings: meetings.map((row) => ({
      id: row.id,
      inviteId: row.invite_id ?? '',
      organizerId: row.organizer_id,
      bookerId: row.booked_by_id,
      requestId: row.request_id,
      status: row.status as 'confirmed' | 'cancelled',
      startsAt: row.starts_at,
      endsAt: row.ends_at,
      cards: cards.get(row.id) ?? 0,
      calls: calls.get(row.id) ?? 0,
      lines: Object.fromEntries(
        ['booked', 'rescheduled', 'cancelled'].map((kind) => [
          kind,
          lines.get(`${row.id} meeting.${kind}`) ?? 0,
        ]),
      ),
      changes: (changesOf.get(row.id) ?? [])
        .filter((change) => change.kind !== 'left')
        .map((change) => ({
          kind: change.kind,
          actorId: change.actor_id,
          requestId: change.request_id,
          startsAt: change.to_starts_at,
          endsAt: change.to_ends_at,
        })),
    })),
    engagements: engagements.map((row) => ({
      meetingId: row.meeting_id,
      personId: row.person_id,
      blocks: row.blocks,
      status: row.status,
      startsAt: row.starts_at,
      endsAt: row.ends_at,
    })),
  }
}

async function countBy(db: Db, query: ReturnType<typeof sql>): Promise<Map<string, number>> {
  const { rows } = await query.execute(db)
  return new Map((rows as { id: string; count: number }[]).map(({ id, count }) => [id, count]))
}
