import * as availability from '#availability'
import * as calendars from '#calendars'
import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { countWrite } from '#platform/rate-limits.ts'
import type { Instant } from '#time/instant.ts'

import { lockInviteFor } from '../access.ts'
import { acceptOffer, invitesAnHour, type Offer, refuseChange, refuseConference } from '../invite.ts'
import { findAgreement } from '../store/agreements.ts'
import { saveInvite } from '../store/invites.ts'
import { askAnew } from '../steps/ask-anew.ts'

/**
 * Offers other times or another duration instead, while nobody has booked. Only its sender may. Where people must agree, they
 * are asked anew, by another deadline if one is given.
 */
export async function changeInvite(
  app: App,
  caller: Caller,
  { inviteId, offer, answerBy }: { inviteId: string; offer: Offer; answerBy?: Instant | undefined },
): Promise<void> {
  await app.transaction(async (tx) => {
    await countWrite(tx, `invite|${caller.personId}`, invitesAnHour)
    const { invite } = await lockInviteFor(tx.db, inviteId, caller.personId)
    refuseChange(invite, caller.personId, tx.now)
    const schedule = await availability.scheduleOf(tx.db, invite.organizerId)
    const endsAt = acceptOffer(offer, schedule, tx.now)
    refuseConference(offer, await calendars.findConference(tx.db, invite.organizerId, tx.now))
    const changed = { ...invite, offer, endsAt, version: invite.version + 1 }
    await saveInvite(tx.db, changed, tx.now)
    const deed = { actorId: caller.personId, roomId: invite.roomId, subjectId: inviteId }
    await tx.audit({ action: 'invite.changed', ...deed })
    await rooms.announceCard(tx, invite.roomId, { kind: 'invite', id: inviteId, actorId: caller.personId })
    const agreement = await findAgreement(tx.db, inviteId)
    if (agreement) await askAnew(tx, changed, agreement, answerBy)
  })
}
