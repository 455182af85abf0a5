import type { Limits } from '#availability/limits.ts'
import type { Hours, Schedule } from '#availability/schedule.ts'
import { horizonOf } from '#availability/schedule.ts'
import { listSlots, type SlotQuestion } from '#availability/slots.ts'
import { windowsByDate, type WindowRules } from '#availability/windows.ts'
import type { Conference } from '#calendars/event.ts'
import { conferenceOf, findFault, type Place, placeNames } from '#calls/place.ts'
import { conflict, forbidden, invalid, invalidField, type Refusal } from '#platform/refusal.ts'
import { HOUR, type Instant, MINUTE } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'
import { addDays, daysFrom, type LocalDate } from '#time/wall-time.ts'
import { dateAt, startOfDate } from '#time/zone.ts'

/** How long a meeting can take, in minutes. */
export const durations = [15, 30, 45, 60] as const
export type DurationMinutes = (typeof durations)[number]

/** What one person can send and change, in all rooms together. */
export const invitesAnHour = { tries: 60, windowMs: HOUR }

/** Hours in a zone from the first date to the last, both included. */
export type OfferedHours = Hours & { fromDate: LocalDate; untilDate: LocalDate }

/** Such hours for something that takes so many minutes. */
type TimedHours = OfferedHours & { durationMinutes: number }

/** What an invite offers. */
export type Offer = OfferedHours & {
  durationMinutes: DurationMinutes
  note: string
} & Place

export type InviteStatus = 'open' | 'booked' | 'withdrawn' | 'expired'

export type Invite = {
  id: string
  roomId: string
  organizerId: string
  offer: Offer
  /** As it is kept; `statusOf` knows what has expired. */
  status: Exclude<InviteStatus, 'expired'>
  /** End of the last offered window. */
  endsAt: Instant
  /** Rises when the offer changes. */
  version: number
  requestId: string
  createdAt: Instant
  /** Set once it is booked. */
  meetingId: string | null
  /** By when those named on it are to answer; null where the first to confirm books. */
  answerBy: Instant | null
}

/** A question to the slot engine about everything that can still be booked; nobody is taken in it yet. */
export type OpenQuestion = Omit<SlotQuestion, 'busy'> & {
  /** How many meetings their organizer takes; none without them. */
  readonly limits?: Limits | undefined
}

const mostDays = 366

/** How it stands now: an open invite ends by itself with its last offered window. */
export function statusOf(invite: Pick<Invite, 'status' | 'endsAt'>, now: Instant): InviteStatus {
  return invite.status === 'open' && invite.endsAt <= now ? 'expired' : invite.status
}

/** End of the last offered window; undefined when there is no window at all. Both dates are included. */
export function endOfOffer(offer: OfferedHours): Instant | undefined {
  const afterwards = startOfDate(offer.timeZone, addDays(offer.untilDate, 1))
  const whole: Interval = [startOfDate(offer.timeZone, offer.fromDate), afterwards]
  const offered = windowsByDate(rulesOf(offer), whole).filter(
    ([start, end]) => end > whole[0] && start < afterwards,
  )
  return offered.length === 0 ? undefined : Math.max(...offered.map(([, end]) => end))
}

/**
 * What an offer leaves to book, with the organizer's pauses, notice and steps as they are now. `endsAt` is what
 * `endOfOffer` gave: a slot ends by then at the latest.
 */
export function questionOf(
  offer: TimedHours,
  endsAt: Instant,
  schedule: Schedule,
  now: Instant,
): OpenQuestion {
  const from = startOfDate(offer.timeZone, offer.fromDate)
  return ask(
    rulesOf(offer),
    [from, lastStart(endsAt, offer.durationMinutes) + 1],
    offer.durationMinutes,
    schedule,
    now,
  )
}

/** The same for the organizer's habit, as far ahead as they offer times: for what has no invite, or none any more. */
export function questionOfSchedule(
  schedule: Schedule,
  { durationMinutes, noticeMinutes }: { durationMinutes: number; noticeMinutes?: number | null | undefined },
  now: Instant,
): OpenQuestion {
  const { fromDate, untilDate } = horizonOf(dateAt(schedule.timeZone, now), schedule)
  const from = startOfDate(schedule.timeZone, fromDate)
  const before = startOfDate(schedule.timeZone, addDays(untilDate, 1))
  const question = ask(schedule, [from, before], durationMinutes, schedule, now)
  return { ...question, noticeMinutes: noticeMinutes ?? question.noticeMinutes }
}

/**
 * Takes an offer or says what is wrong with it: dates in the wrong order or too far away, or not one time that could
 * be booked. Answers the end of its last window. Throws refusals.
 */
export function acceptOffer(offer: Offer, schedule: Schedule, now: Instant): Instant {
  refusePlace(offer)
  return acceptHours(offer, schedule, now)
}

/** The same for hours alone. Throws refusals. */
export function acceptHours(offer: TimedHours, schedule: Schedule, now: Instant): Instant {
  const today = dateAt(offer.timeZone, now)
  const reversed = faultOfDates(offer)
  if (reversed) throw invalidField('untilDate', reversed)
  if (offer.untilDate < addDays(today, -1)) throw noTimes()
  if (daysFrom(today, offer.untilDate) > mostDays || daysFrom(offer.fromDate, offer.untilDate) > mostDays) {
    throw invalidField('untilDate', 'Offer times within the next year.')
  }
  const endsAt = endOfOffer(offer)
  if (
    endsAt === undefined ||
    listSlots({ ...questionOf(offer, endsAt, schedule, now), busy: [] }).length === 0
  ) {
    throw noTimes()
  }
  return endsAt
}

