import { createHash } from 'node:crypto'

import * as oauth from 'oauth4webapi'
import { z } from 'zod'

import type { Instant } from '#time/instant.ts'

import { type Grant, type OAuthFlow, ProviderTrouble, type Tokens } from '../port.ts'
import { createClient, explainStatus, needsRelink, notWhole, read, readText, retryAfterOf } from './http.ts'

export type GoogleSettings = {
  clientId: string
  clientSecret: string
  /** Where people sign in: https://accounts.google.com. */
  issuer: string
  /** Where the API answers: https://www.googleapis.com. */
  api: string
}

export type MicrosoftSettings = {
  clientId: string
  clientSecret: string
  /** Where people sign in: https://login.microsoftonline.com. */
  login: string
  /** Where the API answers: https://graph.microsoft.com. */
  api: string
}

/** What differs from one provider to the other. */
type House = {
  name: string
  clientId: string
  clientSecret: string
  /** Where it describes itself. */
  base: string
  metadataAt: string
  /** The issuer that its description and its tokens must name; `{tenantid}` stands for the account's tenant. */
  issuer: string
  scopes: readonly string[]
  parameters: Record<string, string>
  accountOf: (claims: Claims) => string | undefined
  missingIn: (scopes: string) => Grant['missing']
  /** Whether a grant can be given back. */
  revokes: boolean
}

type Claims = z.infer<typeof claimsShape>
type Endpoints = z.infer<typeof endpointsShape>

const googleScopes = 'https://www.googleapis.com/auth/'
const googleReads = ['calendar', 'calendar.readonly']
/** Scopes by which the free/busy of any calendar on the list can be read. */
export const googleFreeBusy = ['calendar.events.freebusy', 'calendar.freebusy', ...googleReads]
const tenant = '{tenantid}'
const discoveryTimeout = 10_000
const usualLife = 1800

const endpointsShape = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  revocation_endpoint: z.string().exactOptional(),
})
const claimsShape = z.object({
  iss: z.string(),
  sub: z.string(),
  tid: z.string().optional(),
  oid: z.string().optional(),
  email: z.string().optional(),
  preferred_username: z.string().optional(),
})
const refusalShape = z.object({
  error: z.string(),
  error_description: z.string().optional(),
  error_codes: z.array(z.number()).optional(),
})

/** What of a Google account the granted scopes leave out. Without the list of calendars nothing else is of use. */
function missingAtGoogle(scopes: string): Grant['missing'] {
  const listed = grants(scopes, ['calendar.calendarlist.readonly', 'calendar.calendarlist', ...googleReads])
  const writes = listed && grants(scopes, ['calendar.events.owned', 'calendar.events', 'calendar'])
  // Who may write in a calendar may read it.
  return missing(writes || (listed && grants(scopes, googleFreeBusy)), writes)
}

/** As `missingAtGoogle`, of a Microsoft account. */
function missingAtMicrosoft(scopes: string): Grant['missing'] {
  const writes = grants(scopes, ['Calendars.ReadWrite'])
  return missing(writes || grants(scopes, ['Calendars.Read', 'Calendars.ReadBasic']), writes)
}

/** Whether any of the scopes was granted; providers name them in full or by their last part. */
export function grants(granted: string, any: readonly string[]): boolean {
  const names = granted.split(/\s+/).map((scope) => scope.slice(scope.lastIndexOf('/') + 1).toLowerCase())
  return any.some((scope) => names.includes(scope.toLowerCase()))
}

/** Google accounts, with a Workspace or without. */
export function createGoogleFlow(settings: GoogleSettings): OAuthFlow {
  return createFlow({
    name: 'Google',
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    base: settings.issuer,
    metadataAt: '/.well-known/openid-configuration',
    issuer: settings.issuer,
    scopes: [
      'openid',
      'email',
      `${googleScopes}calendar.calendarlist.readonly`,
      `${googleScopes}calendar.events.freebusy`,
      `${googleScopes}calendar.events.owned`,
    ],
    // Without `offline` there is no refresh token, without `consent` there is none the second time.
    parameters: { access_type: 'offline', prompt: 'consent', include_granted_scopes: 'true' },
    accountOf: ({ iss, sub }) => `${iss}|${sub}`,
    missingIn: missingAtGoogle,
    revokes: true,
  })
}

