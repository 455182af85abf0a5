import type { z } from 'zod'

import { DAY, type Instant } from '#time/instant.ts'

import { type Access, ProviderTrouble } from '../port.ts'

/** One question to a provider's JSON API. */
export type Question = {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** A path below the client's base, or a whole address that an earlier answer named. */
  at: string
  query?: Record<string, string | readonly string[] | undefined>
  headers?: Record<string, string>
  token?: string
  body?: object
  /** Statuses besides 2xx that the asker decides about. */
  expects?: readonly number[]
  signal: AbortSignal
}

/** What came back whole: an empty object where nothing had to come, and for a refusal whose text is no JSON. */
export type Answer = { status: number; body: unknown; retryAfterMs: number | undefined }

export type Client = (question: Question) => Promise<Answer>

export type ClientSettings = {
  /** As people know the provider. */
  name: string
  /** Where its API begins, without a slash at the end. Tokens go nowhere else. */
  base: string
  explain: (refusal: Answer) => ProviderTrouble
}

/** The most bytes of an answer that are read. */
export const mostBytes = 20 * 1024 * 1024

/**
 * A client of one provider's JSON API. It follows no redirect, sends its token to no other origin, takes an answer whole
 * or not at all and at most 20 MB of it, and repeats nothing but a GET whose connection broke, once. Throws ProviderTrouble.
 */
export function createClient(settings: ClientSettings): Client {
  return async (question) => {
    const response = await send(settings, question)
    const { status, ok } = response
    const retryAfterMs = retryAfterOf(response)
    if (ok || question.expects?.includes(status)) {
      return { status, body: await readBody(settings.name, question, response), retryAfterMs }
    }
    const body = await readBody(settings.name, question, response).catch(() => ({}))
    throw settings.explain({ status, body, retryAfterMs })
  }
}

/** The answer's body in the shape it should have; throws `unavailable` for any other, never a part of it. */
export function read<T>(name: string, shape: z.ZodType<T>, body: unknown): T {
  const result = shape.safeParse(body)
  if (!result.success) throw notWhole(name)
  return result.data
}

/** The instant that an answer should hold. Throws `unavailable` when there is none. */
export function wholeInstant(name: string, at: Instant | undefined): Instant {
  if (at === undefined || !Number.isFinite(at)) throw notWhole(name)
  return at
}

/** The token to ask with. Throws `needs_relink` without one. */
export function tokenOf(name: string, access: Access): { token: string } {
  if (access.accessToken === undefined) throw needsRelink(name)
  return { token: access.accessToken }
}

/** An answer that is cut off or makes no sense: nothing may be concluded from it. */
export function notWhole(name: string): ProviderTrouble {
  return new ProviderTrouble(
    'unavailable',
    `${name} gave an answer that is not whole. Parley asks again by itself.`,
  )
}

/** What every provider means by a status that no code of its own explains. */
export function explainStatus(
  name: string,
  { status, retryAfterMs }: Answer,
  code?: string,
): ProviderTrouble {
  if (status === 401) return needsRelink(name, code)
  if (status === 429) return throttled(name, retryAfterMs, code)
  if (status === 408 || status === 409 || status === 412 || status >= 500 || status < 400)
    return unavailable(name, retryAfterMs, code)
  return new ProviderTrouble('rejected', `${name} refused this. Trying again does not help.`, undefined, code)
}

/** The grant is gone, or does not cover what was asked. */
export function needsRelink(name: string, code?: string): ProviderTrouble {
  const sentence = `${name} no longer lets Parley in. Link the account again to go on.`
  return new ProviderTrouble('needs_relink', sentence, undefined, code)
}

/** Asked too much, too fast. */
export function throttled(name: string, retryAfterMs: number | undefined, code?: string): ProviderTrouble {
  const sentence = `${name} asks for a pause. Parley goes on by itself.`
  return new ProviderTrouble('throttled', sentence, retryAfterMs, code)
}

/** Down, or out of reach. */
export function unavailable(name: string, retryAfterMs?: number, code?: string): ProviderTrouble {
  const sentence = `${name} cannot be reached at the moment. Parley tries again by itself.`
  return new ProviderTrouble('unavailable', sentence, retryAfterMs, code)
}

// Nobody means a pause of years; somebody's clock or unit is wrong.
const longestPauseMs = DAY

/** Milliseconds that an answer asks to wait, at most a day; undefined where it does not. */
export function retryAfterOf({ headers }: Response): number | undefined {
  return retryAfterIn(Object.fromEntries(headers))
}

/**
 * The same in headers by their names in lower case: seconds or a date (RFC 9110 §10.2.3), which is measured against the answer's
 * own.
 */
export function retryAfterIn(headers: Readonly<Record<string, string | undefined>>): number | undefined {
  const value = headers['retry-after']?.trim()
  if (!value) return undefined
  if (/^\d+$/.test(value)) return Math.min(longestPauseMs, Number(value) * 1000)
  const until = Date.parse(value)
  const from = Date.parse(headers['date'] ?? '')
  if (Number.isNaN(until)) return undefined
  const pause = until - (Number.isNaN(from) ? Date.now() : from)
  return Math.min(longestPauseMs, Math.max(0, pause))
}

/** All of the body as text, at most 20 MB; throws `unavailable` when it is longer or breaks off. */
export async function readText(name: string, response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength
      if (size > mostBytes) throw notWhole(name)
      chunks.push(chunk)
    }
    // What was announced counts the bytes as they travel, so a packed answer cannot be measured by it.
    const announced = response.headers.get('content-length')
    const isPacked = response.headers.has('content-encoding')
    if (announced !== null && !isPacked && Number(announced) !== size) throw notWhole(name)
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw notWhole(name)
  }
}

async function send(settings: ClientSettings, question: Question): Promise<Response> {
  const url = addressOf(settings, question)
  const request = requestOf(question)
  try {
    return await fetch(url, request)
  } catch {
    if (question.signal.aborted || request.method !== 'GET') throw unavailable(settings.name)
  }
  try {
    return await fetch(url, request)
  } catch {
    throw unavailable(settings.name)
  }
}

function addressOf({ name, base }: ClientSettings, { at, query }: Question): URL {
  const isWhole = /^[a-z][a-z0-9+.-]*:/i.test(at)
  const address = isWhole ? at : `${base}${at}`
  if (!URL.canParse(address)) throw notWhole(name)
  const url = new URL(address)
  // Next and delta links come from the answer: a token must not follow one to somebody else's server.
  if (url.origin !== new URL(base).origin || url.username !== '' || url.password !== '') throw notWhole(name)
  if (query === undefined) return url
  for (const [key, value] of Object.entries(query)) {
    for (const one of [value ?? []].flat()) url.searchParams.append(key, one)
  }
  // A plus means a space in forms only; not every server reads it so in an address (RFC 3986 §2.2).
  url.search = url.search.replaceAll('+', '%20')
  return url
}

function requestOf({ method = 'GET', headers = {}, token, body, signal }: Question) {
  return {
    method,
    redirect: 'manual' as const,
    signal,
    headers: {
      accept: 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    body: body === undefined ? null : JSON.stringify(body),
  }
}

async function readBody(name: string, question: Question, response: Response): Promise<unknown> {
  const text = await readText(name, response)
  const mayBeEmpty = response.status === 204 || response.status === 202 || question.method === 'DELETE'
  if (text === '' && (mayBeEmpty || !response.ok)) return {}
  try {
    return JSON.parse(text) as unknown
  } catch {
    // A refusal is told by its status; an answer is not an answer without its text.
    if (!response.ok) return {}
    throw notWhole(name)
  }
}
