import { sql } from 'kysely'

import { HOUR, type Instant, MINUTE } from '#time/instant.ts'

import type { App } from './app.ts'
import { type Db, dateOrNull, type TxDb } from './database.ts'
import { newId } from './ids.ts'
import type { Job, JobHandler } from './jobs.ts'
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
const firstRetryMs = 5_000
const longestRetryMs = 15 * MINUTE
const givenUpAfterMs = 72 * HOUR
const batchSize = 20
// After it the row is due again, should this process have died. While it lives, it holds on to what it is at, however slow the
// other side is: a mail server may take minutes, and twenty mails wait for one another.
const leaseMs = MINUTE
const renewEveryMs = 5_000

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

/** Sends what is due. The rows hold the truth, so a lost job only costs the time until the next sweep. */
export const deliveryJobs: readonly JobHandler[] = channels.map((channel) => ({
  on: wake[channel],
  name: 'send',
  run: (app) => sendDueDeliveries(app, channel),
  wakes: true,
}))

/** Sends everything due of a channel once; failures are put off with growing pauses and parked after three days. */
export async function sendDueDeliveries(app: App, name: ChannelName): Promise<void> {
  const channel = app.channels[name]
  for (;;) {
    const leased = await leaseDue(app, name)
    await holding(app, leased, async (letGoOf) => {
      for (let first = 0; first < leased.length; first += channel.atOnce) {
        const together = leased.slice(first, first + channel.atOnce)
        await Promise.all(together.map((row) => sendOne(app, channel, row).finally(() => letGoOf(row))))
      }
    })
    if (leased.length < batchSize) return
  }
}

// Renews the leases of what has not been seen to yet.
async function holding(
  app: App,
  leased: readonly DueRow[],
  work: (letGoOf: (row: DueRow) => void) => Promise<void>,
): Promise<void> {
  const held = new Set(leased)
  const renewing = setInterval(() => {
    renewLeases(app, [...held]).catch((error: unknown) =>
      app.log.warn({ err: error }, 'the leases of deliveries could not be renewed'),
    )
  }, renewEveryMs)
  try {
    await work((row) => held.delete(row))
  } finally {
    clearInterval(renewing)
  }
}

// What was wanted anew since, or has lapsed and is another sender's, counts its attempts anew or further: it is left alone.
async function renewLeases(app: App, held: readonly DueRow[]): Promise<void> {
  await sql`
    update deliveries set next_at = ${new Date(app.now() + leaseMs)}
    from unnest(${held.map(({ id }) => id)}::uuid[], ${held.map(({ attempts }) => attempts)}::int[]) as mine (id, attempts)
    where deliveries.id = mine.id and deliveries.attempts = mine.attempts and state = 'waiting'`.execute(
    app.db,
  )
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

type DueRow = {
  id: string
  key: string
  channel: ChannelName
  version: number
  address: string
  wanted: unknown
  attempts: number
  waits_since: Instant
  useful_until: Instant | null
  about: unknown
}

async function leaseDue(app: App, channel: ChannelName): Promise<DueRow[]> {
  const now = app.now()
  const { rows } = await sql<DueRow>`
    update deliveries set next_at = ${new Date(now + leaseMs)}, attempts = attempts + 1,
      reached = coalesce(tried -> 'about', reached),
      tried = jsonb_build_object('version', version, 'about', coalesce(about, '{}'::jsonb))
    where id in (
      select id from deliveries
      where state = 'waiting' and channel = ${channel} and next_at <= ${new Date(now)}
      order by next_at limit ${batchSize} for update skip locked
    )
    returning id, key, channel, version, address, wanted, attempts, waits_since, useful_until, about`.execute(
    app.db,
  )
  return rows
}

async function sendOne(app: App, channel: Channel, row: DueRow): Promise<void> {
  const wanted = openWanted(app.sealer, row.key, row.wanted)
  if (!wanted) return
  if (row.useful_until !== null && row.useful_until <= app.now()) return letGo(app, row)
  try {
    const outcome = await channel.send(app, { ...row, usefulUntil: row.useful_until, wanted })
    if (outcome === 'dropped') return await letGo(app, row)
    await keepReach(app, row, true)
    const sent = { state: 'sent', sent_at: new Date(app.now()), last_error: null }
    await settle(app, row, { ...sent, ...emptied(app, row) })
  } catch (error) {
    // Nothing is lost: the row stays and says why it waits.
    app.log.warn({ err: error, delivery: row.id }, 'a delivery could not be made yet')
    const trouble = error instanceof DeliveryTrouble ? error : new DeliveryTrouble(String(error))
    await keepReach(app, row, !trouble.isCertain)
    await settle(app, row, afterFailure(trouble, row, app.now()))
  }
}

async function letGo(app: App, row: DueRow): Promise<void> {
  await keepReach(app, row, false)
  await settle(app, row, { state: 'dropped', wanted: JSON.stringify({}) })
}

function afterFailure(trouble: DeliveryTrouble, row: DueRow, now: Instant) {
  const givesUp = trouble.isFinal || now - row.waits_since > givenUpAfterMs
  return {
    state: givesUp ? 'parked' : 'waiting',
    last_error: trouble.message,
    next_at: new Date(now + Math.max(pauseAfter(row.attempts), trouble.retryAfterMs ?? 0)),
  }
}

// Whatever is wanted by now: this version is with the other side, or may be. A newer one that a sender is at stays known.
async function keepReach(app: App, { id, version, about }: DueRow, mayHave: boolean): Promise<void> {
  const said = JSON.stringify(about ?? {})
  await sql`
    update deliveries set
      reached = case when ${mayHave} then ${said}::jsonb else reached end,
      tried = case when tried ->> 'version' = ${String(version)} then null else tried end
    where id = ${id}`.execute(app.db)
}

// A newer version written meanwhile stays due: only the version that was sent is settled. Who took longer than the lease has no
// say but that it is sent: another try has begun since, and may have emptied what this one would have tried again.
async function settle(
  app: App,
  row: DueRow,
  change: { state: string; [column: string]: unknown },
): Promise<void> {
  const ofVersion = app.db
    .updateTable('deliveries')
    .set(change)
    .where('id', '=', row.id)
    .where('version', '=', row.version)
  const isSent = change.state === 'sent'
  const settling = isSent
    ? ofVersion
    : ofVersion.where('state', '=', 'waiting').where('attempts', '=', row.attempts)
  await settling.execute()
}

// What was sent need not be kept, but without a mail server the outbox page shows mails.
function emptied(app: App, { channel }: DueRow): Record<string, unknown> {
  return channel === 'mail' && !app.config.smtpUrl ? {} : { wanted: JSON.stringify({}) }
}

function pauseAfter(attempts: number): number {
  const longest = Math.min(longestRetryMs, firstRetryMs * 2 ** Math.min(attempts, 20))
  return longest * (0.5 + Math.random() / 2)
}

/** What a delivery says, as its channel wrote it; null once it was emptied. */
export function openWanted(sealer: Sealer, key: string, wanted: unknown): unknown {
  if (typeof wanted !== 'object' || wanted === null || !('sealed' in wanted)) return null
  return JSON.parse(sealer.open(placeOf(key), String(wanted.sealed)))
}

function placeOf(key: string): string {
  return `deliveries|${key}|wanted`
}
