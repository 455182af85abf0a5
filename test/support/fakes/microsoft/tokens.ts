import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

import type { Signer } from './id-token.ts'
import { OAuthError } from './oauth-error.ts'
import type { Account, World } from './world.ts'

/** An application that was registered; redirect URIs are compared exactly. */
export type Client = {
  id: string
  secret: string
  redirectUris: string[]
  name?: string
  isSecretExpired?: boolean
}

/** What an access token lets its bearer do. */
export type Bearer = { account: Account; clientId: string; scopes: readonly string[] }

type Grant = {
  account: Account
  clientId: string
  scopes: string[]
  /** Why its refresh tokens are dead: an AADSTS number. */
  deadBecause: number | undefined
  /** Whether access tokens that are out died with it. */
  hasEnded: boolean
}
type Code = {
  grant: Grant
  redirectUri: string
  challenge: string
  nonce: string | undefined
  expiresAt: number
  isUsed: boolean
}
type Refresh = { grant: Grant; usedAt: number }
type Access = { grant: Grant; scopes: string[]; expiresAt: number }

/** What a code is asked for, by which client. */
export type AskedCode = {
  client: Client
  redirectUri: string
  nonce: string | undefined
  challenge: string
  scopes: string[]
}

const accessLife = 3_600_000
const codeLife = 600_000
const idleLife = 90 * 86_400_000
const graphScopes = [
  'Calendars.Read',
  'Calendars.ReadBasic',
  'Calendars.ReadWrite',
  'MailboxSettings.Read',
  'User.Read',
]
export const openIdScopes = ['openid', 'profile', 'email', 'offline_access']
/** What wants the person rather than a new token: multi-factor sign-in, conditional access. */
const interactive = [50076, 50079, 53003]
const reasons: Record<number, string> = {
  50057: 'The user account is disabled.',
  50076: 'Due to a configuration change made by your administrator you must use multi-factor authentication.',
  50173: 'The provided grant has expired due to it being revoked, a fresh auth token is needed.',
  53003: 'Access has been blocked by Conditional Access policies.',
  65001: 'The user or administrator has not consented to use the application.',
  70000: 'The provided value for the input parameter refresh_token is not valid.',
  700082: 'The refresh token has expired due to inactivity.',
}

