import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

import { contract } from './contract.ts'
import { OAuthError } from './errors.ts'
import { type Account, accountOf, type World } from './world.ts'

/** An application that is registered: redirect addresses must match to the letter. */
export type Client = { id: string; secret: string; redirectUris: string[]; name?: string }

/** A request to sign in as it came to the authorize page, checked. */
export type SignInRequest = {
  client: Client
  redirectUri: string
  scopes: string[]
  state: string | undefined
  nonce: string | undefined
  challenge: string | undefined
  challengeMethod: string
  isOffline: boolean
  prompts: string[]
  includesGranted: boolean
  loginHint: string | undefined
}

/** What a person has allowed an application; dead after a revocation. */
type Grant = { email: string; clientId: string; scopes: Set<string>; refreshTokens: string[] }
type Code = {
  request: SignInRequest
  email: string
  scopes: string[]
  givesRefreshToken: boolean
  expiresAt: number
}
type AccessToken = { email: string; clientId: string; scopes: string[]; expiresAt: number }

export type OAuth = ReturnType<typeof newOAuth>

export const accessTokenSeconds = 3599
const mostRefreshTokens = 100
const identityScopes = ['openid', 'userinfo.email', 'userinfo.profile'].map((name) =>
  name === 'openid' ? name : contract.scopePrefix + name,
)
const shortNames: Record<string, string> = {
  email: `${contract.scopePrefix}userinfo.email`,
  profile: `${contract.scopePrefix}userinfo.profile`,
}
const knownScopes = [...identityScopes, ...contract.scopes.map((scope) => contract.scopePrefix + scope)]
const authorizeParameters = [
  'client_id redirect_uri response_type response_mode scope access_type state include_granted_scopes',
  'enable_granular_consent login_hint prompt nonce code_challenge code_challenge_method hd hl',
].flatMap((line) => line.split(' '))
const tokenParameters: Record<string, string[]> = {
  authorization_code: ['code', 'redirect_uri', 'code_verifier'],
  refresh_token: ['refresh_token', 'scope'],
}

// Made once, since it takes a while.
const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
const keyId = randomBytes(8).toString('hex')

