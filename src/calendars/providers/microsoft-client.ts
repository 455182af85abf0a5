import { z } from 'zod'

import type { Instant } from '#time/instant.ts'

import { type Access, type CalendarRef, ProviderTrouble } from '../port.ts'
import { type Answer, type Client, explainStatus, throttled } from './http.ts'

/** On whose behalf Graph is asked about one of their calendars, and when. */
export type Asking = {
  ask: Client
  /** Where Graph answers: links of another place are none of ours. */
  origin: string
  now: () => Instant
  access: Access
  calendar: CalendarRef
  signal: AbortSignal
}

/** Who answers, to begin a sentence with. */
export const vendor = 'Microsoft'
/** What Graph calls Teams among the ways to meet online. */
export const teams = 'teamsForBusiness'
/** Ids that stay when an event is moved, and times in UTC. */
export const preferences = { Prefer: 'IdType="ImmutableId", outlook.timezone="UTC"' }
const refusalShape = z.object({
  error: z.object({
    code: z.string().optional(),
    innerError: z.object({ code: z.string().optional() }).optional(),
    innererror: z.object({ code: z.string().optional() }).optional(),
  }),
})

/** What a refusal of Graph means. */
export function explainGraph(refused: Answer): ProviderTrouble {
  const { status, retryAfterMs } = refused
  const codes = codesOf(refused.body)
  const [code] = codes
  if (codes.some((one) => /^MailboxNot(?:Enabled|Supported)ForRESTAPI$/i.test(one))) {
    const sentence =
      'This account has no Microsoft cloud mailbox. Accounts on an organization’s own Exchange server are not supported.'
    return new ProviderTrouble('unsupported', sentence, undefined, 'MailboxNotEnabledForRESTAPI')
  }
  if (status === 429 || ((status === 503 || status === 504) && retryAfterMs !== undefined))
    return throttled(vendor, retryAfterMs, code)
  if (status === 404) {
    const sentence = 'This calendar is no longer there, or no longer shared with this account.'
    return new ProviderTrouble('rejected', sentence, undefined, code)
  }
  return explainStatus(vendor, refused, code)
}

/** The codes by which Graph says why it refuses, the outer one first. */
export function codesOf(body: unknown): string[] {
  const { error } = refusalShape.safeParse(body).data ?? {}
  const codes = [error?.code, error?.innerError?.code, error?.innererror?.code]
  return codes.filter((code) => code !== undefined)
}

/** A 404 means that the event is gone only where its code says so. */
export function goneOrTrouble(answer: Answer): 'gone' {
  if (codesOf(answer.body).includes('ErrorItemNotFound')) return 'gone'
  throw explainGraph(answer)
}

/** Now and then a mere look is answered with 412; looking again helps. */
export function patient(ask: Client): Client {
  return async (question) => {
    const isLook = (question.method ?? 'GET') === 'GET'
    if (!isLook) return ask(question)
    const answer = await ask({ ...question, expects: [...(question.expects ?? []), 412] })
    return answer.status === 412 ? ask(question) : answer
  }
}

/** The calendar's path. */
export function calendarAt(calendar: CalendarRef): string {
  return `/me/calendars/${encodeURIComponent(calendar.externalId)}`
}

/** The event's path. */
export function eventAt(externalId: string): string {
  return `/me/events/${encodeURIComponent(externalId)}`
}

/** What leads to the next page, if there is one. */
export function linked(next: string | undefined): { at: string } | undefined {
  return next === undefined ? undefined : { at: next }
}
