import type { WantedEvent } from '#calendars/event.ts'
import { parseInstant } from '#time/instant.ts'

import { calendarZone } from './conformance-world.ts'

/** The instant that a text names. */
export const at = (text: string) => parseInstant(text) ?? Number.NaN

/** A meeting as it should stand in somebody's calendar. */
export const wanted: WantedEvent = {
  uid: 'm@talk.example',
  sequence: 0,
  startsAt: at('2026-11-05T15:00:00Z'),
  endsAt: at('2026-11-05T16:00:00Z'),
  timeZone: calendarZone,
  title: 'Plans',
  attendees: ['Ben'],
  joinUrl: 'https://talk.example/join/a',
  note: '',
}
