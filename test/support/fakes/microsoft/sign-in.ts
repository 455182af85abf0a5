import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'

import type { Signer } from './id-token.ts'
import { accountsPage, errorPage } from './pages.ts'
import { type Account, accountOf, guidOf, personalTenant, type World } from './world.ts'

/** What an access token lets its bearer do. */
export type Bearer = { account: Account; clientId: string; scopes: readonly string[] }

/** An application that was registered; redirect URIs are compared exactly. */
export type Client = {
  id: string
  secret: string
  redirectUris: string[]
  name?: string
  isSecretExpired?: boolean
}

/** An answer of the sign-in: a page, a redirect or JSON. */
export type SignInAnswer = { status: number; headers: Record<string, string>; body: string }

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
type Asked = {
  client: Client
  redirectUri: string
  state: string | undefined
  nonce: string | undefined
  challenge: string
  scopes: string[]
  hint: string | undefined
}

const accessLife = 3_600_000
const codeLife = 600_000
const idleLife = 90 * 86_400_000
const tenants = ['common', 'organizations', 'consumers']
const graphScopes = [
  'Calendars.Read',
  'Calendars.ReadBasic',
  'Calendars.ReadWrite',
  'MailboxSettings.Read',
  'User.Read',
]
const openIdScopes = ['openid', 'profile', 'email', 'offline_access']
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

class OAuthError extends Error {
  readonly status: number
  readonly error: string
  readonly code: number

  constructor(error: string, code: number, message: string, status = 400) {
    super(message)
    this.status = status
    this.error = error
    this.code = code
  }
}

