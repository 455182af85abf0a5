import type { Tx } from '#platform/app.ts'

import { confirm, holdEnded } from '../hold.ts'
import type { Cause } from '../change.ts'
import { idsOf, type Meeting, type Terms } from '../meeting.ts'
import { confirmEngagements } from '../store/engagements.ts'
import { keepChange } from './keep-change.ts'
import { lockTime } from './lock-time.ts'
import { takeBackHold } from './tell-of-hold.ts'

/**
 * Makes a meeting of what is held, in the caller's change; calendars, room and people are told as of any booking. The meeting is
 * locked, and whose yes it takes is judged by whoever calls. `terms` go into the mails. Throws `hold_ended` once the hold has run
 * out, whether or not anybody has taken note of that.
 */
export async function confirmHold(tx: Tx, held: Meeting, cause: Cause, terms: Terms): Promise<void> {
  const { meeting, change } = confirm(held, cause)
  await lockTime(tx, idsOf(held))
  // By another process's clock it may have run out, and somebody else have booked.
  if ((await confirmEngagements(tx.db, held.id)) < held.people.length) throw holdEnded(held)
  await keepChange(tx, { meeting, change, terms })
  await takeBackHold(tx, meeting)
}
