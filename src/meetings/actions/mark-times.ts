import * as availability from '#availability'
import * as notifications from '#notifications'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { HOUR, type Instant } from '#time/instant.ts'

import { lockInviteFor } from '../access.ts'
import { answerKey, noAgreement, refuseUnnamed } from '../agreement.ts'
import { type Invite, questionOf, refuseClosed } from '../invite.ts'
import { findObjection, timeRefused } from '../slots.ts'
import { findAgreement, saveMarks } from '../store/agreements.ts'
import { wakeAgreement } from '../steps/wake-agreement.ts'

const marksAnHour = { tries: 120, windowMs: HOUR }

/**
 * Marks which of an invite's times suit the caller, in place of what they marked before; none at all says that nothing
 * does. A time that is taken just now may be marked: it may come free. If it was the answer all waited for, the meeting is
 * booked right after, by itself.
 */
export async function markTimes(
  app: App,
  caller: Caller,
  { inviteId, starts }: { inviteId: string; starts: readonly Instant[] },
): Promise<void> {
  await app.transaction(async (tx) => {
    await countWrite(tx, `marks|${caller.personId}`, marksAnHour)
    const { invite } = await lockInviteFor(tx.db, inviteId, caller.personId)
    refuseClosed(invite, tx.now)
    const agreement = await findAgreement(tx.db, inviteId)
    if (!agreement) throw noAgreement()
    const { marks: before } = refuseUnnamed(agreement.people, caller.personId)
    const marks = [...new Set(starts)].toSorted((one, other) => one - other)
    const added = marks.filter((at) => !before.includes(at))
    await refuseNotOffered(tx, invite, added)
    await saveMarks(tx.db, inviteId, caller.personId, marks, tx.now)
    await wakeAgreement(tx, inviteId)
    const deed = { actorId: caller.personId, roomId: invite.roomId, subjectId: inviteId }
    await tx.audit({ action: 'invite.answered', ...deed })
    await rooms.announceCard(tx, invite.roomId, { kind: 'invite', id: inviteId, actorId: caller.personId })
    await rooms.holdRoom(tx, invite.roomId, caller.personId)
    await notifications.takeBackFrom(tx, caller.personId, answerKey(inviteId))
  })
}

async function refuseNotOffered(tx: Tx, invite: Invite, marks: readonly Instant[]): Promise<void> {
  const { organizerId, offer, endsAt } = invite
  const question = questionOf(offer, endsAt, await availability.scheduleOf(tx.db, organizerId), tx.now)
  const ask = { question, taken: [], organizerId, bookerId: organizerId }
  const objection = marks.map((at) => findObjection(ask, at)).find(Boolean)
  if (objection) throw timeRefused(objection)
}
