import * as calendars from '#calendars'
import type { App } from '#platform/app.ts'
import type { Instant } from '#time/instant.ts'

import { reachAround } from '../why.ts'
import type { Ask } from '../slots.ts'

/**
 * Has the organizer's calendars that count read now, before a change that takes their time. Answers when what counts was
 * read, where that was not just now; null where it was, or where there is nothing to read. No transaction may be open.
 */
export async function readCalendarsNow(
  app: App,
  { organizerId, question }: Pick<Ask, 'organizerId' | 'question'>,
  startsAt: Instant,
): Promise<Instant | null> {
  const freshness = await calendars.readNow(app, organizerId, reachAround(question, startsAt))
  return freshness.state === 'copy' ? freshness.readAt : null
}
