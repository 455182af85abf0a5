import { createHash } from 'node:crypto'

import * as oauth from 'oauth4webapi'
import { z } from 'zod'

import type { Instant } from '#time/instant.ts'

import type { Grant, OAuthFlow, Tokens } from '../port.ts'
import { createClient, explainStatus, needsRelink, read, readText, retryAfterOf } from './http.ts'
import {
  claimsShape,
  googleHouse,
  type GoogleSettings,
  type House,
  microsoftHouse,
  type MicrosoftSettings,
  tenant,
} from './oauth-house.ts'
import {
  bodyOf,
  cannotFinish,
  hearRefusal,
  misconfigured,
  parseJson,
  refuse,
  withTrouble,
} from './oauth-refusals.ts'

type Endpoints = z.infer<typeof endpointsShape>

/** Whom we speak to, at which instant, and for how long. */
type Talk = { house: House; endpoints: Endpoints; now: Instant; signal: AbortSignal }
/** What they came back with, and what they were sent away with. */
type WayBack = Parameters<OAuthFlow['finish']>[0]

const discoveryTimeout = 10_000
const usualLife = 1800

const endpointsShape = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  revocation_endpoint: z.string().exactOptional(),
})
/** Google accounts, with a Workspace or without. */
export function createGoogleFlow(settings: GoogleSettings): OAuthFlow {
  return createFlow(googleHouse(settings))
}

/** Microsoft accounts of work, school and home, by the endpoint common to all. */
export function createMicrosoftFlow(settings: MicrosoftSettings): OAuthFlow {
  return createFlow(microsoftHouse(settings))
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
  const talk = async (now: Instant, signal: AbortSignal): Promise<Talk> => ({
    house,
    endpoints: await endpoints(signal),
    now,
    signal,
  })
  return {
    begin: async (wish) => begin(house, await endpoints(AbortSignal.timeout(discoveryTimeout)), wish),
    finish: async (back, now, signal) =>
      back.query.has('error') ? hearRefusal(house, back.query) : finish(await talk(now, signal), back),
    refresh: async (refreshToken, now, signal) => refresh(await talk(now, signal), refreshToken),
    revoke: async (refreshToken, signal) => {
      if (house.revokes) await revoke(house, await endpoints(signal), { refreshToken, signal })
    },
  }
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

async function finish({ house, endpoints, now, signal }: Talk, back: WayBack): Promise<Grant> {
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

async function refresh({ house, endpoints, now, signal }: Talk, refreshToken: string): Promise<Tokens> {
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
  { refreshToken, signal }: { refreshToken: string; signal: AbortSignal },
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

/** The issuer that the answer's ID token must name. Microsoft's differs by tenant, which only the token itself tells. */
async function issuerOf(house: House, answer: Response): Promise<string> {
  if (!house.issuer.includes(tenant)) return house.issuer
  const token = z.object({ id_token: z.string().optional() }).safeParse(await bodyOf(house, answer))
  const [, payload = ''] = (token.data?.id_token ?? '').split('.')
  const claims = claimsShape.safeParse(parseJson(Buffer.from(payload, 'base64url').toString()))
  const id = claims.data?.tid ?? ''
  return /^[0-9a-f-]{36}$/i.test(id) ? house.issuer.replace(tenant, id) : house.issuer
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
