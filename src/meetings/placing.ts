import { type PlaceKind, placeNames } from '#calls/place.ts'
import { forbidden } from '#platform/refusal.ts'
import { type Instant, MINUTE } from '#time/instant.ts'

import { type Change, noteLine } from './change.ts'
import { type Meeting, refuseWhenDone } from './meeting.ts'

/** How often one person can change the place of one meeting: finding the right link, not writing to the room with it. */
export const placesAnHour = { tries: 10, windowMs: 60 * MINUTE }

/** Names what people are told of a meeting's place. */
export function placeKey(meetingId: string): string {
  return `meeting-place:${meetingId}`
}

/** Guards changing where a meeting takes place: its organizer's, until the end. Throws refusals. */
export function refusePlacing(meeting: Meeting, actorId: string, now: Instant): void {
  if (meeting.organizerId !== actorId)
    throw forbidden('not_organizer', 'Only the organizer chooses where this meeting takes place.')
  refuseWhenDone(meeting, now)
}

/** The line in the history when it takes place elsewhere from now on. */
export function lineOfPlace(actorId: string, now: Instant): Omit<Change, 'number'> {
  return noteLine('placed', { actorId, reason: '', requestId: null, now })
}

/** Where it takes place, as it stands in a sentence. */
export function sayPlace({ kind, host }: { kind: PlaceKind; host: string | null }): string {
  if (kind === 'parley') return 'in Parley'
  return `at ${kind === 'link' ? (host ?? placeNames.link) : placeNames[kind]}`
}
