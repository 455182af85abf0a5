import { z } from 'zod'

import { providerNames } from '#calendars/providers.ts'
import type { Elsewhere } from '#calls/place.ts'
import { id, instantText, requestKey, route } from '#platform/contract.ts'
import { type Instant, isoOrNull, MINUTE, toIso } from '#time/instant.ts'

import type { Attendance } from '../attendance.ts'
import { isHeld } from '../hold.ts'
import type { Change } from '../change.ts'
import { isToCome, mayMove, maySteer, type Meeting as KeptMeeting, titleOf } from '../meeting.ts'
import { type NewTimes, openTimes } from '../new-times.ts'
import { attendee, presentAttendees, type Stay } from './attendee.ts'
import { meetingChange, presentChange, reason } from './change.ts'
import { newTimes, presentNewTimes } from './new-times.ts'
import { type NamedPerson, person, presentNamed } from './person.ts'
import { agreedWhere, presentWhere } from './where.ts'

/** Where a meeting stands in one person's calendar: the kind of calendar and a word, nothing else of it. */
export const meetingCopy = z.object({
  personId: id,
  provider: z.enum(providerNames),
  /** `relink` waits for the link to be renewed, `parked` was given up, `removed` was taken away there. */
  stand: z.enum(['waiting', 'written', 'retrying', 'relink', 'removed', 'parked']),
  /** Why it is not there, for whom the calendar belongs to. */
  sentence: z.string().nullable(),
})

export const meeting = z.object({
  id,
  roomId: id,
  title: z.string(),
  /** `held`: asked for, and nobody else's until `heldUntil`, when it ends by itself unless somebody says yes. */
  status: z.enum(['held', 'confirmed', 'cancelled']),
  /** Kept with what ended without ever being confirmed. */
  heldUntil: instantText.nullable(),
  startsAt: instantText,
  endsAt: instantText,
  /** The zone it was meant in. */
  timeZone: z.string(),
  durationMinutes: z.number().int(),
  sequence: z.number().int(),
  organizer: person,
  bookedBy: person,
  people: z.array(attendee),
  note: z.string(),
  /** The same for the meeting's whole life; null for who is not asked to come, whom it leads nowhere. */
  joinUrl: z.string().nullable(),
  /** Where that leads. */
  where: agreedWhere,
  changes: z.array(meetingChange),
  /** Organizer and booker, until the end. */
  mayChange: z.boolean(),
  /** Who of them may choose another time: the organizer alone, where they say yes to each. */
  mayMove: z.boolean(),
  /** Everyone else who is asked to come, until the end. */
  mayRespond: z.boolean(),
  /** Organizer and booker, once it has started: who did not come. */
  mayMark: z.boolean(),
  myRsvp: z.enum(['accepted', 'waiting', 'declined']).nullable(),
  /** Set while the organizer asks for a new time. */
  newTimes: newTimes.nullable(),
  /** The organizer, until the start: ask for a new time. */
  mayOfferTimes: z.boolean(),
  /** Where it stands in the calendars of those who have one that receives. */
  copies: z.array(meetingCopy),
  /** The same holds of these. */
  addToCalendar: z
    .object({
      file: z.string(),
      google: z.string(),
      outlook: z.string(),
      office365: z.string(),
      yahoo: z.string(),
    })
    .nullable(),
})
export type Meeting = z.infer<typeof meeting>

/** Links that add the meeting to a calendar by hand; `file` is the iCalendar file. */
export type CalendarLinks = NonNullable<z.infer<typeof meeting>['addToCalendar']>

export const meetingParams = z.object({ meetingId: id })

export const readMeeting = route({
  method: 'GET',
  path: '/api/meetings/:meetingId',
  who: 'room-member',
  summary: 'A meeting as it stands now, with its history',
  params: meetingParams,
  reply: z.object({ meeting }),
})

export const cancelMeeting = route({
  method: 'POST',
  path: '/api/meetings/:meetingId/cancel',
  who: 'organizer-or-booker',
  summary: 'Cancel a meeting, at once and for everyone',
  params: meetingParams,
  body: z.object({ requestId: requestKey, reason }),
  reply: z.object({ meeting }),
  refusals: [
    'not_organizer_or_booker',
    'meeting_unconfirmed',
    'meeting_cancelled',
    'meeting_over',
    'request_reused',
  ],
})

/** `text/calendar`, RFC 5545. */
export const readCalendarFile = route({
  method: 'GET',
  path: '/api/meetings/:meetingId/calendar.ics',
  who: 'room-member',
  summary: 'The meeting as an iCalendar file, for who is asked to come',
  params: meetingParams,
  reply: z.string(),
  refusals: ['not_attendee', 'meeting_unconfirmed', 'meeting_cancelled'],
})

/** A meeting as one reader sees it now. `people` holds everyone who is named in it, also those who left. */
export function presentMeeting(view: {
  meeting: KeptMeeting
  changes: readonly Change[]
  roomName: string
  people: ReadonlyMap<string, NamedPerson>
  joinUrl: string
  elsewhere: Elsewhere | null
  links: CalendarLinks
  copies: readonly z.infer<typeof meetingCopy>[]
  attendance: readonly Attendance[]
  stays: readonly Stay[]
  newTimes: NewTimes | null
  readerId: string
  now: Instant
}): Meeting {
  const { meeting: kept, readerId, now } = view
  const personOf = (personId: string) => presentNamed(view.people, personId)
  const mine = kept.people.find((one) => one.personId === readerId)
  const steers = maySteer(kept, readerId)
  const toCome = isToCome(kept, now)
  return {
    id: kept.id,
    roomId: kept.roomId,
    title: titleOf(kept, view.roomName),
    // Run out, it is over, whether or not anybody has taken note of that.
    status: kept.status === 'held' && !isHeld(kept, now) ? 'cancelled' : kept.status,
    heldUntil: isoOrNull(kept.heldUntil),
    startsAt: toIso(kept.startsAt),
    endsAt: toIso(kept.endsAt),
    timeZone: kept.timeZone,
    durationMinutes: (kept.endsAt - kept.startsAt) / MINUTE,
    sequence: kept.sequence,
    organizer: personOf(kept.organizerId),
    bookedBy: personOf(kept.bookedById),
    people: presentAttendees({ ...view, people: kept.people, personOf }),
    note: kept.note,
    joinUrl: mine ? view.joinUrl : null,
    where: presentWhere(view.elsewhere),
    changes: view.changes.map((change) => presentChange(change, (personId) => personOf(personId).name)),
    mayChange: steers && toCome,
    mayMove: mayMove(kept, readerId) && toCome,
    mayRespond: mine !== undefined && !steers && toCome,
    mayMark: steers && kept.status === 'confirmed' && kept.startsAt <= now,
    newTimes: presentNewTimes(openTimes(view.newTimes, kept, now), kept, readerId),
    mayOfferTimes: kept.organizerId === readerId && toCome && now < kept.startsAt,
    myRsvp: mine?.rsvp ?? null,
    copies: [...view.copies],
    addToCalendar: mine ? view.links : null,
  }
}
