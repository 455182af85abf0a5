import { z } from 'zod'

import { findTimeZone } from '#time/zone.ts'

import type { Access, CalendarRef, OutsideCalendar } from '../port.ts'
import { type Asking, meet, vendor } from './google-client.ts'
import { type Client, read, tokenOf } from './http.ts'
import { googleFreeBusy, grants } from './oauth-house.ts'

const calendarsShape = z.object({
  kind: z.literal('calendar#calendarList'),
  items: z
    .array(
      z.object({
        id: z.string(),
        summary: z.string().optional(),
        summaryOverride: z.string().optional(),
        timeZone: z.string().optional(),
        primary: z.boolean().optional(),
        deleted: z.boolean().optional(),
        accessRole: z.string().optional(),
        conferenceProperties: z
          .object({ allowedConferenceSolutionTypes: z.array(z.string()).default([]) })
          .optional(),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
})

/** The calendars of which at least free/busy may be read. */
export async function listCalendars(
  ask: Client,
  access: Access,
  signal: AbortSignal,
): Promise<OutsideCalendar[]> {
  const calendars: OutsideCalendar[] = []
  let pageToken: string | undefined
  do {
    const { body } = await ask({
      at: '/users/me/calendarList',
      query: { maxResults: '250', pageToken },
      ...tokenOf(vendor, access),
      signal,
    })
    const page = read(vendor, calendarsShape, body)
    for (const one of page.items) {
      const canWrite = mayWrite(access, one.accessRole)
      // Without the scope for free/busy, somebody else's calendar cannot be read at all.
      if (one.deleted === true || !(canWrite || grants(access.scopes, googleFreeBusy))) continue
      calendars.push({
        externalId: one.id,
        name: one.summaryOverride ?? one.summary ?? one.id,
        timeZone: findTimeZone(one.timeZone ?? '') ?? null,
        isPrimary: one.primary === true,
        canWrite,
        conference: canWrite && makesMeet(one) ? 'meet' : null,
      })
    }
    pageToken = page.nextPageToken
  } while (pageToken !== undefined)
  return calendars
}

/** Throws when the calendar is not there, or not shared with this account. */
export async function accessCalendar({ ask, access, calendar, signal }: Asking): Promise<void> {
  const at = `/users/me/calendarList/${encodeURIComponent(calendar.externalId)}`
  await ask({ at, query: { fields: 'id' }, ...tokenOf(vendor, access), signal })
}

/** Whether the grant covers the events themselves; elsewhere free/busy is all there is. */
export function mayReadEvents(access: Access, calendar: CalendarRef): boolean {
  return (
    calendar.canWrite ||
    grants(access.scopes, ['calendar', 'calendar.readonly', 'calendar.events', 'calendar.events.readonly'])
  )
}

function makesMeet({ conferenceProperties: can }: z.infer<typeof calendarsShape>['items'][number]): boolean {
  return can?.allowedConferenceSolutionTypes.includes(meet) ?? false
}

function mayWrite(access: Access, role: string | undefined): boolean {
  if (role === 'owner') return grants(access.scopes, ['calendar.events.owned', 'calendar.events', 'calendar'])
  return role === 'writer' && grants(access.scopes, ['calendar.events', 'calendar'])
}
