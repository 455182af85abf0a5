import * as availability from '#availability'
import * as meetings from '#meetings'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { Refusal } from '#platform/refusal.ts'
import { type Instant, MINUTE } from '#time/instant.ts'

import { accessBookable, lockBookable } from '../access.ts'
import { conditionsOf, heldUntil } from '../booking.ts'
import { bookingsAnHour, refuseMoreRequests } from '../consultation.ts'
import { type Answer, type Offering, readAnswers, refuseDuration } from '../offering.ts'
import { readOfferingAsk } from '../steps/read-offering-ask.ts'
import { spellTerms } from '../wording.ts'
import { insertConsultation } from '../store/consultations.ts'

export type ConsultationToBook = {
  offeringId: string
  /** What stands in a link-only link. */
  key?: string | undefined
  startsAt: Instant
  durationMinutes: number
  /** By the ids of their questions. */
  answers: Readonly<Record<string, string>>
  word: string
  requestId: string
}

/**
 * Books a time of an offering for its offerer and the caller, in a room of the two, or holds it until the offerer has said yes
 * where they want to. Calendars are read and times judged as for a meeting. The same request id is the same booking, for ever.
 * Of many at once one wins, the others are refused with fresh slots (409). Answers the meeting's id.
 */
export async function bookConsultation(app: App, caller: Caller, input: ConsultationToBook): Promise<string> {
  const earlier = await findEarlier(app, caller, input)
  if (earlier) return earlier
  const offering = await accessBookable(app.db, input.offeringId, askerOf(caller, input))
  refuseDuration(offering, input.durationMinutes)
  readAnswers(offering.questions, input.answers)
  try {
    const ask = await app.snapshot((db) => turnAwayEarly(db, caller, input, app.now()))
    const readAt = await meetings.readCalendarsNow(app, ask, input.startsAt)
    return await app.transaction((tx) => bookInside(tx, caller, input, readAt))
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // Everything is rolled back. What refused a retry may have been its own first try, which has just succeeded.
    const won = await findEarlier(app, caller, input)
    if (won) return won
    throw await meetings.addFreshSlots(app, error, {
      personId: caller.personId,
      startsAt: input.startsAt,
      durationMinutes: input.durationMinutes,
      readAsk: (db) => readAskNow(db, caller, input, app.now()),
    })
  }
}

async function findEarlier(
  app: App,
  caller: Caller,
  { offeringId, requestId, word, startsAt, durationMinutes }: ConsultationToBook,
): Promise<string | undefined> {
  const earlier = await meetings.findBookedMeeting(app.db, caller.personId, requestId)
  if (!earlier) return undefined
  if (earlier.offeringId !== offeringId) throw meetings.requestReused()
  const [first] = await meetings.listChanges(app.db, earlier.id)
  const endsAt = startsAt + durationMinutes * MINUTE
  if (first) meetings.refuseOtherWish(first, { kind: first.kind, reason: word, startsAt, endsAt })
  return earlier.id
}

// Most who come too late are told so by a plain read, without waiting for a lock.
async function turnAwayEarly(
  db: Db,
  caller: Caller,
  input: ConsultationToBook,
  now: Instant,
): Promise<meetings.Ask> {
  const ask = await readAskNow(db, caller, input, now)
  meetings.refuseTime(ask, input.startsAt)
  return ask
}

async function readAskNow(
  db: Db,
  caller: Caller,
  input: ConsultationToBook,
  now: Instant,
): Promise<meetings.Ask> {
  const offering = await accessBookable(db, input.offeringId, askerOf(caller, input))
  return readOfferingAsk(db, offering, { ...input, bookerId: caller.personId }, now)
}

// Locks in the order of the house: what offers the time, people by id, engagements, streams.
async function bookInside(
  tx: Tx,
  caller: Caller,
  input: ConsultationToBook,
  readAt: Instant | null,
): Promise<string> {
  const { startsAt, durationMinutes, word, requestId } = input
  await countWrite(tx, `consultation|${caller.personId}`, bookingsAnHour)
  const offering = await lockBookable(tx.db, input.offeringId, askerOf(caller, input))
  refuseDuration(offering, durationMinutes)
  const answers = readAnswers(offering.questions, input.answers)
  await meetings.lockTime(tx, [offering.personId, caller.personId])
  meetings.refuseTime(
    await readOfferingAsk(tx.db, offering, { ...input, bookerId: caller.personId }, tx.now),
    startsAt,
  )
  if (offering.answerWithinMinutes !== null) await refuseIfManyAreOpen(tx, offering, caller)

  const roomId = await rooms.openRoomOfTwo(tx, offering.personId, caller.personId)
  const time = {
    offered: await offeredBy(tx, offering, roomId),
    place: { place: 'parley', placeUrl: '' } as const,
    startsAt,
    durationMinutes,
    heldUntil: heldUntil(offering, startsAt, tx.now),
    bookerId: caller.personId,
    actorId: caller.personId,
    word,
    requestId,
    memberIds: [offering.personId, caller.personId].toSorted(),
    readAt,
    terms: spellTerms({ price: offering.price, answers }),
  }
  return meetings.keepTime(tx, time, (booked) => show(tx, offering, answers, booked))
}

// Both are locked, so two requests at once are counted one after the other.
async function refuseIfManyAreOpen(tx: Tx, { personId: organizerId }: Offering, { personId }: Caller) {
  refuseMoreRequests(await meetings.countHeld(tx.db, { bookedById: personId, organizerId, now: tx.now }))
}

async function offeredBy(tx: Tx, offering: Offering, roomId: string) {
  const { id: offeringId, personId: organizerId, title: note, scheduleId } = offering
  const { timeZone } = await availability.scheduleOf(tx.db, organizerId, scheduleId)
  const needsYes = conditionsOf(offering).includes('yes')
  const hours = { scheduleId, noticeMinutes: offering.minimumNoticeMinutes, needsYes }
  return { inviteId: null, offeringId, roomId, organizerId, timeZone, note, hours }
}

// What was answered stands on the card, which only the two can read, and in what its offerer is mailed; in nothing that is said aloud.
async function show(
  tx: Tx,
  offering: Offering,
  answers: readonly Answer[],
  { meeting, change: { actorId } }: meetings.Changed,
): Promise<void> {
  const { id: offeringId, title, price } = offering
  const waitsFor = conditionsOf(offering)
  await insertConsultation(tx.db, { meetingId: meeting.id, offeringId, title, price, answers, waitsFor })
  const card = { kind: 'consultation', id: meeting.id, body: title }
  await rooms.postCard(tx, { roomId: meeting.roomId, actorId, ...card })
}

function askerOf({ personId }: Caller, { key }: ConsultationToBook) {
  return { personId, key }
}
