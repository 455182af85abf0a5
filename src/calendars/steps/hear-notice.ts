import { timingSafeEqual } from 'node:crypto'

import type { App } from '#platform/app.ts'
import { hashToken } from '#platform/ids.ts'
import { SECOND } from '#time/instant.ts'

import type { WatchScope } from '../port.ts'
import { wakeByNotice } from '../store/readings.ts'
import { endWatchEarly, type Watched } from '../store/watches.ts'

/** A notice: the secret it brought, what its watch tells of, and whether it says that the watch is over or about to be. */
export type Notice = { secret: string; scope: WatchScope; isOver: boolean }

// One act of a person comes as several notices: a calendar is read once for all of them.
const pauseMs = 5 * SECOND

/** Has what is watched read soon, if whoever says so knows the watch's secret; a watch that is over is renewed with that. */
export async function hearNotice(
  app: App,
  watched: Watched | null,
  { secret, scope, isOver }: Notice,
): Promise<void> {
  const hash = Buffer.from(hashToken(secret))
  const wanted = Buffer.from(watched?.secretHash ?? hashToken(`not ${secret}`))
  const isRight = hash.length === wanted.length && timingSafeEqual(hash, wanted)
  if (!watched || !isRight) return app.log.info('a notice from nobody we watch with')
  const { watchId, calendarId, linkId } = watched
  await app.transaction(async (tx) => {
    if (isOver) await endWatchEarly(tx.db, watchId, tx.now)
    const about = scope === 'account' ? { linkId } : { calendarId }
    const isDue = await wakeByNotice(tx.db, about, { now: tx.now, pauseMs })
    if (isDue) await tx.enqueue({ name: 'calendars.reads-due', data: {} })
  })
}