/** Entra's part: the page where an account is chosen, tokens, and what makes them die. */
export function newSignIn({
  world,
  clients,
  signer,
  origin,
}: {
  world: World
  clients: ReadonlyMap<string, Client>
  signer: Signer
  origin: () => string
}) {
  const grants: Grant[] = []
  const codes = new Map<string, Code>()
  const refreshTokens = new Map<string, Refresh>()
  const accessTokens = new Map<string, Access>()

  /** Answers what belongs to the sign-in; undefined for other addresses. */
  function answer(
    method: string,
    url: URL,
    form: URLSearchParams,
    authorization?: string,
  ): SignInAnswer | undefined {
    const [, tenant = '', rest = ''] = /^\/([^/]+)\/(.+)$/.exec(url.pathname) ?? []
    const addresses: Record<string, () => SignInAnswer> = {
      'GET oauth2/v2.0/authorize': () => authorize(tenant, url, undefined),
      'POST oauth2/v2.0/authorize': () => authorize(tenant, url, form),
      'POST oauth2/v2.0/token': () => issue(form, authorization),
      'GET v2.0/.well-known/openid-configuration': () => json(200, metadata(tenant)),
      'GET discovery/v2.0/keys': () => json(200, { keys: signer.keys }),
    }
    const found = addresses[`${method} ${rest}`]
    if (!found) return undefined
    if (!isTenant(tenant))
      return json(400, problem(new OAuthError('invalid_tenant', 90002, `Tenant '${tenant}' not found.`)))
    return found()
  }

  /** The metadata of `common` names no tenant but the place where one belongs. */
  function metadata(tenant: string) {
    const base = `${origin()}/${tenant}`
    const issuers: Record<string, string> = {
      consumers: personalTenant,
      common: '{tenantid}',
      organizations: '{tenantid}',
    }
    return {
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
      scopes_supported: openIdScopes,
      issuer: `${origin()}/${issuers[tenant] ?? tenant}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      claims_supported: [
        'sub',
        'iss',
        'aud',
        'exp',
        'iat',
        'nonce',
        'preferred_username',
        'name',
        'tid',
        'email',
      ],
    }
  }

  function isTenant(tenant: string): boolean {
    return tenants.includes(tenant) || [...world.accounts.values()].some(({ tid }) => tid === tenant)
  }

  /** Shows the accounts, or goes back to the client with what was chosen. */
  function authorize(tenant: string, url: URL, form: URLSearchParams | undefined): SignInAnswer {
    const search = url.searchParams
    const client = clients.get(search.get('client_id') ?? '')
    if (!client) return page(400, errorPage('AADSTS700016', 'Application was not found in the directory.'))
    const redirectUri = search.get('redirect_uri') ?? ''
    if (!client.redirectUris.includes(redirectUri))
      return page(
        400,
        errorPage(
          'AADSTS50011',
          `The redirect URI '${redirectUri}' does not match those of the application.`,
        ),
      )
    const back = (parts: Record<string, string | undefined>) =>
      redirect(redirectUri, { ...parts, state: search.get('state') ?? undefined })
    try {
      const asked = readAsked(client, search, redirectUri)
      if (!form) return page(200, accountsPage(listFor(tenant), url, asked))
      return back(choose(tenant, asked, form))
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      return back({ error: error.error, error_description: describe(error) })
    }
  }

  function readAsked(client: Client, search: URLSearchParams, redirectUri: string): Asked {
    const challenge = search.get('code_challenge') ?? ''
    if (search.get('response_type') !== 'code')
      throw new OAuthError(
        'unsupported_response_type',
        700054,
        "response_type 'code' alone is understood here.",
      )
    if ((search.get('response_mode') ?? 'query') !== 'query')
      throw new OAuthError('invalid_request', 70007, 'The response_mode is not understood here.')
    if (search.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge))
      throw new OAuthError('invalid_request', 9002325, 'Proof Key for Code Exchange with S256 is required.')
    if (search.get('prompt') === 'none') throw new OAuthError('login_required', 50058, 'Nobody is signed in.')
    return {
      client,
      redirectUri,
      challenge,
      state: search.get('state') ?? undefined,
      nonce: search.get('nonce') ?? undefined,
      scopes: readScopes(search.get('scope')),
      hint: search.get('login_hint') ?? undefined,
    }
  }

  function listFor(tenant: string): Account[] {
    return [...world.accounts.values()].filter((account) => isLetIn(account, tenant))
  }

  function choose(tenant: string, asked: Asked, form: URLSearchParams): Record<string, string> {
    const email = form.get('account')
    if (email === null)
      return {
        error: 'access_denied',
        error_subcode: 'cancel',
        error_description: describe(
          new OAuthError('access_denied', 65004, 'User declined to consent to access the app.'),
        ),
      }
    const account = accountOf(world, email)
    if (!isLetIn(account, tenant))
      throw new OAuthError('access_denied', 50020, `User account '${email}' does not exist in this tenant.`)
    if (account.needsAdminConsent)
      throw new OAuthError(
        'access_denied',
        90094,
        'The grant requires admin permission. An administrator of the organization has to consent.',
      )
    return { code: newCode(account, asked), session_state: randomUUID() }
  }

  function newCode(account: Account, { client, scopes, redirectUri, challenge, nonce }: Asked): string {
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

  function issue(form: URLSearchParams, authorization: string | undefined): SignInAnswer {
    try {
      const client = clientOf(form, authorization)
      const type = form.get('grant_type')
      if (type === 'authorization_code') return json(200, redeemCode(client, form))
      if (type === 'refresh_token') return json(200, redeemRefresh(client, form))
      throw new OAuthError(
        'unsupported_grant_type',
        70003,
        `The app requested an unsupported grant type '${type}'.`,
      )
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error
      return json(error.status, problem(error))
    }
  }

  function clientOf(form: URLSearchParams, authorization: string | undefined): Client {
    const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1]
    const [id, secret] = basic
      ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
      : [form.get('client_id'), form.get('client_secret')]
    const client = clients.get(id ?? '')
    if (!client)
      throw new OAuthError('unauthorized_client', 700016, `Application '${id}' was not found.`, 400)
    if (!secret)
      throw new OAuthError('invalid_client', 7000218, 'The request must contain client_secret.', 401)
    if (!isSame(secret, client.secret))
      throw new OAuthError('invalid_client', 7000215, 'Invalid client secret provided.', 401)
    if (client.isSecretExpired)
      throw new OAuthError('invalid_client', 7000222, 'The provided client secret keys are expired.', 401)
    return client
  }

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

  function problem(error: OAuthError) {
    return {
      error: error.error,
      error_description: describe(error),
      error_codes: [error.code],
      timestamp: stamp(),
      trace_id: guidOf(`trace ${world.now()}`),
      correlation_id: guidOf(`correlation ${world.now()}`),
      error_uri: `${origin()}/error?code=${error.code}`,
    }
  }

  function describe({ code, message }: OAuthError): string {
    const ids = `Trace ID: ${guidOf(`trace ${world.now()}`)} Correlation ID: ${guidOf(`correlation ${world.now()}`)}`
    return `AADSTS${code}: ${message} ${ids} Timestamp: ${stamp()}`
  }

  function stamp(): string {
    return new Date(world.now()).toISOString().replace('T', ' ').replace(/\.\d+/, '')
  }

  return { answer, bearerOf, revoke, expireAccess }
}

function readScopes(text: string | null): string[] {
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

function isLetIn({ tid }: Account, tenant: string): boolean {
  if (tenant === 'common') return true
  if (tenant === 'organizations') return tid !== personalTenant
  return tid === (tenant === 'consumers' ? personalTenant : tenant)
}

function deadGrant(code: number): OAuthError {
  const error = interactive.includes(code) ? 'interaction_required' : 'invalid_grant'
  return new OAuthError(error, code, reasons[code] ?? 'The grant is no longer good.')
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [one, other].map((text) => createHash('sha256').update(text).digest())
  return first !== undefined && second !== undefined && timingSafeEqual(first, second)
}

function token(bytes: number): string {
  return randomBytes(bytes).toString('base64url')
}

function redirect(to: string, parts: Record<string, string | undefined>): SignInAnswer {
  const url = new URL(to)
  for (const [name, value] of Object.entries(parts))
    if (value !== undefined) url.searchParams.set(name, value)
  return { status: 302, headers: { location: url.href }, body: '' }
}

function page(status: number, body: string): SignInAnswer {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}

function json(status: number, body: unknown): SignInAnswer {
  const headers = { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }
  return { status, headers, body: JSON.stringify(body) }
}
