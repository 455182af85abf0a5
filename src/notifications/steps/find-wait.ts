import { findPerson } from '#accounts'
import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Channel, NoticeKind } from '../notice.ts'
import { waitFor } from '../quiet-hours.ts'
import { findQuietHours } from '../store/quiet-hours.ts'

/** Until when such a thing waits for the end of a person's quiet hours; null when it goes out at once. */
export async function findWait(
  db: Db,
  notice: { personId: string; kind: NoticeKind; at?: Instant | undefined },
  channel: Channel,
  now: Instant,
): Promise<Instant | null> {
  const hours = await findQuietHours(db, notice.personId)
  const person = hours && (await findPerson(db, notice.personId))
  return person && waitFor({ hours, timeZone: person.timeZone }, notice, channel, now)
}
