import * as accounts from '#accounts'
import * as availability from '#availability'
import * as notifications from '#notifications'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { newId } from '#platform/ids.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { type Instant, MINUTE } from '#time/instant.ts'

import { lockInviteFor } from '../access.ts'
import { counterKey, type CounterOffer, otherDuration, refuseTimes } from '../counter-offer.ts'
import { type Invite, invitesAnHour, refuseBooking } from '../invite.ts'
import { otherTimesMail } from '../mails.ts'
import { requestReused } from '../change.ts'
import { spellTimeFor } from '../news.ts'
import {
  findCounterOfferByRequest,
  insertCounterOffer,
  replaceCounterOffer,
} from '../store/counter-offers.ts'
import { readCounterAsk } from '../steps/read-counter-ask.ts'

export type OtherTimes = {
  inviteId: string
  starts: readonly Instant[]
  /** How long the meeting took when the times were chosen. */
  durationMinutes: number
  note: string
  requestId: string
}

/**
 * Answers an open invite with times of one's own and puts a card of them into the room. What the same person offered on
 * it before is replaced. The same request id is the same counter-offer. Answers its id.
 */
export async function offerOtherTimes(app: App, caller: Caller, input: OtherTimes): Promise<string> {
  return app.transaction(async (tx) => {
    await countWrite(tx, `counter|${caller.personId}`, invitesAnHour)
    const { invite } = await lockInviteFor(tx.db, input.inviteId, caller.personId)
    const earlier = await findEarlier(tx, caller, input)
    if (earlier) return earlier
    refuseBooking(invite, caller.personId, tx.now)
    const counter = await draft(tx, caller, invite, input)
    const replacedId = await replaceCounterOffer(tx.db, invite.id, caller.personId)
    if (!(await insertCounterOffer(tx.db, counter))) throw requestReused()
    await showInRoom(tx, invite, counter, replacedId)
    await tellSender(tx, invite, counter)
    return counter.id
  })
}

async function findEarlier(tx: Tx, caller: Caller, input: OtherTimes): Promise<string | undefined> {
  const earlier = await findCounterOfferByRequest(tx.db, caller.personId, input.requestId)
  if (!earlier) return undefined
  const isSame =
    earlier.inviteId === input.inviteId &&
    earlier.note === input.note &&
    earlier.starts.join() === inOrder(input.starts).join()
  if (!isSame) throw requestReused()
  return earlier.id
}

async function draft(tx: Tx, caller: Caller, invite: Invite, input: OtherTimes): Promise<CounterOffer> {
  const { organizerId, offer } = invite
  if (input.durationMinutes !== offer.durationMinutes) throw otherDuration(offer.durationMinutes)
  await availability.lockBusy(tx, [organizerId, caller.personId])
  const between = { organizerId, bookerId: caller.personId }
  const ask = await readCounterAsk(tx.db, between, offer, tx.now)
  const organizer = await accounts.findPerson(tx.db, organizerId)
  refuseTimes(ask, input.starts, organizer?.name ?? 'The other side')
  return {
    id: newId(tx.now),
    inviteId: invite.id,
    personId: caller.personId,
    starts: inOrder(input.starts),
    durationMinutes: offer.durationMinutes,
    note: input.note,
    isReplaced: false,
    requestId: input.requestId,
    createdAt: tx.now,
  }
}

async function showInRoom(
  tx: Tx,
  { roomId }: Invite,
  counter: CounterOffer,
  replacedId?: string,
): Promise<void> {
  const { id, personId: actorId, durationMinutes } = counter
  await tx.audit({ action: 'counter-offer.sent', actorId, roomId, subjectId: id })
  const body = `Other times for a meeting of ${durationMinutes} minutes`
  await rooms.postCard(tx, { roomId, actorId, kind: 'counter-offer', id, body, toldByItself: true })
  if (replacedId) await rooms.announceCard(tx, roomId, { kind: 'counter-offer', id: replacedId, actorId })
  await rooms.holdRoom(tx, roomId, actorId)
}

async function tellSender(tx: Tx, { id: inviteId, organizerId, roomId }: Invite, counter: CounterOffer) {
  const people = await accounts.listPeople(tx.db, [organizerId, counter.personId])
  const organizer = people.find((person) => person.id === organizerId)
  const personName = people.find((person) => person.id === counter.personId)?.name ?? 'Somebody'
  const spell = (startsAt: Instant) => {
    const endsAt = startsAt + counter.durationMinutes * MINUTE
    return spellTimeFor({ startsAt, endsAt }, organizer ?? { timeZone: 'UTC', hourCycle: null })
  }
  const href = `/rooms/${roomId}#counter-offer-${counter.id}`
  const url = new URL(href, tx.app.config.publicUrl).href
  await notifications.tell(tx, {
    personId: organizerId,
    kind: 'meeting_new',
    key: counterKey(inviteId, counter.personId),
    subjectId: inviteId,
    roomId,
    title: `${personName} offers other times`,
    text: 'None of yours suits. One press in the room books one of these.',
    href,
    mail: otherTimesMail({ personName, times: counter.starts.map(spell), url }),
  })
}

function inOrder(starts: readonly Instant[]): Instant[] {
  return [...new Set(starts)].toSorted((one, other) => one - other)
}
