import { sql } from 'kysely'

import type { Instant } from '#time/instant.ts'

import type { App } from './app.ts'
import { type Db, dateOrNull, type TxDb } from './database.ts'
import { newId } from './ids.ts'
import type { Job } from './jobs.ts'
import type { Mail } from './mail.ts'
import type { PushWish } from './push.ts'
import type { Sealer } from './sealing.ts'

/** The ways to people outside that there are. */
export const channels = ['mail', 'push'] as const
export type ChannelName = (typeof channels)[number]

/**
 * Something to send. `key` names the one thing it says: a second delivery with the same key replaces it while unsent.
 * After `usefulUntil` it is let go instead of sent.
 */
export type Delivery = {
  key: string
  personId: string | null
  subjectId?: string
  /** What it says, for who writes the next one with this key. */
  about?: About
  /** It waits until then. */
  notBefore?: Instant
  usefulUntil?: Instant
} & ({ mail: Mail } | { push: PushWish; deviceId: string })

/** What a delivery was about, in the words of whoever wrote it. */
export type About = Readonly<Record<string, unknown>>

// What a sender is at, and of which version: until it is known what came of it, it may have reached the other side.
// Written by the sender (sending.ts).
type Tried = { version: number; about: About }

/** What became of a delivery. `reached`: what the other side took of it last, or may have taken; null for nothing. */
export type Fate = { state: string; reached: About | null }

/** A delivery as its channel gets it: opened, under an id that stays the same however often it is tried. */
export type Outgoing = {
  id: string
  key: string
  version: number
  /** A mail address, or the id of a device. */
  address: string
  usefulUntil: Instant | null
  /** What it says, as the channel wrote it when it was wanted. */
  wanted: unknown
}

/** One way to people outside. */
export interface Channel {
  /** How many may be under way at once. */
  readonly atOnce: number
  /** Hands one over; `dropped` when nobody wants it any more. Throws DeliveryTrouble, or anything that may pass. */
  send(app: App, outgoing: Outgoing): Promise<'sent' | 'dropped'>
}

/**
 * Why something could not be handed over. `isFinal`: trying again will not help. `isCertain`: the other side never took
 * it; where this is not certain, it may have, and its answer was lost.
 */
export class DeliveryTrouble extends Error {
  readonly isFinal: boolean
  readonly isCertain: boolean
  readonly retryAfterMs: number | undefined

  constructor(
    message: string,
    parts: { isFinal?: boolean; isCertain?: boolean; retryAfterMs?: number } = {},
  ) {
    super(message)
    this.name = 'DeliveryTrouble'
    this.isFinal = parts.isFinal ?? false
    this.isCertain = parts.isCertain ?? false
    this.retryAfterMs = parts.retryAfterMs
  }
}

/** A mail as the outbox page sees it. */
export type SentMail = {
  id: string
  /** Rises with every mail under the same key. */
  version: number
  state: string
  createdAt: Instant
  mail: Mail | null
  lastError: string | null
}

const wake: Record<ChannelName, string> = { mail: 'platform.deliveries-due', push: 'platform.pushes-due' }

/** Writes the wish to send these into the transaction of their cause. No two of them have the same key. */
export async function insertDeliveries(
  db: TxDb,
  sealer: Sealer,
  deliveries: readonly Delivery[],
  now: Instant,
): Promise<void> {
  if (deliveries.length === 0) return
  await db
    .insertInto('deliveries')
    .values(deliveries.map((delivery) => columnsOf(sealer, delivery, now)))
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet((eb) => ({
        address: eb.ref('excluded.address'),
        wanted: eb.ref('excluded.wanted'),
        about: eb.ref('excluded.about'),
        useful_until: eb.ref('excluded.useful_until'),
        next_at: eb.ref('excluded.next_at'),
        waits_since: eb.ref('excluded.waits_since'),
        created_at: eb.ref('excluded.created_at'),
        version: eb('deliveries.version', '+', 1),
        state: 'waiting',
        attempts: 0,
        last_error: null,
      })),
    )
    .execute()
}

