import { z } from 'zod'

import { HOUR } from '#time/instant.ts'

import { type Access, type CalendarRef, ProviderTrouble } from '../port.ts'
import {
  type Answer,
  type Client,
  explainStatus,
  needsRelink,
  type Question,
  throttled,
  tokenOf,
} from './http.ts'

/** On whose behalf Google is asked about one of their calendars. */
export type Asking = { ask: Client; access: Access; calendar: CalendarRef; signal: AbortSignal }

/** Who answers, to begin a sentence with. */
export const vendor = 'Google'
/** The most events a page may have. */
export const pageSize = '2500'
/** What Google calls Meet among the ways to hold a conference. */
export const meet = 'hangoutsMeet'
const refusalShape = z.object({
  error: z.object({
    status: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
    details: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
})

/** Asks below the calendar's own address. Throws ProviderTrouble. */
export function askCalendar(
  { ask, access, calendar, signal }: Asking,
  question: Omit<Question, 'signal' | 'token'>,
): Promise<Answer> {
  const at = `/calendars/${encodeURIComponent(calendar.externalId)}${question.at}`
  return ask({ ...question, at, ...tokenOf(vendor, access), signal })
}

/** What a refusal of the Calendar API means. */
export function explainGoogle(refused: Answer): ProviderTrouble {
  const { status, retryAfterMs } = refused
  const code = reasonOf(refused.body)
  if (code === 'rateLimitExceeded' || code === 'userRateLimitExceeded')
    return throttled(vendor, retryAfterMs, code)
  // The day's quota: it comes back in hours, not seconds.
  if (code === 'quotaExceeded' || code === 'dailyLimitExceeded')
    return throttled(vendor, retryAfterMs ?? HOUR, code)
  if (code === 'insufficientPermissions' || code === 'ACCESS_TOKEN_SCOPE_INSUFFICIENT')
    return needsRelink(vendor, code)
  if (code === 'accessNotConfigured' || code === 'SERVICE_DISABLED') {
    const sentence = 'The Google set-up of this Parley is not complete. Whoever runs it has to mend that.'
    return new ProviderTrouble('misconfigured', sentence, undefined, code)
  }
  if (status === 404 || code === 'notFound') return calendarGone(code)
  return explainStatus(vendor, refused, code)
}

/** What is left to say of a calendar that nobody finds. */
export function calendarGone(code?: string): ProviderTrouble {
  const sentence = 'This calendar is no longer there, or no longer shared with this account.'
  return new ProviderTrouble('rejected', sentence, undefined, code)
}

/** The code by which Google says why it refuses, wherever in the answer it stands. */
export function reasonOf(body: unknown): string | undefined {
  const { error } = refusalShape.safeParse(body).data ?? {}
  const reasons = [...(error?.details ?? []), ...(error?.errors ?? [])].map(({ reason }) => reason)
  return reasons.find((reason) => reason !== undefined) ?? error?.status
}
