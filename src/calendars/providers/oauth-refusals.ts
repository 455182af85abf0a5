import * as oauth from 'oauth4webapi'
import { z } from 'zod'

import { ProviderTrouble } from '../port.ts'
import { explainStatus, needsRelink, notWhole, readText, retryAfterOf } from './http.ts'
import type { House } from './oauth-house.ts'

const refusalShape = z.object({
  error: z.string(),
  error_description: z.string().optional(),
  error_codes: z.array(z.number()).optional(),
})

/** They came back without a code: null when they said no, or why it cannot be. */
export function hearRefusal(house: House, query: URLSearchParams): null {
  const code = query.get('error') ?? ''
  if (needsAdministrator(code, query.get('error_description') ?? '')) throw askAdministrator(house, code)
  if (code === 'access_denied') return null
  if (
    /^(?:invalid_request|unauthorized_client|invalid_client|invalid_scope|unsupported_response_type)$/.test(
      code,
    )
  )
    throw misconfigured(house, code)
  throw cannotFinish(house, code)
}

/** Answers of a token endpoint that are refusals, as what they mean; `otherwise` says what a refused grant does. */
export async function refuse(
  house: House,
  answer: Response,
  otherwise: (house: House, code: string) => ProviderTrouble,
): Promise<void> {
  if (answer.status === 200) return void (await bodyOf(house, answer))
  const retryAfterMs = retryAfterOf(answer)
  const refusal = refusalShape.safeParse(await bodyOf(house, answer).catch(() => undefined))
  const code = refusal.data?.error ?? ''
  if (needsAdministrator(code, refusal.data?.error_description ?? '', refusal.data?.error_codes))
    throw otherwise === cannotFinish ? askAdministrator(house, code) : needsRelink(house.name, code)
  if (code === 'invalid_client' || code === 'unauthorized_client') throw misconfigured(house, code)
  if (
    answer.status === 429 ||
    answer.status >= 500 ||
    /^(?:temporarily_unavailable|server_error)$/.test(code)
  ) {
    const status = Math.max(answer.status, answer.status === 429 ? 429 : 500)
    throw explainStatus(house.name, { status, body: {}, retryAfterMs }, code)
  }
  if (code === '') throw explainStatus(house.name, { status: 503, body: {}, retryAfterMs })
  throw otherwise(house, code)
}

function needsAdministrator(code: string, description: string, codes: readonly number[] = []): boolean {
  const asks = [65001, 90094, 90095]
  return (
    /^(?:admin_policy_enforced|org_internal)$/.test(code) ||
    codes.some((one) => asks.includes(one)) ||
    /AADSTS(?:65001|90094|90095)\b/.test(description)
  )
}

function askAdministrator(house: House, code: string): ProviderTrouble {
  const sentence = `At your organization an administrator has to allow Parley first. Ask them, then link ${house.name} again.`
  return new ProviderTrouble('rejected', sentence, undefined, code || 'admin_consent')
}

export function cannotFinish(house: House, code: string): ProviderTrouble {
  return new ProviderTrouble(
    'rejected',
    `${house.name} did not let Parley in. Try linking again.`,
    undefined,
    code,
  )
}

export function misconfigured(house: House, code: string): ProviderTrouble {
  const sentence = `Linking ${house.name} does not work here at the moment. Whoever runs this Parley has to mend its set-up.`
  return new ProviderTrouble('misconfigured', sentence, undefined, code)
}

/** Whatever the client library finds wrong, without its words: they quote answers. */
export async function withTrouble<T>(house: House, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ProviderTrouble) throw error
    if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError)
      throw cannotFinish(house, 'code' in error && typeof error.code === 'string' ? error.code : '')
    throw explainStatus(house.name, { status: 503, body: {}, retryAfterMs: undefined })
  }
}

/** The answer's JSON; it can be read more than once. */
export async function bodyOf(house: House, answer: Response): Promise<unknown> {
  const body = parseJson(await readText(house.name, answer.clone()))
  if (body === undefined) throw notWhole(house.name)
  return body
}

/** The JSON, or undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