function columnsOf(sealer: Sealer, delivery: Delivery, now: Instant) {
  const isMail = 'mail' in delivery
  const body = JSON.stringify(isMail ? delivery.mail : delivery.push)
  const dueAt = new Date(delivery.notBefore ?? now)
  return {
    id: newId(now),
    key: delivery.key,
    channel: isMail ? 'mail' : 'push',
    person_id: delivery.personId,
    subject_id: delivery.subjectId ?? null,
    address: isMail ? delivery.mail.to : delivery.deviceId,
    wanted: JSON.stringify({ sealed: sealer.seal(placeOf(delivery.key), body) }),
    about: JSON.stringify(delivery.about ?? {}),
    useful_until: dateOrNull(delivery.usefulUntil),
    next_at: dueAt,
    waits_since: dueAt,
    created_at: new Date(now),
  }
}

/** What became of the deliveries with these keys, locked until the end of the change; of which there never was one, there is none. */
export async function takeFates(db: TxDb, keys: readonly string[]): Promise<Map<string, Fate>> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['key', 'state', 'tried', 'reached'])
    .where('key', '=', sql<string>`any(${[...keys]}::text[])`)
    .orderBy('key')
    .forUpdate()
    .execute()
  return new Map(
    rows.map(({ key, state, tried, reached }) => [
      key,
      { state, reached: tried ? (tried as Tried).about : (reached as About | null) },
    ]),
  )
}

/** Gives deliveries up that say nothing any more. What reached their readers before stays known. */
export async function dropByKey(db: TxDb, ...keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return
  await db
    .updateTable('deliveries')
    .set((eb) => ({ ...dropped, version: eb('version', '+', 1) }))
    .where('key', '=', sql<string>`any(${keys}::text[])`)
    .where('state', 'in', ['waiting', 'parked'])
    .execute()
}

/** The same for every key that begins so. */
export async function dropDeliveries(db: TxDb, keyPrefix: string): Promise<void> {
  await db
    .updateTable('deliveries')
    .set((eb) => ({ ...dropped, version: eb('version', '+', 1) }))
    .where('state', 'in', ['waiting', 'parked'])
    .where(sql<boolean>`starts_with(key, ${keyPrefix})`)
    .execute()
}

const dropped = {
  state: sql<string>`case when reached is null and tried is null then 'dropped' else 'sent' end`,
  wanted: JSON.stringify({}),
  last_error: null,
}

/** The job that wakes the sender; enqueued with every delivery. */
export function dueJob(delivery: Delivery): Job {
  return wakeJob('mail' in delivery ? 'mail' : 'push')
}

/** The same for a channel. */
export function wakeJob(channel: ChannelName): Job {
  return { name: wake[channel], data: {} }
}

/** The newest mails, for the outbox page of an installation without a mail server. */
export async function listRecentMails(db: Db, sealer: Sealer, limit: number): Promise<SentMail[]> {
  const rows = await db
    .selectFrom('deliveries')
    .select(['id', 'version', 'key', 'state', 'created_at', 'wanted', 'last_error'])
    .where('channel', '=', 'mail')
    .orderBy('created_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    version: row.version,
    state: row.state,
    createdAt: row.created_at,
    mail: openWanted(sealer, row.key, row.wanted) as Mail | null,
    lastError: row.last_error,
  }))
}

/** Forgets every delivery to one person, sent or not. */
export async function forgetDeliveries(db: TxDb, personId: string, address: string): Promise<void> {
  await db
    .deleteFrom('deliveries')
    .where((eb) => eb.or([eb('person_id', '=', personId), eb('address', '=', address)]))
    .execute()
}

/** What a delivery says, as its channel wrote it; null once it was emptied. */
export function openWanted(sealer: Sealer, key: string, wanted: unknown): unknown {
  if (typeof wanted !== 'object' || wanted === null || !('sealed' in wanted)) return null
  return JSON.parse(sealer.open(placeOf(key), String(wanted.sealed)))
}

function placeOf(key: string): string {
  return `deliveries|${key}|wanted`
}
