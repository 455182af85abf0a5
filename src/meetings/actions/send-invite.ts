import * as availability from '#availability'
import * as calendars from '#calendars'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { newId } from '#platform/ids.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { conflict } from '#platform/refusal.ts'

import { type AgreementToAsk, momentsOf, refuseAgreement } from '../agreement.ts'
import {
  acceptOffer,
  type Invite,
  invitesAnHour,
  isSameOffer,
  type Offer,
  refuseConference,
} from '../invite.ts'
import { requestReused } from '../change.ts'
import { askNamed } from '../steps/ask-named.ts'
import { insertAgreement, replaceMoments } from '../store/agreements.ts'
import { findInviteByRequest, insertInvite } from '../store/invites.ts'

export type InviteToSend = {
  roomId: string
  offer: Offer
  agreement?: AgreementToAsk | undefined
  requestId: string
}

/** Offers times to everybody in the room and puts the card there. The same request id is the same invite. Answers its id. */
export async function sendInvite(app: App, caller: Caller, input: InviteToSend): Promise<string> {
  return app.transaction(async (tx) => {
    await countWrite(tx, `invite|${caller.personId}`, invitesAnHour)
    await rooms.accessRoom(tx.db, input.roomId, caller.personId)
    const earlier = await findEarlier(tx, caller.personId, input)
    if (earlier) return earlier
    const invite = await draftInvite(tx, caller.personId, input)
    const { agreement } = input
    if (!(await insertInvite(tx.db, invite))) return answerWinner(tx, caller.personId, input)
    if (agreement) {
      await insertAgreement(tx.db, invite.id, agreement)
      await replaceMoments(tx.db, invite.id, momentsOf(tx.now, agreement.answerBy))
    }
    const deed = { actorId: caller.personId, roomId: invite.roomId, subjectId: invite.id }
    await tx.audit({ action: 'invite.sent', ...deed })
    await rooms.postCard(tx, {
      roomId: invite.roomId,
      actorId: caller.personId,
      kind: 'invite',
      id: invite.id,
      body: `Invite to a meeting of ${invite.offer.durationMinutes} minutes`,
      toldByItself: agreement !== undefined,
    })
    await rooms.holdRoom(tx, invite.roomId, caller.personId)
    if (agreement) {
      const { answerBy } = agreement
      await askNamed(tx, invite, { personIds: idsOf(agreement), answerBy, why: 'asked' })
    }
    return invite.id
  })
}

async function draftInvite(
  tx: Tx,
  organizerId: string,
  { roomId, offer, agreement, requestId }: InviteToSend,
): Promise<Invite> {
  const members = await rooms.listMembers(tx.db, roomId)
  if (members.length < 2) {
    throw conflict(
      'nobody_else_here',
      'Nobody else is in this room yet. Bring somebody in first, then offer times.',
    )
  }
  const schedule = await availability.scheduleOf(tx.db, organizerId)
  const endsAt = acceptOffer(offer, schedule, tx.now)
  refuseConference(offer, await calendars.findConference(tx.db, organizerId, tx.now))
  if (agreement) {
    const memberIds = members.map((one) => one.personId)
    refuseAgreement(agreement, memberIds, { organizerId, endsAt, now: tx.now })
  }
  return {
    id: newId(tx.now),
    roomId,
    organizerId,
    offer,
    status: 'open',
    endsAt,
    version: 1,
    requestId,
    createdAt: tx.now,
    meetingId: null,
    answerBy: agreement?.answerBy ?? null,
  }
}

// What was changed since can no longer be compared; it is the same invite all the same.
async function findEarlier(tx: Tx, organizerId: string, input: InviteToSend): Promise<string | undefined> {
  const earlier = await findInviteByRequest(tx.db, organizerId, input.requestId)
  if (!earlier) return undefined
  const asksAlike = (earlier.answerBy !== null) === (input.agreement !== undefined)
  const isSame = earlier.version > 1 || (asksAlike && isSameOffer(earlier.offer, input.offer))
  if (earlier.roomId !== input.roomId || !isSame) throw requestReused()
  return earlier.id
}

// The same request was sent twice at once; the other one has just been committed.
async function answerWinner(tx: Tx, organizerId: string, input: InviteToSend): Promise<string> {
  const winner = await findEarlier(tx, organizerId, input)
  if (!winner) throw requestReused()
  return winner
}

function idsOf({ people }: AgreementToAsk): string[] {
  return people.map((one) => one.personId)
}
