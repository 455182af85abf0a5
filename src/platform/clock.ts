import { sql } from 'kysely'

import type { Instant } from '#time/instant.ts'

import type { Db } from './database.ts'
import type { Log } from './log.ts'

/** Tells the time until it is stopped. */
export type Clock = { now(): Instant; stop(): void }

/** What the database said, and where the two clocks of this process stood then: the steady one is never set. */
type Reading = { at: Instant; steady: number; wall: Instant; mayBeOffBy: number }

const readEveryMs = 5_000
// Less is how clocks are kept right.
const jumpMs = 500
const slackMs = 20

/**
 * The clock of the database, which is one for all servers on it. It is read every few seconds, counted on from by what no setting of
 * this machine's clock reaches, and read at once when that was set, or the machine has slept. See docs/decisions/0030.
 */
export async function followDatabaseClock(db: Db, log: Log): Promise<Clock> {
  let reading = await readClock(db)
  let isReading = false
  const timer = setInterval(() => void readAgain(), readEveryMs)

  async function readAgain(): Promise<void> {
    if (isReading) return
    isReading = true
    try {
      const next = await readClock(db)
      const by = next.at - timeAt(reading, next.steady)
      if (Math.abs(by) > jumpMs + next.mayBeOffBy) log.warn({ by }, 'the clock of the database was set')
      // What an answer on its way cannot tell apart is no reason to step back.
      const isSame = Math.abs(by) <= slackMs + next.mayBeOffBy
      reading = isSame ? { ...next, at: next.at - by } : next
    } catch (error) {
      // It counts on until the database is back.
      log.debug({ err: error }, 'the clock of the database could not be read')
    } finally {
      isReading = false
    }
  }

  return {
    now() {
      const steady = performance.now()
      if (Math.abs(Date.now() - reading.wall - (steady - reading.steady)) > jumpMs) void readAgain()
      return Math.floor(timeAt(reading, steady))
    },
    stop: () => clearInterval(timer),
  }
}

function timeAt({ at, steady }: Reading, now: number): number {
  return at + now - steady
}

// It was said at some moment between question and answer: most likely in the middle.
async function readClock(db: Db): Promise<Reading> {
  const asked = performance.now()
  const { rows } = await sql<{ at: Instant }>`select clock_timestamp() as at`.execute(db)
  const answered = performance.now()
  const mayBeOffBy = (answered - asked) / 2
  const [row] = rows
  if (!row) throw new Error('The database tells no time.')
  return { at: row.at, steady: answered - mayBeOffBy, wall: Date.now() - mayBeOffBy, mayBeOffBy }
}
