import { sql } from 'kysely'

import { HOUR, type Instant, MINUTE } from '#time/instant.ts'

import type { App } from './app.ts'
import {
  type Channel,
  type ChannelName,
  channels,
  DeliveryTrouble,
  openWanted,
  wakeJob,
} from './deliveries.ts'
import type { JobHandler } from './jobs.ts'

const firstRetryMs = 5_000
const longestRetryMs = 15 * MINUTE
const givenUpAfterMs = 72 * HOUR
const batchSize = 20
// After it the row is due again, should this process have died. While it lives, it holds on to what it is at, however slow the
// other side is: a mail server may take minutes, and twenty mails wait for one another.
const leaseMs = MINUTE
const renewEveryMs = 5_000

/** Sends what is due. The rows hold the truth, so a lost job only costs the time until the next sweep. */
export const deliveryJobs: readonly JobHandler[] = channels.map((channel) => ({
  on: wakeJob(channel).name,
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
