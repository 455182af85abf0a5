import { z } from 'zod'

import type { Access, OutsideCalendar } from '../port.ts'
import { type Client, type Question, read, tokenOf } from './http.ts'
import { linked, teams, preferences, vendor } from './microsoft-client.ts'
import { grants } from './oauth-house.ts'

const calendarsShape = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      isDefaultCalendar: z.boolean().nullish(),
      canEdit: z.boolean().nullish(),
      allowedOnlineMeetingProviders: z.array(z.string()).nullish(),
    }),
  ),
  '@odata.nextLink': z.string().optional(),
})
const calendarFields = 'id,name,isDefaultCalendar,canEdit,allowedOnlineMeetingProviders'

/** The calendars of the mailbox, and which of them may be written. */
export async function listCalendars(
  ask: Client,
  access: Access,
  signal: AbortSignal,
): Promise<OutsideCalendar[]> {
  const calendars: OutsideCalendar[] = []
  const first = { at: '/me/calendars', query: { $select: calendarFields, $top: '100' } }
  let next: Pick<Question, 'at' | 'query'> | undefined = first
  while (next) {
    const { body } = await ask({ ...next, headers: preferences, ...tokenOf(vendor, access), signal })
    const page = read(vendor, calendarsShape, body)
    for (const one of page.value) {
      const canWrite = one.canEdit === true && mayWrite(access)
      const makesTeams = one.allowedOnlineMeetingProviders?.includes(teams) ?? false
      calendars.push({
        externalId: one.id,
        name: one.name ?? 'Calendar',
        // Graph's calendars have no zone of their own.
        timeZone: null,
        isPrimary: one.isDefaultCalendar === true,
        canWrite,
        conference: canWrite && makesTeams ? 'teams' : null,
      })
    }
    next = linked(page['@odata.nextLink'])
  }
  return calendars
}

/** Whether the grant covers writing. */
export function mayWrite(access: Access): boolean {
  return grants(access.scopes, ['Calendars.ReadWrite'])
}
