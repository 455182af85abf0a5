import { z } from 'zod'

import { done, id, line, route } from '#platform/contract.ts'
import { hourCycleIn } from '#time/display.ts'

import { isCountry } from '../country.ts'
import { refuseHandle } from '../handle.ts'
import type { Person } from '../person.ts'
import { clockHours, passwordText, timeZoneText } from './fields.ts'

const hourCycle = clockHours.nullable()
const weekStart = z.number().int().min(1).max(7).nullable()

const country = z
  .string({ error: countrySentence() })
  .refine(isCountry, { error: countrySentence() })
  .nullable()

/** `ana-silva`, as it stands in the address of a person's page. */
const handleText = z
  .string({ error: 'Give a name for your address.' })
  .trim()
  .toLowerCase()
  .superRefine((text, context) => {
    const message = refuseHandle(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

/** The person as they see themselves. */
export const me = z.object({
  id,
  name: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  hasPassword: z.boolean(),
  timeZone: z.string(),
  /** As they chose; null for the clock that is usual in their zone. */
  hourCycle,
  /** That one: pages show it as mails do, whatever the browser's region has (docs/decisions/0040). */
  usualHourCycle: clockHours,
  weekStart,
  country,
  /** The name under which their page is found; null until they choose one. */
  handle: z.string().nullable(),
  isOperator: z.boolean(),
})
export type Me = z.infer<typeof me>

export const readMe = route({
  method: 'GET',
  path: '/api/me',
  who: 'anyone',
  summary: 'Who is signed in, or null',
  reply: z.object({
    me: me.nullable(),
    signUp: z.enum(['open', 'invited', 'closed']),
    mailsShownHere: z.boolean(),
  }),
})

export const changeProfile = route({
  method: 'PATCH',
  path: '/api/me',
  who: 'signed-in',
  summary: 'Change name, handle, time zone, clock, week format and country',
  body: z.object({
    name: line('Your name', 80).optional(),
    timeZone: timeZoneText.optional(),
    hourCycle: hourCycle.optional(),
    weekStart: weekStart.optional(),
    country: country.optional(),
    handle: handleText.optional(),
  }),
  reply: z.object({ me }),
  refusals: ['handle_taken', 'too_many_tries'],
})

export const changePassword = route({
  method: 'POST',
  path: '/api/me/password',
  who: 'signed-in',
  summary: 'Change the password; every other session ends',
  body: z.object({ current: z.string().max(200).optional(), next: passwordText }),
  reply: done,
  refusals: ['wrong_password', 'too_many_tries'],
})

/** The person for themselves. */
export function presentMe(person: Person, handle: string | null, isOperator: boolean): Me {
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    emailVerified: person.emailVerifiedAt !== null,
    hasPassword: person.hasPassword,
    timeZone: person.timeZone,
    hourCycle: person.hourCycle,
    usualHourCycle: hourCycleIn(person.timeZone),
    weekStart: person.weekStart,
    country: person.country,
    handle,
    isOperator,
  }
}

function countrySentence(): string {
  return 'Choose a country from the list.'
}