/** Microsoft accounts of work, school and home, by the endpoint common to all. */
export function createMicrosoftFlow(settings: MicrosoftSettings): OAuthFlow {
  return createFlow({
    name: 'Microsoft',
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    base: settings.login,
    metadataAt: '/common/v2.0/.well-known/openid-configuration',
    issuer: `${settings.login}/${tenant}/v2.0`,
    scopes: ['openid', 'profile', 'email', 'offline_access', 'Calendars.ReadWrite'],
    parameters: { prompt: 'select_account', response_mode: 'query' },
    // Addresses change hands in Entra; tenant and object id do not.
    accountOf: ({ tid, oid }) => (tid !== undefined && oid !== undefined ? `${tid}|${oid}` : undefined),
    missingIn: missingAtMicrosoft,
    revokes: false,
  })
}

function createFlow(house: House): OAuthFlow {
  let described: Promise<Endpoints> | undefined
  const endpoints = (signal: AbortSignal): Promise<Endpoints> => {
    described ??= describe(house, signal).catch((trouble: unknown) => {
      described = undefined
      throw trouble
    })
    return described
  }
  return {
    begin: async (wish) => begin(house, await endpoints(AbortSignal.timeout(discoveryTimeout)), wish),
    finish: async (back, now, signal) => {
      if (back.query.has('error')) return hearRefusal(house, back.query)
      return finish(house, await endpoints(signal), back, now, signal)
    },
    refresh: async (refreshToken, now, signal) =>
      refresh(house, await endpoints(signal), refreshToken, now, signal),
    revoke: async (refreshToken, signal) => {
      if (house.revokes) await revoke(house, await endpoints(signal), refreshToken, signal)
    },
  }
}

function missing(busy: boolean, write: boolean): Grant['missing'] {
  return [...(busy ? [] : (['busy'] as const)), ...(write ? [] : (['write'] as const))]
}

async function describe(house: House, signal: AbortSignal): Promise<Endpoints> {
  const explain = (refused: Parameters<typeof explainStatus>[1]) => explainStatus(house.name, refused)
  const ask = createClient({ name: house.name, base: house.base, explain })
  const { body } = await ask({ at: house.metadataAt, signal })
  const found = read(house.name, endpointsShape, body)
  if (found.issuer !== house.issuer) throw misconfigured(house, 'issuer')
  return found
}

async function begin(
  house: House,
  endpoints: Endpoints,
  wish: { state: string; redirectUrl: string; hint: string | null },
): Promise<{ url: string; verifier: string }> {
  const verifier = oauth.generateRandomCodeVerifier()
  const url = new URL(endpoints.authorization_endpoint)
  const parameters: Record<string, string> = {
    client_id: house.clientId,
    redirect_uri: wish.redirectUrl,
    response_type: 'code',
    scope: house.scopes.join(' '),
    state: wish.state,
    nonce: nonceOf(verifier),
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...house.parameters,
    ...(wish.hint !== null && { login_hint: wish.hint }),
  }
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value)
  return { url: url.href, verifier }
}

async function finish(
  house: House,
  endpoints: Endpoints,
  back: { query: URLSearchParams; state: string; verifier: string; redirectUrl: string },
  now: Instant,
  signal: AbortSignal,
): Promise<Grant> {
  const client = clientOf(house, now)
  const answer = await withTrouble(house, async () => {
    const query = oauth.validateAuthResponse(endpoints, client, back.query, back.state)
    return oauth.authorizationCodeGrantRequest(
      endpoints,
      client,
      oauth.ClientSecretPost(house.clientSecret),
      query,
      back.redirectUrl,
      back.verifier,
      requestOptions(endpoints, signal),
    )
  })
  await refuse(house, answer, cannotFinish)
  const issued = { ...endpoints, issuer: await issuerOf(house, answer) }
  const granted = await withTrouble(house, () =>
    oauth.processAuthorizationCodeResponse(issued, client, answer, {
      expectedNonce: nonceOf(back.verifier),
      requireIdToken: true,
    }),
  )
  const claims = read(house.name, claimsShape, oauth.getValidatedIdTokenClaims(granted))
  const account = house.accountOf(claims)
  if (account === undefined || granted.refresh_token === undefined) throw cannotFinish(house, 'incomplete')
  const scopes = granted.scope ?? house.scopes.join(' ')
  return {
    account,
    shownAs: claims.email ?? claims.preferred_username ?? house.name,
    scopes,
    missing: house.missingIn(scopes),
    tokens: tokensOf(granted, granted.refresh_token, now),
  }
}

