import { timingSafeEqual } from 'node:crypto'

import type { App } from '#platform/app.ts'
import { hashToken } from '#platform/ids.ts'
import { SECOND } from '#time/instant.ts'

import { wakeByNotice } from '../store/readings.ts'
import { dropWatch } from '../store/watches.ts'

// One act of a person comes as several notices: a calendar is read once for all of them.
const pauseMs = 5 * SECOND

/** Has a watched calendar read soon, if whoever says so knows its secret. `isOver`: the watch is no more and to be opened anew. */
export async function hearNotice(
  app: App,
  watched: { calendarId: string; secretHash: string } | null,
  secret: string,
  isOver = false,
): Promise<void> {
  const hash = Buffer.from(hashToken(secret))
  const wanted = Buffer.from(watched?.secretHash ?? hashToken(`not ${secret}`))
  const isRight = hash.length === wanted.length && timingSafeEqual(hash, wanted)
  if (!watched || !isRight) return app.log.info('a notice from nobody we watch with')
  if (isOver) await dropWatch(app.db, watched.calendarId)
  await app.transaction(async (tx) => {
    const isDue = await wakeByNotice(tx.db, watched.calendarId, { now: tx.now, pauseMs })
    if (isDue) await tx.enqueue({ name: 'calendars.reads-due', data: {} })
  })
}