/** What was granted, what brings it, and what makes that die: codes, refresh tokens and access tokens. */
export function newTokens({ world, signer, origin }: { world: World; signer: Signer; origin: () => string }) {
  const grants: Grant[] = []
  const codes = new Map<string, Code>()
  const refreshTokens = new Map<string, Refresh>()
  const accessTokens = new Map<string, Access>()

  /** A code for what was granted just now. */
  function newCode(account: Account, { client, scopes, redirectUri, challenge, nonce }: AskedCode): string {
    const grant = { account, clientId: client.id, scopes, deadBecause: undefined, hasEnded: false }
    grants.push(grant)
    const code = `1.${token(64)}`
    codes.set(code, {
      grant,
      redirectUri,
      challenge,
      nonce,
      expiresAt: world.now() + codeLife,
      isUsed: false,
    })
    return code
  }

  /** Tokens for a code, once. */
  function redeemCode(client: Client, form: URLSearchParams) {
    const code = codes.get(form.get('code') ?? '')
    if (!code || code.grant.clientId !== client.id)
      throw new OAuthError('invalid_grant', 70000, 'The provided authorization code is not valid.')
    if (code.isUsed)
      throw new OAuthError('invalid_grant', 54005, 'OAuth2 Authorization code was already redeemed.')
    if (code.expiresAt <= world.now())
      throw new OAuthError('invalid_grant', 70008, 'The provided authorization code has expired.')
    if (form.get('redirect_uri') !== code.redirectUri)
      throw new OAuthError(
        'invalid_grant',
        500112,
        'The reply address does not match that of the authorization request.',
      )
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    if (!isSame(challenge, code.challenge))
      throw new OAuthError('invalid_grant', 501481, 'The Code_Verifier does not match the code_challenge.')
    code.isUsed = true
    return answerTokens(code.grant, code.grant.scopes, code.nonce)
  }

  /** A refresh token stays good when it is used; the answer brings another one all the same. */
  function redeemRefresh(client: Client, form: URLSearchParams) {
    const refresh = refreshTokens.get(form.get('refresh_token') ?? '')
    if (!refresh || refresh.grant.clientId !== client.id)
      throw new OAuthError('invalid_grant', 70000, reasons[70000] ?? '')
    if (refresh.usedAt + idleLife <= world.now())
      throw new OAuthError('invalid_grant', 700082, reasons[700082] ?? '')
    const { grant } = refresh
    if (grant.deadBecause !== undefined) throw deadGrant(grant.deadBecause)
    const asked = form.get('scope')
    const scopes = asked === null ? grant.scopes : readScopes(asked)
    if (scopes.some((scope) => !grant.scopes.includes(scope)))
      throw new OAuthError('invalid_grant', 65001, reasons[65001] ?? '')
    refresh.usedAt = world.now()
    return answerTokens(grant, scopes, undefined)
  }

  function answerTokens(grant: Grant, scopes: string[], nonce: string | undefined) {
    const access = token(192)
    accessTokens.set(access, { grant, scopes, expiresAt: world.now() + accessLife })
    const isOffline = grant.scopes.includes('offline_access')
    const refresh = `1.${token(256)}`
    if (isOffline) refreshTokens.set(refresh, { grant, usedAt: world.now() })
    return {
      token_type: 'Bearer',
      // Not said again is what gave the refresh token.
      scope: scopes.filter((scope) => scope !== 'offline_access').join(' '),
      expires_in: accessLife / 1000 - 1,
      ext_expires_in: accessLife / 1000 - 1,
      access_token: access,
      ...(isOffline ? { refresh_token: refresh } : {}),
      ...(scopes.includes('openid') ? { id_token: idToken(grant, scopes, nonce) } : {}),
    }
  }

  /** The issuer is the account's own tenant, whatever address was asked. */
  function idToken({ account, clientId }: Grant, scopes: string[], nonce: string | undefined): string {
    const at = Math.floor(world.now() / 1000)
    return signer.signToken({
      aud: clientId,
      iss: `${origin()}/${account.tid}/v2.0`,
      iat: at,
      nbf: at,
      exp: at + accessLife / 1000,
      ...(scopes.includes('profile')
        ? { name: account.name, preferred_username: account.email, oid: account.oid }
        : {}),
      ...(scopes.includes('email') ? { email: account.email } : {}),
      ...(nonce === undefined ? {} : { nonce }),
      rh: '1.AAAA',
      sub: createHash('sha256').update(`${account.oid} ${clientId}`).digest('base64url'),
      tid: account.tid,
      uti: token(16),
      ver: '2.0',
    })
  }

  /** Who bears this access token; a sentence when nobody does. */
  function bearerOf(authorization: string | undefined): Bearer | string {
    const text = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1]
    if (text === undefined) return 'Access token is empty.'
    const access = accessTokens.get(text)
    if (!access) return 'CompactToken parsing failed with error code: 80049217'
    if (access.grant.hasEnded)
      return 'Continuous access evaluation resulted in challenge with result: InteractionRequired'
    if (access.expiresAt <= world.now()) return 'Lifetime validation failed, the token is expired.'
    return { account: access.grant.account, clientId: access.grant.clientId, scopes: access.scopes }
  }

  /** Ends every grant of the account. Access tokens that are out live on for their hour unless `endsAccess`. */
  function revoke(account: Account, errorCode: number, endsAccess: boolean): void {
    for (const grant of grants.filter((one) => one.account === account)) {
      grant.deadBecause = errorCode
      grant.hasEnded = endsAccess
    }
  }

  /** Makes the access tokens of the account look expired, and nothing else. */
  function expireAccess(account: Account): void {
    for (const access of accessTokens.values()) if (access.grant.account === account) access.expiresAt = 0
  }

  return { newCode, redeemCode, redeemRefresh, bearerOf, revoke, expireAccess }
}

/** The scopes of a text, in their short names. Throws for one that is none. */
export function readScopes(text: string | null): string[] {
  const names = (text ?? '').split(' ').filter(Boolean)
  if (names.length === 0) throw new OAuthError('invalid_request', 900144, "The request must contain 'scope'.")
  return names.map((name) => {
    const short = name.replace('https://graph.microsoft.com/', '')
    const known = [...openIdScopes, ...graphScopes].find((one) => one.toLowerCase() === short.toLowerCase())
    if (known === undefined)
      throw new OAuthError(
        'invalid_scope',
        70011,
        `The provided value for the input parameter 'scope' is not valid: ${name}.`,
      )
    return known
  })
}

function deadGrant(code: number): OAuthError {
  const error = interactive.includes(code) ? 'interaction_required' : 'invalid_grant'
  return new OAuthError(error, code, reasons[code] ?? 'The grant is no longer good.')
}

/** Whether two secrets are the same, in a time that does not tell. */
export function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest())
  return first !== undefined && second !== undefined && timingSafeEqual(first, second)
}

function token(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}
