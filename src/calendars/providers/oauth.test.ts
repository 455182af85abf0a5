import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { OAuthFlow } from '../port.ts'
import { grants } from './oauth-house.ts'
import { createGoogleFlow, createMicrosoftFlow } from './oauth.ts'

type Told = { status?: number; headers?: Record<string, string>; body: unknown }

const now = Date.parse('2026-10-23T08:00:00Z')
const redirectUrl = 'http://127.0.0.1:1/oauth/callback'
const state = 'state-0123456789'
const secret = 'a-secret-of-ours'
const tid = '11111111-2222-4333-8444-555555555555'
const scope = 'openid Calendars.ReadWrite'
const soon = () => AbortSignal.timeout(5_000)

let server: Server
let origin: string
let issuer: string
let told: Told
let asked: string[]

beforeEach(async () => {
  asked = []
  told = { body: {} }
  server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      asked.push(`${request.method} ${request.url} ${Buffer.concat(parts).toString()}`)
      const isMetadata = request.method === 'GET'
      const { status = 200, headers, body } = isMetadata ? { body: metadata() } : told
      response.writeHead(status, { 'content-type': 'application/json', ...headers })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  issuer = origin
})
afterEach(async () => {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function metadata() {
  return {
    issuer,
    authorization_endpoint: `${origin}/authorize`,
    token_endpoint: `${origin}/token`,
    revocation_endpoint: `${origin}/revoke`,
  }
}

const google = () =>
  createGoogleFlow({ clientId: 'parley', clientSecret: secret, issuer: origin, api: origin })
const microsoft = () => {
  issuer = `${origin}/{tenantid}/v2.0`
  return createMicrosoftFlow({ clientId: 'parley', clientSecret: secret, login: origin, api: origin })
}

function idToken(claims: Record<string, unknown>): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url')
  const usual = {
    aud: 'parley',
    sub: 'ana',
    iat: now / 1000,
    exp: now / 1000 + 600,
    email: 'ana@example.com',
  }
  return `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ ...usual, ...claims })}.c2lnbmVk`
}

/** Goes there and back; the token endpoint answers with these claims beside the nonce that was asked for. */
async function comeBack(flow: OAuthFlow, claims: (nonce: string) => Record<string, unknown>) {
  const { url, verifier } = await flow.begin({ state, redirectUrl, hint: null })
  const nonce = new URL(url).searchParams.get('nonce') ?? ''
  const id_token = idToken(claims(nonce))
  told = {
    body: { access_token: 'a', token_type: 'Bearer', expires_in: 3599, refresh_token: 'r', scope, id_token },
  }
  const query = new URLSearchParams({ code: 'c', state })
  return flow.finish({ query, state, verifier, redirectUrl }, now, soon())
}

describe('who it is', () => {
  test('Google’s issuer and subject', async () => {
    const grant = await comeBack(google(), (nonce) => ({ iss: origin, nonce }))
    expect(grant).toMatchObject({
      account: `${origin}|ana`,
      shownAs: 'ana@example.com',
      tokens: { accessToken: 'a', refreshToken: 'r', accessExpiresAt: now + 3_599_000 },
    })
  })

  test('Microsoft’s tenant and object, whatever the address says', async () => {
    const claims = { iss: `http://here/${tid}/v2.0`, tid, oid: 'o1', email: 'boss@example.com' }
    const grant = await comeBack(microsoft(), (nonce) => ({
      ...claims,
      iss: claims.iss.replace('http://here', origin),
      nonce,
    }))
    expect(grant?.account).toBe(`${tid}|o1`)
  })

  const other = '99999999-2222-4333-8444-555555555555'
  test.each<[string, 'google' | 'microsoft', Record<string, unknown>]>([
    ['another issuer', 'google', { iss: 'https://accounts.evil.example' }],
    ['another audience', 'google', { aud: 'somebody-else' }],
    ['another nonce', 'google', { nonce: 'replayed' }],
    ['no nonce', 'google', { nonce: undefined }],
    ['an end long ago', 'google', { exp: now / 1000 - 3600 }],
    ['the issuer of another tenant', 'microsoft', { iss: 'tenant', tid: other, oid: 'o1' }],
    ['no tenant', 'microsoft', { iss: 'tenant', tid: undefined, oid: 'o1' }],
    ['a tenant that is none', 'microsoft', { iss: 'tenant', tid: '../common', oid: 'o1' }],
    ['no object', 'microsoft', { iss: 'tenant', tid }],
  ])('a token with %s lets nobody in', async (_, kind, claims) => {
    const flow = kind === 'google' ? google() : microsoft()
    const iss = kind === 'google' ? origin : `${origin}/${tid}/v2.0`
    const given = claims['iss'] === 'tenant' ? { ...claims, iss } : claims
    const failure = await comeBack(flow, (nonce) => ({ iss, nonce, ...given })).catch(
      (error: unknown) => error,
    )
    expect(failure).toMatchObject({ name: 'ProviderTrouble', kind: 'rejected' })
    expect(String(failure)).not.toContain('ana@example.com')
  })

  test('no refresh token is no grant', async () => {
    const flow = google()
    const { url, verifier } = await flow.begin({ state, redirectUrl, hint: null })
    const nonce = new URL(url).searchParams.get('nonce') ?? ''
    told = {
      body: { access_token: 'a', token_type: 'Bearer', scope, id_token: idToken({ iss: origin, nonce }) },
    }
    const back = { query: new URLSearchParams({ code: 'c', state }), state, verifier, redirectUrl }
    await expect(flow.finish(back, now, soon())).rejects.toMatchObject({ kind: 'rejected' })
  })
})

test('a description that names another issuer is the operator’s trouble', async () => {
  issuer = 'https://accounts.evil.example'
  await expect(google().begin({ state, redirectUrl, hint: null })).rejects.toMatchObject({
    kind: 'misconfigured',
  })
})

test('it describes itself once, and again only after a failure', async () => {
  const flow = google()
  issuer = 'nowhere'
  await expect(flow.begin({ state, redirectUrl, hint: null })).rejects.toMatchObject({
    kind: 'misconfigured',
  })
  issuer = origin
  await flow.begin({ state, redirectUrl, hint: null })
  await flow.begin({ state, redirectUrl, hint: null })
  expect(asked).toHaveLength(2)
})

test('every start has a verifier and a nonce of its own', async () => {
  const flow = google()
  const [one, two] = await Promise.all([1, 2].map(() => flow.begin({ state, redirectUrl, hint: null })))
  expect(one?.verifier).not.toBe(two?.verifier)
  expect(new URL(one?.url ?? '').searchParams.get('nonce')).not.toBe(
    new URL(two?.url ?? '').searchParams.get('nonce'),
  )
  expect(one?.url).not.toContain('login_hint')
})

describe('what they come back with instead of a code', () => {
  test.each<[Record<string, string>, string | null]>([
    [{ error: 'access_denied' }, null],
    [{ error: 'access_denied', error_description: 'AADSTS65004: User declined.' }, null],
    [
      { error: 'access_denied', error_description: 'AADSTS90094: An administrator has to consent.' },
      'rejected',
    ],
    [{ error: 'consent_required', error_description: 'AADSTS65001: not consented.' }, 'rejected'],
    [{ error: 'admin_policy_enforced' }, 'rejected'],
    [{ error: 'server_error' }, 'rejected'],
    [{ error: 'invalid_request' }, 'misconfigured'],
    [{ error: 'unauthorized_client' }, 'misconfigured'],
    [{ error: '<script>' }, 'rejected'],
  ])('%j', async (query, kind) => {
    const back = { query: new URLSearchParams(query), state, verifier: 'v', redirectUrl }
    const finished = google().finish(back, now, soon())
    if (kind === null) expect(await finished).toBeNull()
    else await expect(finished).rejects.toMatchObject({ kind })
    expect(asked).toEqual([])
  })
})

describe('what a refresh is refused with', () => {
  test.each<[number, unknown, Record<string, string>, string, number | undefined]>([
    [400, { error: 'invalid_grant' }, {}, 'needs_relink', undefined],
    [400, { error: 'interaction_required', error_codes: [50076] }, {}, 'needs_relink', undefined],
    [400, { error: 'invalid_grant', error_codes: [65001] }, {}, 'needs_relink', undefined],
    [401, { error: 'invalid_client' }, {}, 'misconfigured', undefined],
    [401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic realm="a"' }, 'misconfigured', undefined],
    [400, { error: 'unauthorized_client' }, {}, 'misconfigured', undefined],
    [400, { error: 'temporarily_unavailable' }, {}, 'unavailable', undefined],
    [429, {}, { 'retry-after': '5' }, 'throttled', 5_000],
    [503, '<html>', {}, 'unavailable', undefined],
    [400, '<html>', {}, 'unavailable', undefined],
    [200, '{"access_token":', {}, 'unavailable', undefined],
    [302, '', { location: 'https://evil.example/' }, 'unavailable', undefined],
  ])('%i %j', async (status, body, headers, kind, retryAfterMs) => {
    told = { status, body, headers }
    const failure = await google()
      .refresh('refresh-token-1', now, soon())
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'ProviderTrouble', kind, retryAfterMs })
    expect(`${String(failure)} ${(failure as { code: string }).code}`).not.toMatch(/refresh-token-1|a-secret/)
  })

  test('no answer at all is no reason to link again', async () => {
    const flow = google()
    await flow.begin({ state, redirectUrl, hint: null })
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await expect(flow.refresh('r', now, soon())).rejects.toMatchObject({ kind: 'unavailable' })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
})

test.each([
  ['openid https://www.googleapis.com/auth/calendar.events', ['calendar.events'], true],
  ['openid https://www.googleapis.com/auth/calendar.events.owned', ['calendar.events'], false],
  ['https://graph.microsoft.com/Calendars.ReadWrite', ['Calendars.ReadWrite'], true],
  ['calendars.readwrite offline_access', ['Calendars.ReadWrite'], true],
  ['', ['calendar'], false],
])('%j grants any of %j: %s', (granted, any, does) => {
  expect(grants(granted, any)).toBe(does)
})