/** What is wrong with the dates themselves, whatever is offered on them; undefined if nothing is. */
export function faultOfDates({
  fromDate,
  untilDate,
}: Pick<OfferedHours, 'fromDate' | 'untilDate'>): string | undefined {
  return untilDate < fromDate ? 'The last date is before the first.' : undefined
}

/** Guards a link of one's own. What was typed and then not chosen goes no further than the form. Throws invalid on `placeUrl`. */
export function refusePlace({ place, placeUrl }: Place): void {
  const fault = place === 'link' ? findFault(placeUrl) : undefined
  if (fault !== undefined) throw invalidField('placeUrl', fault)
}

/** Guards a wish for a place that the organizer's calendar makes; `offered` is what it makes. Throws invalid on `place`. */
export function refuseConference({ place }: Place, offered: Conference | null): void {
  const wanted = conferenceOf(place)
  if (wanted === null || wanted === offered) return
  const sentence = `Your meetings do not go into a calendar that makes ${placeNames[wanted]} links. Choose another place, or such a calendar in Settings > Calendars.`
  throw invalidField('place', sentence)
}

/** Guards a booking: nobody confirms their own offer, or one on which others must agree, and it must be open. Throws refusals. */
export function refuseBooking(invite: Invite, personId: string, now: Instant): void {
  if (invite.organizerId === personId) {
    throw forbidden('own_invite', 'You offered these times yourself. Somebody else in the room picks one.')
  }
  refuseClosed(invite, now)
  if (invite.answerBy !== null) {
    throw conflict(
      'must_agree',
      'Everyone named on this invite must agree, so nobody books it alone. Mark the times that suit you.',
    )
  }
}

/** Guards against times of somebody who has left the room; their invites are about to be withdrawn. */
export function refuseWithoutSender(invite: Invite, memberIds: readonly string[]): void {
  if (!memberIds.includes(invite.organizerId)) throw inviteClosed(invite, 'withdrawn')
}

/** Guards what only the sender may do, and only while it is open. Throws refusals. */
export function refuseChange(invite: Invite, personId: string, now: Instant): void {
  if (invite.organizerId !== personId) {
    throw forbidden('not_sender', 'Only the person who sent this invite can change it or take it back.')
  }
  refuseClosed(invite, now)
}

/** Guards what needs an open invite. Throws a conflict that names the meeting it became, if it did. */
export function refuseClosed(invite: Invite, now: Instant): void {
  const refusal = findClosed(invite, now)
  if (refusal) throw refusal
}

/** What `refuseClosed` throws; undefined while it is open. */
export function findClosed(invite: Invite, now: Instant): Refusal | undefined {
  const status = statusOf(invite, now)
  return status === 'open' ? undefined : inviteClosed(invite, status)
}

/** Whether nothing of it can be reached any more. */
export function isPast({ range, now = range[0], noticeMinutes }: OpenQuestion): boolean {
  return range[1] <= now + noticeMinutes * MINUTE
}

/** Whether two offers are the same to everyone. */
export function isSameOffer(one: Offer, other: Offer): boolean {
  return JSON.stringify(inOrder(one)) === JSON.stringify(inOrder(other))
}

// Evenings before the first date do not run into it, and mornings after the last one stand in no window of its evening.
function rulesOf({ timeZone, weekly, overrides, fromDate, untilDate }: OfferedHours): WindowRules {
  return { timeZone, weekly, overrides, firstDate: fromDate, lastDate: untilDate }
}

function ask(
  schedule: WindowRules,
  range: Interval,
  durationMinutes: number,
  habit: Schedule,
  now: Instant,
): OpenQuestion {
  return {
    schedule,
    range: [range[0], Math.max(range[0], range[1])],
    durationMinutes,
    incrementMinutes: habit.incrementMinutes,
    noticeMinutes: habit.minimumNoticeMinutes,
    bufferBeforeMinutes: habit.bufferBeforeMinutes,
    bufferAfterMinutes: habit.bufferAfterMinutes,
    limits: habit,
    now,
  }
}

function lastStart(endsAt: Instant, durationMinutes: number): Instant {
  return endsAt - durationMinutes * MINUTE
}

function noTimes(): Refusal {
  const sentence =
    'There is no time left to book in these hours. Offer a longer window, more days or a shorter meeting.'
  return invalid('no_times', sentence, { untilDate: sentence })
}

const closedSentences = {
  booked: 'Somebody has booked this invite already.',
  withdrawn: 'This invite was taken back.',
  expired: 'The last time that was offered has passed.',
}

function inviteClosed(invite: Invite, status: Exclude<InviteStatus, 'open'>): Refusal {
  return conflict('invite_closed', closedSentences[status], { status, meetingId: invite.meetingId })
}

function inOrder({
  timeZone,
  weekly,
  overrides,
  fromDate,
  untilDate,
  durationMinutes,
  note,
  place,
  placeUrl,
}: Offer): unknown {
  const sorted = (days: object): unknown =>
    Object.entries(days).sort(([one], [other]) => (one < other ? -1 : 1))
  const hours = [timeZone, sorted(weekly), sorted(overrides), fromDate, untilDate]
  return [...hours, durationMinutes, note, place, placeUrl]
}
