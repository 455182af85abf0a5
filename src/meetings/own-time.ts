import type { Schedule } from '#availability/schedule.ts'
import type { Instant } from '#time/instant.ts'

import { questionOfSchedule } from './invite.ts'
import { explain, type Reason, type WhyQuestion } from './why.ts'

/** Everything that takes a person's time, by name, for themselves alone. What stands in a calendar elsewhere may have no title. */
export type OwnTime = {
  calendars: readonly CalendarTime[]
  meetings: readonly {
    meetingId: string
    roomId: string
    name: string
    startsAt: Instant
    endsAt: Instant
    isOrganizer: boolean
  }[]
  /** Calendars that cannot be read, so that nobody knows when their owner is busy. */
  unknown: readonly { calendarId: string; name: string }[]
}

/** A calendar elsewhere, and what takes time in it. */
export type CalendarTime = {
  calendarId: string
  name: string
  busy: readonly { startsAt: Instant; endsAt: Instant; title: string | null }[]
}

/** Why a schedule does not offer a start of half an hour, as one's own time is; none means that it does. */
export function explainHabit(schedule: Schedule, own: OwnTime, at: Instant, now: Instant): Reason[] {
  const question = questionOfSchedule(schedule, { durationMinutes: 30 }, now)
  const organized = own.meetings.filter((one) => one.isOrganizer).map(({ startsAt }) => startsAt)
  const reasons = explain({ question, taken: takenBy(own), unknown: own.unknown, organized, at })
  // Whoever asks stands before the hours and limits that are to be changed.
  return reasons.map((one) =>
    one.mend === 'invite' || one.mend === 'schedule' ? { ...one, mend: null } : one,
  )
}

function takenBy({ calendars, meetings }: OwnTime): WhyQuestion['taken'] {
  return [
    ...meetings.map(({ meetingId, roomId, name, startsAt, endsAt }) => ({
      cause: { kind: 'meeting', name, roomId, meetingId } as const,
      intervals: [[startsAt, endsAt] as const],
    })),
    ...takenByCalendars(calendars),
  ]
}

/** What stands in one's calendars, as something that takes time. */
export function takenByCalendars(calendars: readonly CalendarTime[]): WhyQuestion['taken'] {
  return calendars.flatMap(({ calendarId, name, busy }) =>
    busy.map(({ startsAt, endsAt, title }) => ({
      cause: { kind: 'calendar', name, calendarId, title } as const,
      intervals: [[startsAt, endsAt] as const],
    })),
  )
}