/** Google's sign-in: who has allowed what to whom, and the tokens for it. */
export function newOAuth(world: World) {
  const clients = new Map<string, Client>()
  const grants = new Map<string, Grant>()
  const codes = new Map<string, Code>()
  const accessTokens = new Map<string, AccessToken>()

  /** Reads the authorize address. Throws what Google shows on a page of its own, without going back to the application. */
  function readSignIn(search: URLSearchParams): SignInRequest {
    const unknown = [...search.keys()].find((name) => !authorizeParameters.includes(name))
    if (unknown !== undefined) throw refused(400, 'invalid_request', `Unknown parameter: ${unknown}`)
    const client = clients.get(search.get('client_id') ?? '')
    if (!client) throw refused(401, 'invalid_client', 'The OAuth client was not found.')
    const redirectUri = search.get('redirect_uri') ?? ''
    if (!client.redirectUris.includes(redirectUri))
      throw refused(400, 'redirect_uri_mismatch', `The redirect URI ${redirectUri} is not registered.`)
    if (search.get('response_type') !== 'code')
      throw refused(400, 'invalid_request', 'response_type must be code.')
    const method = search.get('code_challenge_method') ?? 'plain'
    if (method !== 'S256' && method !== 'plain')
      throw refused(400, 'invalid_request', 'Invalid code_challenge_method.')
    return {
      client,
      redirectUri,
      scopes: readScopes(search.get('scope') ?? ''),
      state: search.get('state') ?? undefined,
      nonce: search.get('nonce') ?? undefined,
      challenge: search.get('code_challenge') ?? undefined,
      challengeMethod: method,
      isOffline: search.get('access_type') === 'offline',
      prompts: (search.get('prompt') ?? '').split(' ').filter(Boolean),
      includesGranted: search.get('include_granted_scopes') === 'true',
      loginHint: search.get('login_hint') ?? undefined,
    }
  }

  /** The address to go back to after the person has agreed; `ticked` are the scopes that stayed ticked. */
  function allow(request: SignInRequest, email: string, ticked: readonly string[]): string {
    const { client, scopes, includesGranted, prompts, isOffline } = request
    accountOf(world, email)
    const present = grants.get(grantKey(email, client.id))
    const allowed = scopes.filter((scope) => identityScopes.includes(scope) || ticked.includes(scope))
    const grant = present ?? { email, clientId: client.id, scopes: new Set(), refreshTokens: [] }
    const given = includesGranted ? [...new Set([...allowed, ...grant.scopes])] : allowed
    for (const scope of given) grant.scopes.add(scope)
    grants.set(grantKey(email, client.id), grant)
    const code = `4/0A${randomBytes(24).toString('base64url')}`
    codes.set(code, {
      request,
      email,
      scopes: given,
      // Who has agreed before gets no second refresh token, unless asked to agree again.
      givesRefreshToken: isOffline && (present === undefined || prompts.includes('consent')),
      expiresAt: world.now() + 600_000,
    })
    return backTo(request, { code, scope: given.join(' '), authuser: '0', prompt: prompts[0] ?? 'none' })
  }

  /** The address to go back to after *Cancel*. */
  function refuse(request: SignInRequest, error = 'access_denied'): string {
    return backTo(request, { error })
  }

  function backTo({ redirectUri, state }: SignInRequest, values: Record<string, string>): string {
    const url = new URL(redirectUri)
    if (state !== undefined) url.searchParams.set('state', state)
    url.searchParams.set('iss', world.origin)
    for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value)
    return url.href
  }

  /** The token endpoint. `basic` is the Authorization header, when the application sent its secret there. */
  function exchange(form: URLSearchParams, basic: string | undefined): Record<string, unknown> {
    const type = form.get('grant_type') ?? ''
    const parameters = tokenParameters[type]
    if (!parameters) throw new OAuthError(400, 'unsupported_grant_type', `Invalid grant_type: ${type}`)
    const allowed = ['grant_type', 'client_id', 'client_secret', ...parameters]
    const unknown = [...form.keys()].find((name) => !allowed.includes(name))
    if (unknown !== undefined) throw invalidRequest(`Parameter not allowed for this message type: ${unknown}`)
    const client = readClient(form, basic)
    return type === 'refresh_token' ? refresh(form, client) : redeem(form, client)
  }

  function readClient(form: URLSearchParams, basic: string | undefined): Client {
    const [id = '', secret = ''] = basic?.startsWith('Basic ')
      ? Buffer.from(basic.slice(6), 'base64').toString().split(':').map(formDecoded)
      : [form.get('client_id') ?? '', form.get('client_secret') ?? '']
    const client = clients.get(id)
    if (!client) throw new OAuthError(401, 'invalid_client', 'The OAuth client was not found.')
    if (client.secret !== secret) throw new OAuthError(401, 'invalid_client', 'Unauthorized')
    return client
  }

  function redeem(form: URLSearchParams, client: Client): Record<string, unknown> {
    const code = codes.get(required(form, 'code'))
    const redirectUri = required(form, 'redirect_uri')
    if (!code) throw invalidGrant('Malformed auth code.')
    codes.delete(required(form, 'code'))
    const { request, email, scopes } = code
    if (
      request.client.id !== client.id ||
      code.expiresAt <= world.now() ||
      request.redirectUri !== redirectUri
    )
      throw invalidGrant('Bad Request')
    checkVerifier(request, form.get('code_verifier') ?? undefined)
    const grant = grants.get(grantKey(email, client.id))
    if (!grant) throw invalidGrant('Bad Request')
    const refreshToken = code.givesRefreshToken ? { refresh_token: newRefreshToken(grant) } : {}
    return { ...newAccess(grant, scopes, request.nonce), ...refreshToken }
  }

  function refresh(form: URLSearchParams, client: Client): Record<string, unknown> {
    const token = required(form, 'refresh_token')
    const grant = [...grants.values()].find(({ refreshTokens }) => refreshTokens.includes(token))
    if (!grant) throw invalidGrant('Token has been expired or revoked.')
    if (grant.clientId !== client.id) throw new OAuthError(401, 'unauthorized_client', 'Unauthorized')
    const wanted = form.get('scope')
    const scopes = wanted === null ? [...grant.scopes] : readScopes(wanted)
    if (scopes.some((scope) => !grant.scopes.has(scope)))
      throw new OAuthError(400, 'invalid_scope', 'Some requested scopes were not granted.')
    return newAccess(grant, scopes, undefined)
  }

  function newAccess(grant: Grant, scopes: string[], nonce: string | undefined): Record<string, unknown> {
    const token = `ya29.${randomBytes(32).toString('base64url')}`
    const { email, clientId } = grant
    accessTokens.set(token, { email, clientId, scopes, expiresAt: world.now() + accessTokenSeconds * 1000 })
    return {
      access_token: token,
      expires_in: accessTokenSeconds,
      scope: scopes.join(' '),
      token_type: 'Bearer',
      ...(scopes.includes('openid') ? { id_token: newIdToken(grant, scopes, token, nonce) } : {}),
    }
  }

  function newRefreshToken(grant: Grant): string {
    const token = `1//0${randomBytes(32).toString('base64url')}`
    grant.refreshTokens.push(token)
    // Beyond the limit the oldest dies without a word.
    if (grant.refreshTokens.length > mostRefreshTokens) grant.refreshTokens.shift()
    return token
  }

  function newIdToken(grant: Grant, scopes: string[], token: string, nonce: string | undefined): string {
    const issuedAt = Math.floor(world.now() / 1000)
    const head = { alg: 'RS256', kid: keyId, typ: 'JWT' }
    const claims = {
      iss: world.origin,
      azp: grant.clientId,
      aud: grant.clientId,
      ...claimsOf(accountOf(world, grant.email), scopes),
      at_hash: createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url'),
      ...(nonce === undefined ? {} : { nonce }),
      iat: issuedAt,
      exp: issuedAt + 3600,
    }
    const text = [head, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), keys.privateKey).toString('base64url')}`
  }

  /** The bearer of a living access token; undefined for any other text. */
  function findBearer(token: string): AccessToken | undefined {
    const found = accessTokens.get(token)
    return found && found.expiresAt > world.now() ? found : undefined
  }

  /** Ends the whole grant that the token belongs to: every refresh and access token of this person for this application. */
  function revokeToken(token: string): void {
    const access = findBearer(token)
    const grant =
      [...grants.values()].find(({ refreshTokens }) => refreshTokens.includes(token)) ??
      (access && grants.get(grantKey(access.email, access.clientId)))
    if (!grant) throw new OAuthError(400, 'invalid_token', 'Token expired or revoked')
    end(grant)
  }

  /** As the person would in the account's own settings; for one application, or for all. */
  function revoke(email: string, clientId?: string): void {
    for (const grant of grants.values())
      if (grant.email === email && (clientId === undefined || grant.clientId === clientId)) end(grant)
  }

  function end(grant: Grant): void {
    grants.delete(grantKey(grant.email, grant.clientId))
    for (const [token, { email, clientId }] of accessTokens)
      if (email === grant.email && clientId === grant.clientId) accessTokens.delete(token)
  }

  /** Access tokens end at once, refresh tokens live: what a client sees an hour later. */
  function expireAccessTokens(email: string): void {
    for (const [token, access] of accessTokens) if (access.email === email) accessTokens.delete(token)
  }

  /** The claims that the scopes of this token show. Throws 401 when openid is not among them. */
  function userInfo(token: string): Record<string, unknown> {
    const bearer = findBearer(token)
    if (!bearer?.scopes.includes('openid'))
      throw new OAuthError(401, 'invalid_request', 'Invalid Credentials')
    return claimsOf(accountOf(world, bearer.email), bearer.scopes)
  }

  function jwks(): Record<string, unknown> {
    return { keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', alg: 'RS256' }] }
  }

  function listGrants(email: string): { client: Client; scopes: string[] }[] {
    return [...grants.values()]
      .filter((grant) => grant.email === email)
      .flatMap(({ clientId, scopes }) => {
        const client = clients.get(clientId)
        return client ? [{ client, scopes: [...scopes] }] : []
      })
  }

  return {
    clients,
    readSignIn,
    allow,
    refuse,
    exchange,
    findBearer,
    revokeToken,
    revoke,
    expireAccessTokens,
    userInfo,
    jwks,
    listGrants,
  }
}

/** `/.well-known/openid-configuration`, with everything at this origin. */
export function metadata(origin: string): Record<string, unknown> {
  return {
    issuer: origin,
    authorization_endpoint: `${origin}/o/oauth2/v2/auth`,
    token_endpoint: `${origin}/token`,
    userinfo_endpoint: `${origin}/v1/userinfo`,
    revocation_endpoint: `${origin}/revoke`,
    jwks_uri: `${origin}/oauth2/v3/certs`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'email', 'profile'],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    claims_supported: ['aud', 'email', 'email_verified', 'exp', 'iat', 'iss', 'name', 'sub', 'hd'],
    code_challenge_methods_supported: ['plain', 'S256'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    authorization_response_iss_parameter_supported: true,
  }
}

/** Scopes that the person cannot untick: who they are. */
export function isIdentityScope(scope: string): boolean {
  return identityScopes.includes(scope)
}

/** Google answers with the long names of `email` and `profile`, whichever were asked for. */
function readScopes(text: string): string[] {
  const scopes = text.split(' ').filter(Boolean)
  if (scopes.length === 0) throw refused(400, 'invalid_request', 'Missing required parameter: scope')
  const long = scopes.map((scope) => shortNames[scope] ?? scope)
  const unknown = long.find((scope) => !knownScopes.includes(scope))
  if (unknown !== undefined)
    throw refused(400, 'invalid_scope', `Some requested scopes were invalid. {invalid=[${unknown}]}`)
  return [...new Set(long)]
}

function claimsOf(account: Account, scopes: readonly string[]): Record<string, unknown> {
  const showsEmail = scopes.includes(`${contract.scopePrefix}userinfo.email`)
  const showsName = scopes.includes(`${contract.scopePrefix}userinfo.profile`)
  return {
    sub: account.sub,
    ...(account.domain === undefined ? {} : { hd: account.domain }),
    ...(showsEmail ? { email: account.email, email_verified: true } : {}),
    ...(showsName ? { name: account.name } : {}),
  }
}

function checkVerifier({ challenge, challengeMethod }: SignInRequest, verifier: string | undefined): void {
  if (challenge === undefined && verifier === undefined) return
  if (verifier === undefined) throw invalidGrant('Missing code verifier.')
  const made =
    challengeMethod === 'S256' ? createHash('sha256').update(verifier).digest('base64url') : verifier
  if (made !== challenge) throw invalidGrant('Invalid code verifier.')
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name)
  if (!value) throw invalidRequest(`Missing required parameter: ${name}`)
  return value
}

function grantKey(email: string, clientId: string): string {
  return `${email} ${clientId}`
}

function formDecoded(text: string): string {
  return decodeURIComponent(text.replaceAll('+', ' '))
}

function refused(status: number, code: string, description: string): OAuthError {
  return new OAuthError(status, code, description)
}

function invalidRequest(description: string): OAuthError {
  return new OAuthError(400, 'invalid_request', description)
}

function invalidGrant(description: string): OAuthError {
  return new OAuthError(400, 'invalid_grant', description)
}
