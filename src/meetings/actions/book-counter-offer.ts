import * as rooms from '#rooms'
import * as accounts from '#accounts'
import type { App, Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing, Refusal } from '#platform/refusal.ts'
import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { accessCounterOffer, lockCounterOfferFor } from '../access.ts'
import { type CounterOffer, refuseClosedCounter, refuseCounterTime, refuseTaker } from '../counter-offer.ts'
import { type Invite, refuseClosed } from '../invite.ts'
import { refuseOtherWish } from '../change.ts'
import type { Ask } from '../slots.ts'
import { listChanges } from '../store/changes.ts'
import { findMeetingOfRequest } from '../store/meetings.ts'
import { keepBooking } from '../steps/keep-booking.ts'
import { lockTime } from '../steps/lock-time.ts'
import { readCalendarsNow } from '../steps/read-calendars-now.ts'
import { readCounterAsk } from '../steps/read-counter-ask.ts'

export type CounterTimeToBook = { counterOfferId: string; startsAt: Instant; requestId: string }

/**
 * Books one of the times somebody offered in answer to the caller's invite: that person is the booker, the tap is the
 * caller's consent, also outside of their hours. Of many taps one wins. The same request id is the same booking. Answers
 * the meeting's id.
 */
export async function bookCounterOffer(app: App, caller: Caller, input: CounterTimeToBook): Promise<string> {
  const { invite } = await accessCounterOffer(app.db, input.counterOfferId, caller.personId)
  refuseTaker(invite, caller.personId)
  const earlier = await findEarlier(app, invite, input)
  if (earlier) return earlier
  try {
    const ask = await app.snapshot((db) => turnAwayEarly(db, caller, input, app.now()))
    const readAt = await readCalendarsNow(app, ask, input.startsAt)
    return await app.transaction((tx) => bookInside(tx, caller, input, readAt))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // What refused a retry may have been its own first try, which has just succeeded.
    const won = await findEarlier(app, invite, input)
    if (won) return won
    throw error
  }
}

async function findEarlier(app: App, invite: Invite, input: CounterTimeToBook): Promise<string | undefined> {
  const earlier = await findMeetingOfRequest(app.db, invite.id, input.requestId)
  if (!earlier) return undefined
  const [first] = await listChanges(app.db, earlier.id)
  if (first) refuseOtherWish(first, { kind: 'booked', reason: '', startsAt: input.startsAt })
  return earlier.id
}

// Most who come too late are told so by a plain read, without waiting for a lock.
async function turnAwayEarly(db: Db, caller: Caller, input: CounterTimeToBook, now: Instant): Promise<Ask> {
  const { counter, invite } = await accessCounterOffer(db, input.counterOfferId, caller.personId)
  return judge(db, { counter, invite, memberIds: await rooms.listMemberIds(db, invite.roomId) }, input, now)
}

// Locks in the order of the house: invite, people, engagements, stream.
async function bookInside(
  tx: Tx,
  caller: Caller,
  input: CounterTimeToBook,
  readAt: Instant | null,
): Promise<string> {
  const { counter, invite } = await lockCounterOfferFor(tx.db, input.counterOfferId, caller.personId)
  const memberIds = await rooms.listMemberIds(tx.db, invite.roomId)
  await lockTime(tx, [invite.organizerId, counter.personId, ...memberIds])
  await judge(tx.db, { counter, invite, memberIds }, input, tx.now)
  // The caller may have been removed since their access was read.
  if (!memberIds.includes(caller.personId)) throw missing()
  const { startsAt, requestId } = input
  const by = { bookerId: counter.personId, actorId: caller.personId, word: '', requestId }
  const { durationMinutes } = counter
  return keepBooking(tx, { invite, startsAt, durationMinutes, ...by, memberIds, readAt })
}

async function judge(
  db: Db,
  of: { counter: CounterOffer; invite: Invite; memberIds: readonly string[] },
  { startsAt }: CounterTimeToBook,
  now: Instant,
): Promise<Ask> {
  const { counter, invite, memberIds } = of
  refuseClosed(invite, now)
  const person = await accounts.findPerson(db, counter.personId)
  const name = person?.name ?? 'The other side'
  refuseClosedCounter(counter, memberIds, name)
  const between = { organizerId: invite.organizerId, bookerId: counter.personId }
  const ask = await readCounterAsk(db, between, counter, now)
  refuseCounterTime(counter, ask, startsAt, name)
  return ask
}
