import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'
import { missing, Refusal } from '#platform/refusal.ts'
import type { Instant } from '#time/instant.ts'

import { accessInvite, lockInviteFor } from '../access.ts'
import { findClosed, type Invite, refuseBooking, refuseWithoutSender } from '../invite.ts'
import { refuseOtherWish, requestReused } from '../change.ts'
import { type Ask, refuseTime } from '../slots.ts'
import { listChanges } from '../store/changes.ts'
import { findBookedMeeting } from '../store/meetings.ts'
import { addFreshSlots } from '../steps/add-fresh-slots.ts'
import { keepBooking } from '../steps/keep-booking.ts'
import { lockTime } from '../steps/lock-time.ts'
import { readCalendarsNow } from '../steps/read-calendars-now.ts'
import { readInviteAsk } from '../steps/read-invite-ask.ts'

export type MeetingToBook = { inviteId: string; startsAt: Instant; word: string; requestId: string }

/**
 * Books one of an invite's times for its organizer and the caller; everyone else in the room is asked to come. The organizer's
 * calendars are read again at that moment. The same request id is the same booking, for ever. Of many who confirm at once one
 * wins, the others are refused with fresh slots (409). Answers the meeting's id.
 */
export async function bookMeeting(app: App, caller: Caller, input: MeetingToBook): Promise<string> {
  const { invite } = await accessInvite(app.db, input.inviteId, caller.personId)
  const earlier = await findEarlier(app, caller, input)
  if (earlier) return earlier
  try {
    const ask = await turnAwayEarly(app, caller, invite, input.startsAt)
    const readAt = await readCalendarsNow(app, ask, input.startsAt)
    return await app.transaction((tx) => bookInside(tx, caller, input, readAt))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // Everything is rolled back. What refused a retry may have been its own first try, which has just succeeded.
    const won = await findEarlier(app, caller, input)
    if (won) return won
    throw await addFreshSlots(app, error, {
      personId: caller.personId,
      startsAt: input.startsAt,
      durationMinutes: invite.offer.durationMinutes,
      readAsk: (db) => readOpenAsk(db, caller, invite.id, app.now()),
    })
  }
}

async function readOpenAsk(db: Db, caller: Caller, inviteId: string, now: Instant): Promise<Ask | Refusal> {
  const { invite } = await accessInvite(db, inviteId, caller.personId)
  return findClosed(invite, now) ?? readInviteAsk(db, invite, caller.personId, now)
}

async function findEarlier(app: App, caller: Caller, input: MeetingToBook): Promise<string | undefined> {
  const earlier = await findBookedMeeting(app.db, caller.personId, input.requestId)
  if (!earlier) return undefined
  if (earlier.inviteId !== input.inviteId) throw requestReused()
  const [first] = await listChanges(app.db, earlier.id)
  if (first) refuseOtherWish(first, { kind: 'booked', reason: input.word, startsAt: input.startsAt })
  return earlier.id
}

// Most who come too late are told so by plain reads, without waiting for a lock: whatever stands in the way of the time did
// so a moment ago.
async function turnAwayEarly(app: App, caller: Caller, invite: Invite, startsAt: Instant): Promise<Ask> {
  refuseBooking(invite, caller.personId, app.now())
  const ask = await readInviteAsk(app.db, invite, caller.personId, app.now())
  refuseTime(ask, startsAt)
  return ask
}

// Locks in the order of the house: invite, people, engagements, stream.
async function bookInside(
  tx: Tx,
  caller: Caller,
  input: MeetingToBook,
  readAt: Instant | null,
): Promise<string> {
  const { invite } = await lockInviteFor(tx.db, input.inviteId, caller.personId)
  refuseBooking(invite, caller.personId, tx.now)
  const members = await rooms.listMemberIds(tx.db, invite.roomId)
  // Everyone's time changes with this, also theirs who are only asked to come.
  await lockTime(tx, [invite.organizerId, caller.personId, ...members])
  refuseTime(await readInviteAsk(tx.db, invite, caller.personId, tx.now), input.startsAt)

  refuseWithoutSender(invite, members)
  // The caller may have been removed since their access was read; the list must be the one that is compared at the end.
  if (!members.includes(caller.personId)) throw missing()
  const { startsAt, word, requestId } = input
  const by = { bookerId: caller.personId, actorId: caller.personId, word, requestId }
  const { durationMinutes } = invite.offer
  return keepBooking(tx, {
    invite,
    startsAt,
    durationMinutes,
    ...by,
    memberIds: members,
    readAt,
  })
}
