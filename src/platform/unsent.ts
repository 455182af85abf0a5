import type { Instant } from '#time/instant.ts'

import type { App, Tx } from './app.ts'
import type { Db } from './database.ts'
import { type ChannelName, openWanted, wakeJob } from './deliveries.ts'
import type { Mail } from './mail.ts'
import type { PushWish } from './push.ts'

/** A delivery that has not gone out, without anything of what it says or to whom. */
export type Unsent = {
  id: string
  channel: ChannelName
  /** `parked`: given up, to be looked at. */
  state: 'waiting' | 'parked'
  /** What caused it, as the first part of its key: `reminder`, `meeting`, `sign-in`. */
  cause: string
  since: Instant
  /** When it is tried next. */
  nextAt: Instant
  attempts: number
  /** As the channel said it. It may hold addresses, so it is never shown as it is. */
  lastError: string | null
}

/** How many there are of a channel and state, and since when the oldest waits. */
export type UnsentCount = {
  channel: ChannelName
  state: 'waiting' | 'parked'
  count: number
  oldest: Instant
}

const mostListed = 200

/** What should reach this person and has not after a first try, with what it is about; the oldest first. */
export async function listUnsentTo(app: App, personId: string): Promise<(Unsent & { title: string })[]> {
  const rows = await unsent(app.db)
    .select(['wanted'])
    .where('person_id', '=', personId)
    .orderBy('waits_since')
    .limit(mostListed)
    .execute()
  return rows.flatMap((row) => {
    const wanted = openWanted(app.sealer, row.key, row.wanted)
    return wanted ? [{ ...readUnsent(row), title: titleOf(wanted as Mail | PushWish) }] : []
  })
}

/** Everything that has not gone out after a first try, whomever it is for; what was given up first. */
export async function listUnsent(db: Db): Promise<Unsent[]> {
  const rows = await unsent(db).orderBy('state').orderBy('waits_since').limit(mostListed).execute()
  return rows.map(readUnsent)
}

/** How many have not gone out, those that were just written included. */
export async function countUnsent(db: Db): Promise<UnsentCount[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['channel', 'state'])
    .select((eb) => [eb.fn.countAll<number>().as('count'), eb.fn.min('waits_since').as('oldest')])
    .where('state', 'in', ['waiting', 'parked'])
    .groupBy(['channel', 'state'])
    .orderBy('channel')
    .orderBy('state')
    .execute()
  return rows.map((row) => ({
    channel: row.channel as ChannelName,
    state: row.state as Unsent['state'],
    count: row.count,
    oldest: row.oldest,
  }))
}

/** Has it sent now, for another three days; false when there is no such thing (of this person's). */
export async function sendAgain(tx: Tx, id: string, personId?: string): Promise<boolean> {
  const at = new Date(tx.now)
  const row = await tx.db
    .updateTable('deliveries')
    .set({ state: 'waiting', attempts: 0, next_at: at, waits_since: at })
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'parked'])
    .$if(personId !== undefined, (query) => query.where('person_id', '=', personId ?? ''))
    .returning('channel')
    .executeTakeFirst()
  if (row) await tx.enqueue(wakeJob(row.channel as ChannelName))
  return row !== undefined
}

/** Lets it go; nothing of what it says is kept. False when there is no such thing. */
export async function letGo(tx: Tx, id: string): Promise<boolean> {
  const row = await tx.db
    .updateTable('deliveries')
    .set((eb) => ({ state: 'dropped', wanted: JSON.stringify({}), version: eb('version', '+', 1) }))
    .where('id', '=', id)
    .where('state', 'in', ['waiting', 'parked'])
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Why a delivery waits, for people: never what a server said, which may name others. */
export function sayTrouble({ channel, lastError }: Pick<Unsent, 'channel' | 'lastError'>): string | null {
  if (lastError === null) return null
  if (channel === 'push') {
    const status = /answered (\d{3})/.exec(lastError)?.[1]
    return status ? `The push service answered ${status}.` : 'The push service could not be reached.'
  }
  if (/ECONN|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ESOCKET|EDNS|timeout|getaddrinfo/i.test(lastError))
    return 'The mail server could not be reached.'
  if (/EAUTH|auth|credentials|\b53[045]\b/i.test(lastError))
    return 'The mail server did not let Parley sign in.'
  if (/\b5\d\d\b/.test(lastError)) return 'The mail server refused the mail.'
  return 'The mail server did not take the mail.'
}

// What nobody has tried yet is on its way, and no trouble.
function unsent(db: Db) {
  return db
    .selectFrom('deliveries')
    .select(['id', 'key', 'channel', 'state', 'waits_since', 'next_at', 'attempts', 'last_error'])
    .where('state', 'in', ['waiting', 'parked'])
    .where((eb) => eb.or([eb('state', '=', 'parked'), eb('last_error', 'is not', null)]))
}

function readUnsent(row: {
  id: string
  key: string
  channel: string
  state: string
  waits_since: Instant
  next_at: Instant
  attempts: number
  last_error: string | null
}): Unsent {
  return {
    id: row.id,
    channel: row.channel as ChannelName,
    state: row.state as Unsent['state'],
    cause: row.key.split(':')[0] ?? '',
    since: row.waits_since,
    nextAt: row.next_at,
    attempts: row.attempts,
    lastError: row.last_error,
  }
}

function titleOf(wanted: Mail | PushWish): string {
  return 'subject' in wanted ? wanted.subject : wanted.title
}
