import { z } from 'zod'

import { done, id, instantText, route } from '#platform/contract.ts'
import { isoOrNull } from '#time/instant.ts'

import type { Calendar } from '../calendar.ts'

/** A calendar of a link as its owner sees it. */
export const calendar = z.object({
  id,
  name: z.string(),
  countsAsBusy: z.boolean(),
  receives: z.boolean(),
  /** Whether it could receive meetings. */
  canWrite: z.boolean(),
  /** The kind of meeting place it can make with a meeting. */
  conference: z.enum(['meet', 'teams']).nullable(),
  /** Why it cannot be read, for its owner. */
  trouble: z.string().nullable(),
  /** The owner goes without it while it cannot be read. */
  ignored: z.boolean(),
  readAt: instantText.nullable(),
})
export type ShownCalendar = z.infer<typeof calendar>
const calendarParams = z.object({ calendarId: id })

export const saveCalendar = route({
  method: 'PUT',
  path: '/api/calendars/calendars/:calendarId',
  who: 'signed-in',
  summary: 'Whether a calendar counts as busy, and whether it is the one that receives meetings',
  params: calendarParams,
  body: z.object({
    countsAsBusy: z.boolean({ error: 'Say whether it counts as busy.' }),
    receives: z.boolean({ error: 'Say whether it receives meetings.' }),
  }),
  reply: done,
  refusals: ['cannot_receive'],
})

export const ignoreCalendar = route({
  method: 'POST',
  path: '/api/calendars/calendars/:calendarId/ignore',
  who: 'signed-in',
  summary: 'Go without a calendar while it cannot be read, or no longer',
  params: calendarParams,
  body: z.object({ ignored: z.boolean({ error: 'Say whether to go without it.' }) }),
  reply: done,
})

export const saveSettings = route({
  method: 'PUT',
  path: '/api/calendars/settings',
  who: 'signed-in',
  summary: 'What one wants of all one’s calendars together',
  body: z.object({
    writesAttended: z.boolean({ error: 'Say whether meetings you only attend are written, too.' }),
  }),
  reply: done,
})

export function presentCalendar(one: Calendar): ShownCalendar {
  const { countsAsBusy, receives, canWrite, conference, ignored } = one
  return {
    id: one.id,
    name: one.name,
    countsAsBusy,
    receives,
    canWrite,
    conference,
    trouble: one.trouble,
    ignored,
    readAt: isoOrNull(one.readAt),
  }
}
