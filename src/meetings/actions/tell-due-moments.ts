import * as accounts from '#accounts'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'

import { type Agreement, presentPeople, settle } from '../agreement.ts'
import { type Invite, statusOf } from '../invite.ts'
import { newsOfWaiting } from '../news.ts'
import { findAgreement, listWithDueMoments, takeDueMoments } from '../store/agreements.ts'
import { takeInvite } from '../store/invites.ts'
import { askNamed } from '../steps/ask-named.ts'
import { wakeAgreement } from '../steps/wake-agreement.ts'

const mostAtOnce = 50

/**
 * Reminds those who have not answered, and at the deadline tells the room who that is. Each moment once, whatever the clock
 * does and however often this is begun; of several that were missed, only the last is told.
 */
export async function tellDueMoments(app: App): Promise<void> {
  for (const inviteId of await listWithDueMoments(app.db, app.now(), mostAtOnce)) {
    await app.transaction((tx) => tellOne(tx, inviteId))
  }
}

async function tellOne(tx: Tx, inviteId: string): Promise<void> {
  const invite = await takeInvite(tx.db, inviteId)
  const agreement = invite && (await findAgreement(tx.db, inviteId))
  const last = (await takeDueMoments(tx.db, inviteId, tx.now)).at(-1)
  if (!invite || !agreement || !last || statusOf(invite, tx.now) !== 'open') return
  const people = presentPeople(agreement.people, await rooms.listMemberIds(tx.db, invite.roomId))
  if (last.kind === 'deadline') return tellDeadline(tx, invite, people)
  const personIds = people.filter((one) => one.answeredAt === null).map((one) => one.personId)
  await askNamed(tx, invite, { personIds, answerBy: agreement.answerBy, why: last.kind })
}

// What can be booked was booked with the last answer; once more is looked, in case that was missed.
async function tellDeadline(tx: Tx, invite: Invite, people: Agreement['people']): Promise<void> {
  await wakeAgreement(tx, invite.id)
  const verdict = settle(people, () => true)
  if (verdict.kind !== 'waiting') return
  const missing = await accounts.listPeople(tx.db, verdict.missingIds)
  const names = missing.map((person) => person.name)
  await rooms.postSystem(tx, { roomId: invite.roomId, actorId: null, ...newsOfWaiting(invite.id, names) })
  await rooms.announceCard(tx, invite.roomId, { kind: 'invite', id: invite.id })
}
