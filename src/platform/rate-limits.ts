import { sql } from 'kysely'

import { DAY, type Instant } from '#time/instant.ts'

import type { App, Tx } from './app.ts'
import { type Db, isUnreachable, isWorthAnotherTry, type TxDb } from './database.ts'
import { tooMany, unavailable } from './refusal.ts'

/** At most so many tries in a window; a window is never longer than a day. */
export type RateLimit = { tries: number; windowMs: number }

type Counted = { tries: number; windowEndsAt: Instant }

const forgottenAtOnce = 200

/**
 * Counts one try before it is judged, outside the change it guards, so that a refused try counts as well. Throws
 * `too_many_tries` once the limit is passed. If the count cannot be written, it throws too: no count, no try.
 */
export async function countTry(app: App, key: string, limit: RateLimit): Promise<void> {
  const now = app.now()
  const counted = await countOne(app, app.db, { key, limit, now })
  if (counted.tries > limit.tries) throw tooManyUntil(counted.windowEndsAt, now)
  if (counted.tries === 1) await forgetOldTries(app, now)
}

/**
 * Counts what a person writes, in the change that writes it: what is refused or fails counts nothing. First of all in a
 * change, since the person's other changes wait for it. Throws `too_many_tries`; operators may allow a multiple.
 */
export async function countWrite(tx: Tx, key: string, limit: RateLimit): Promise<void> {
  const { app, db, now } = tx
  const counted = await countOne(app, db, { key, limit, now })
  if (counted.tries > limit.tries * app.config.writeLimitFactor) {
    throw tooManyUntil(counted.windowEndsAt, now)
  }
}

/** Starts the count again, after a try that was right. */
export async function forgetTries(app: App, key: string): Promise<void> {
  await app.db.deleteFrom('rate_limits').where('key', '=', key).execute()
}

/** Forgets every count in whose key one of these texts stands, such as an address. */
export async function forgetTriesOf(db: TxDb, texts: readonly string[]): Promise<void> {
  for (const text of texts) await sql`delete from rate_limits where position(${text} in key) > 0`.execute(db)
}

type Try = { key: string; limit: RateLimit; now: Instant }

async function countOne(app: App, db: Db, one: Try): Promise<Counted> {
  try {
    return await raiseCount(db, one)
  } catch (error) {
    // Those are answered, or tried again, where every change is.
    if (isUnreachable(error) || isWorthAnotherTry(error)) throw error
    app.log.error({ err: error }, 'a try could not be counted')
    throw unavailable('not_counted', 'This cannot be done at the moment. Try again in a few seconds.')
  }
}

// A window is over when its time is. One that begins later than another could be over was begun by a clock that was ahead and has
// been set back since: it would hold whatever was tried then for as long as the clock was wrong.
async function raiseCount(db: Db, { key, limit: { windowMs }, now }: Try): Promise<Counted> {
  const isOver = sql<boolean>`(kept.window_started_at <= ${new Date(now - windowMs)}
    or kept.window_started_at > ${new Date(now + windowMs)})`
  const { rows } = await sql<{ tries: number; window_started_at: Instant }>`
    insert into rate_limits as kept (key, window_started_at, tries) values (${key}, ${new Date(now)}, 1)
    on conflict (key) do update set
      tries = case when ${isOver} then 1 else kept.tries + 1 end,
      window_started_at = case when ${isOver} then ${new Date(now)} else kept.window_started_at end
    returning tries, window_started_at`.execute(db)
  const [counted] = rows
  if (!counted) throw new Error('A try could not be counted.')
  return { tries: counted.tries, windowEndsAt: counted.window_started_at + windowMs }
}

function tooManyUntil(end: Instant, now: Instant) {
  const seconds = Math.max(1, Math.ceil((end - now) / 1000))
  return tooMany(`That was tried too often. Try again in ${inWords(seconds)}.`, seconds)
}

function inWords(seconds: number): string {
  const minutes = Math.ceil(seconds / 60)
  return minutes === 1 ? 'a minute' : `${minutes} minutes`
}

// Every new window sweeps a few that are over, so that the table stays small without a clock of its own.
async function forgetOldTries(app: App, now: Instant): Promise<void> {
  await sql`
    delete from rate_limits where key in (
      select key from rate_limits where window_started_at < ${new Date(now - DAY)}
      limit ${forgottenAtOnce} for update skip locked
    )`.execute(app.db)
}