async function refresh(
  house: House,
  endpoints: Endpoints,
  refreshToken: string,
  now: Instant,
  signal: AbortSignal,
): Promise<Tokens> {
  const client = clientOf(house, now)
  const answer = await withTrouble(house, () =>
    oauth.refreshTokenGrantRequest(
      endpoints,
      client,
      oauth.ClientSecretPost(house.clientSecret),
      refreshToken,
      requestOptions(endpoints, signal),
    ),
  )
  await refuse(house, answer, (_, code) => needsRelink(house.name, code))
  const issued = { ...endpoints, issuer: await issuerOf(house, answer) }
  const renewed = await withTrouble(house, () => oauth.processRefreshTokenResponse(issued, client, answer))
  return tokensOf(renewed, renewed.refresh_token ?? refreshToken, now)
}

async function revoke(
  house: House,
  endpoints: Endpoints,
  refreshToken: string,
  signal: AbortSignal,
): Promise<void> {
  if (endpoints.revocation_endpoint === undefined) return
  const answer = await withTrouble(house, () =>
    fetch(endpoints.revocation_endpoint ?? '', {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ token: refreshToken }),
      signal,
    }),
  )
  // 400 says that there is no such token any more, which is what was asked for.
  if (answer.ok || answer.status === 400) return void (await readText(house.name, answer).catch(() => ''))
  throw explainStatus(house.name, { status: answer.status, body: {}, retryAfterMs: retryAfterOf(answer) })
}

/** They came back without a code: null when they said no, or why it cannot be. */
function hearRefusal(house: House, query: URLSearchParams): null {
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
async function refuse(
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

function cannotFinish(house: House, code: string): ProviderTrouble {
  return new ProviderTrouble(
    'rejected',
    `${house.name} did not let Parley in. Try linking again.`,
    undefined,
    code,
  )
}

function misconfigured(house: House, code: string): ProviderTrouble {
  const sentence = `Linking ${house.name} does not work here at the moment. Whoever runs this Parley has to mend its set-up.`
  return new ProviderTrouble('misconfigured', sentence, undefined, code)
}

/** Whatever the client library finds wrong, without its words: they quote answers. */
async function withTrouble<T>(house: House, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof ProviderTrouble) throw error
    if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError)
      throw cannotFinish(house, 'code' in error && typeof error.code === 'string' ? error.code : '')
    throw explainStatus(house.name, { status: 503, body: {}, retryAfterMs: undefined })
  }
}

/** The issuer that the answer's ID token must name. Microsoft's differs by tenant, which only the token itself tells. */
async function issuerOf(house: House, answer: Response): Promise<string> {
  if (!house.issuer.includes(tenant)) return house.issuer
  const token = z.object({ id_token: z.string().optional() }).safeParse(await bodyOf(house, answer))
  const [, payload = ''] = (token.data?.id_token ?? '').split('.')
  const claims = claimsShape.safeParse(parseJson(Buffer.from(payload, 'base64url').toString()))
  const id = claims.data?.tid ?? ''
  return /^[0-9a-f-]{36}$/i.test(id) ? house.issuer.replace(tenant, id) : house.issuer
}

async function bodyOf(house: House, answer: Response): Promise<unknown> {
  const body = parseJson(await readText(house.name, answer.clone()))
  if (body === undefined) throw notWhole(house.name)
  return body
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function tokensOf(answer: oauth.TokenEndpointResponse, refreshToken: string, now: Instant): Tokens {
  return {
    accessToken: answer.access_token,
    accessExpiresAt: now + (answer.expires_in ?? usualLife) * 1000,
    refreshToken,
  }
}

/** Tied to the verifier, so that it need not be kept beside it. */
function nonceOf(verifier: string): string {
  return createHash('sha256').update(`nonce ${verifier}`).digest('base64url')
}

function clientOf(house: House, now: Instant): oauth.Client {
  return { client_id: house.clientId, [oauth.clockSkew]: Math.round((now - Date.now()) / 1000) }
}

/** Plain http is for a provider on this very machine only. */
function requestOptions(endpoints: Endpoints, signal: AbortSignal) {
  const { protocol, hostname } = new URL(endpoints.token_endpoint)
  const isHere = protocol === 'http:' && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  return { signal, [oauth.allowInsecureRequests]: isHere }
}
