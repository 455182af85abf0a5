import type { Tx } from '#platform/app.ts'

import { confirm, holdEnded } from '../hold.ts'
import { type Cause, type Meeting, type Terms, withAttendee } from '../meeting.ts'
import { confirmEngagements, insertEngagements } from '../store/engagements.ts'
import { keepChange } from './keep-change.ts'
import { listMemberIds } from './list-member-ids.ts'
import { lockTime } from './lock-time.ts'
import { withdrawHold } from './tell-of-hold.ts'

/**
 * Makes a meeting of what is held, in the caller's change; calendars, room and people are told as of any booking. The meeting
 * is locked, and whose yes it takes is judged by whoever calls. `terms` go into the mails. Throws `hold_ended` once the hold has run out, whether or not
 * anybody has taken note of that.
 */
export async function confirmHold(tx: Tx, held: Meeting, cause: Cause, terms: Terms): Promise<void> {
  const { meeting, change } = confirm(held, cause)
  const memberIds = await listMemberIds(tx.db, held.roomId)
  await lockTime(tx, [...held.people.map((one) => one.personId), ...memberIds])
  // By another process's clock it may have run out, and somebody else have booked.
  if ((await confirmEngagements(tx.db, held.id)) < held.people.length) throw holdEnded(held)
  const grown = memberIds.reduce((one, id) => withAttendee(one, id, tx.now) ?? one, meeting)
  const newcomers = grown.people.slice(held.people.length)
  if (newcomers.length > 0) await insertEngagements(tx.db, grown, newcomers)
  await withdrawHold(tx, held.id)
  await keepChange(tx, { meeting: grown, change, terms })
}
