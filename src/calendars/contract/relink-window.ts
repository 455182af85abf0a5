import { z } from 'zod'

import { timeZoneText } from '#accounts/contract/fields.ts'
import { done, id, instantText, prose, route } from '#platform/contract.ts'
import { type Instant, toIso } from '#time/instant.ts'

import { providerNames } from '../providers.ts'
import { phaseOf, type RelinkWindow } from '../relink-window.ts'

const dateText = (name: string) =>
  z.iso
    .date({ error: `${name} is a date such as 2026-11-30.` })
    .refine((date) => date >= '2020-01-01' && date <= '2200-12-31', {
      error: `${name} is a date such as 2026-11-30.`,
    })

const windowFields = {
  providers: z
    .array(z.enum(providerNames, { error: 'Choose among the kinds of calendars.' }), {
      error: 'Say which kinds of calendars are to be linked again.',
    })
    .min(1, { error: 'Say which kinds of calendars are to be linked again.' })
    .max(providerNames.length, { error: 'Name each kind of calendar once.' }),
  from: dateText('The first date'),
  until: dateText('The last date'),
  timeZone: timeZoneText,
}

export const relinkWindow = z.object({
  ...windowFields,
  id,
  text: z.string(),
  madeAt: instantText,
  phase: z.enum(['coming', 'open', 'over']),
})
export type ShownRelinkWindow = z.infer<typeof relinkWindow>

export const listRelinkWindows = route({
  method: 'GET',
  path: '/api/calendars/relink-windows',
  who: 'operator',
  summary: 'When links are to be made again',
  reply: z.object({ windows: z.array(relinkWindow) }),
})

export const makeRelinkWindow = route({
  method: 'POST',
  path: '/api/calendars/relink-windows',
  who: 'operator',
  summary: 'Ask that older links of some kinds be made again between two dates, both included',
  body: z
    .object({ ...windowFields, text: prose('The text', 1000, 'needed') })
    .refine(({ from, until }) => from <= until, {
      path: ['until'],
      error: 'The last date cannot be before the first.',
    }),
  reply: z.object({ window: relinkWindow }),
})

export const dropRelinkWindow = route({
  method: 'DELETE',
  path: '/api/calendars/relink-windows/:windowId',
  who: 'operator',
  summary: 'Take a relink window back; links suspended by it work again',
  params: z.object({ windowId: id }),
  reply: done,
})

/** A relink window as operators see it. */
export function presentRelinkWindow(window: RelinkWindow, now: Instant): ShownRelinkWindow {
  return {
    id: window.id,
    providers: [...window.providers],
    from: window.fromDate,
    until: window.untilDate,
    timeZone: window.timeZone,
    text: window.text,
    madeAt: toIso(window.madeAt),
    phase: phaseOf(window, now),
  }
}
