import { DAY, HOUR, type Instant, MINUTE } from '#time/instant.ts'

import { isOnFor, listComing, type Meeting, ownTitleOf } from './meeting.ts'

/** How long before a meeting people can be reminded of it, in minutes. */
export const leadChoices = [5, 10, 30, 60, 180, 1440, 2880, 10080] as const

/** When people are reminded who chose nothing. */
export const defaultLeads: readonly number[] = [1440, 10]

export type ReminderState = 'waiting' | 'told' | 'skipped'

/** One reminder: of a person, or of the room itself, which says it once for everybody. */
export type Reminder = {
  meetingId: string
  personId: string | null
  leadMinutes: number
  /** The start it is about. */
  startsAt: Instant
  nextAt: Instant
  state: ReminderState
}

/** A reminder that is not the room's. */
type ReminderOfPerson = Reminder & { personId: string }

/**
 * The reminders that change now that a meeting is as it is. Each is told once for a start, whatever the clock does: what
 * was told stays told, and what a move makes too late is skipped, because the move itself was told just now. Of a cancelled
 * meeting, and for who declined or left, none is left waiting.
 */
export function planReminders(
  meeting: Meeting,
  kept: readonly Reminder[],
  leadsOf: (personId: string) => readonly number[],
  now: Instant,
): Reminder[] {
  const wanted = listWanted(meeting, leadsOf)
  const nextOnes = wanted.flatMap(({ personId, leadMinutes }) => {
    const earlier = kept.find((one) => isOf(one, personId, leadMinutes))
    const next = plan(meeting, personId, leadMinutes, now)
    return isNews(earlier, next) ? [next] : []
  })
  const unwanted = kept.filter(
    (one) =>
      one.state === 'waiting' &&
      !wanted.some(({ personId, leadMinutes }) => isOf(one, personId, leadMinutes)),
  )
  return [...nextOnes, ...unwanted.map((one) => ({ ...one, state: 'skipped' as const }))]
}

/**
 * What becomes of the reminders that are due: those to tell, and those to skip. Nobody is told of a meeting that has begun,
 * or twice at once: after a long sleep the shortest lead speaks for the others.
 */
export function judgeDue(
  meeting: Meeting,
  due: readonly Reminder[],
  now: Instant,
): { told: Reminder[]; skipped: Reminder[] } {
  const isUseful = meeting.status === 'confirmed' && now < meeting.startsAt
  const told = isUseful ? due.filter((one) => one.startsAt === meeting.startsAt && isShortest(one, due)) : []
  const skipped = due.filter((one) => !told.includes(one))
  return {
    told: told.map((one) => ({ ...one, state: 'told' })),
    skipped: skipped.map((one) => ({ ...one, state: 'skipped' })),
  }
}

/** What was told to somebody and is not true any more, should it not have gone out yet: of another start, or to who does not come. */
export function listStale(meeting: Meeting, kept: readonly Reminder[]): ReminderOfPerson[] {
  return kept
    .filter((one): one is ReminderOfPerson => one.personId !== null)
    .filter(
      ({ state, personId, startsAt }) =>
        state === 'told' && (startsAt !== meeting.startsAt || !isOnFor(meeting, personId)),
    )
}

/** Names what a reminder says, to each person whom it is told. */
export function reminderKey(meetingId: string, leadMinutes: number): string {
  return `reminder:${meetingId}:${leadMinutes}`
}

/** `Meeting in 10 minutes: Kitchen rebuild`, `Consultation in 1 day: Career chat`. */
export function sayReminder(meeting: Meeting, roomName: string, now: Instant): string {
  const what = meeting.offeringId === null ? 'Meeting' : 'Consultation'
  return `${what} in ${sayDistance(meeting.startsAt - now)}: ${ownTitleOf(meeting) ?? roomName}`
}

/** `10 minutes`, `2 hours`, `1 day`: how long still, as one would say it. */
export function sayDistance(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / MINUTE))
  if (minutes < 90) return many(minutes, 'minute')
  if (ms < 36 * HOUR) return many(Math.round(ms / HOUR), 'hour')
  return many(Math.round(ms / DAY), 'day')
}

/** `10 minutes before`, `1 day before`. */
export function sayLead(leadMinutes: number): string {
  const [length, unit] = unitOf(leadMinutes)
  return `${many(leadMinutes / length, unit)} before`
}

function unitOf(minutes: number): readonly [length: number, unit: string] {
  if (minutes % 1440 === 0) return [1440, 'day']
  return minutes % 60 === 0 ? [60, 'hour'] : [1, 'minute']
}

// The room says what anybody in the meeting wants to hear, once.
function listWanted(
  meeting: Meeting,
  leadsOf: (personId: string) => readonly number[],
): Pick<Reminder, 'personId' | 'leadMinutes'>[] {
  const coming = meeting.status === 'confirmed' ? listComing(meeting) : []
  const own = coming.flatMap(({ personId }) =>
    leadsOf(personId).map((leadMinutes) => ({ personId, leadMinutes })),
  )
  const leads = new Set(own.map(({ leadMinutes }) => leadMinutes))
  return [...own, ...[...leads].map((leadMinutes) => ({ personId: null, leadMinutes }))]
}

function plan(
  { id: meetingId, startsAt }: Meeting,
  personId: string | null,
  leadMinutes: number,
  now: Instant,
): Reminder {
  const nextAt = startsAt - leadMinutes * MINUTE
  return { meetingId, personId, leadMinutes, startsAt, nextAt, state: nextAt > now ? 'waiting' : 'skipped' }
}

function isNews(earlier: Reminder | undefined, next: Reminder): boolean {
  if (!earlier) return next.state === 'waiting'
  if (earlier.startsAt !== next.startsAt) return true
  // Declined and accepted again.
  return earlier.state === 'skipped' && next.state === 'waiting'
}

function isOf(one: Reminder, personId: string | null, leadMinutes: number): boolean {
  return one.personId === personId && one.leadMinutes === leadMinutes
}

function isShortest(one: Reminder, due: readonly Reminder[]): boolean {
  return !due.some((other) => other.personId === one.personId && other.leadMinutes < one.leadMinutes)
}

function many(count: number, unit: string): string {
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`
}
