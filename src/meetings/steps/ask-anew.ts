import * as rooms from '#rooms'
import type { Tx } from '#platform/app.ts'
import type { Instant } from '#time/instant.ts'

import { type Agreement, momentsOf, presentPeople, refuseDeadline } from '../agreement.ts'
import type { Invite } from '../invite.ts'
import { clearAnswers, replaceMoments, saveDeadline, saveStanding } from '../store/agreements.ts'
import { askNamed } from './ask-named.ts'

/**
 * Asks all who are named once more, because other times are offered; what they marked stays as a proposal. With a new
 * deadline, reminders begin anew. In the caller's change.
 */
export async function askAnew(
  tx: Tx,
  invite: Invite,
  agreement: Agreement,
  answerBy: Instant = agreement.answerBy,
): Promise<void> {
  if (answerBy !== agreement.answerBy) {
    refuseDeadline(answerBy, invite.endsAt, tx.now)
    await saveDeadline(tx.db, invite.id, answerBy)
    await replaceMoments(tx.db, invite.id, momentsOf(tx.now, answerBy))
  }
  await clearAnswers(tx.db, invite.id)
  await saveStanding(tx.db, invite.id, { settleAt: null, isStuck: false })
  const people = presentPeople(agreement.people, await rooms.listMemberIds(tx.db, invite.roomId))
  const personIds = people.map((one) => one.personId)
  await askNamed(tx, invite, { personIds, answerBy, why: 'changed' })
}
