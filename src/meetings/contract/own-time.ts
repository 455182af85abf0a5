import { z } from 'zod'

import { id, instantText, route } from '#platform/contract.ts'
import { toIso } from '#time/instant.ts'

import type { OwnTime } from '../own-time.ts'
import { range } from './slots.ts'

export const readOwnTime = route({
  method: 'GET',
  path: '/api/me/time',
  who: 'signed-in',
  summary: 'What takes one’s own time, by name: meetings here, and what stands in calendars elsewhere',
  query: range,
  reply: z.object({
    calendars: z.array(
      z.object({
        calendarId: id,
        name: z.string(),
        busy: z.array(z.object({ startsAt: instantText, endsAt: instantText, title: z.string().nullable() })),
      }),
    ),
    meetings: z.array(
      z.object({
        meetingId: id,
        roomId: id,
        name: z.string(),
        startsAt: instantText,
        endsAt: instantText,
        isOrganizer: z.boolean(),
      }),
    ),
    /** Calendars that cannot be read, so that nobody knows. */
    unknown: z.array(z.object({ calendarId: id, name: z.string() })),
  }),
})

/** What takes one's own time, for its owner. */
export function presentOwnTime({ calendars, meetings, unknown }: OwnTime): z.infer<typeof readOwnTime.reply> {
  return {
    calendars: calendars.map(({ busy, ...calendar }) => ({
      ...calendar,
      busy: busy.map(({ startsAt, endsAt, title }) => ({
        startsAt: toIso(startsAt),
        endsAt: toIso(endsAt),
        title,
      })),
    })),
    meetings: meetings.map((one) => ({
      ...one,
      startsAt: toIso(one.startsAt),
      endsAt: toIso(one.endsAt),
    })),
    unknown: [...unknown],
  }
}
