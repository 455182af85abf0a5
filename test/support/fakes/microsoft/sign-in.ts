import { randomUUID } from 'node:crypto'

import type { Signer } from './id-token.ts'
import { OAuthError } from './oauth-error.ts'
import { accountsPage, errorPage } from './pages.ts'
import { type AskedCode, type Client, isSame, newTokens, openIdScopes, readScopes } from './tokens.ts'
import { type Account, accountOf, guidOf, personalTenant, type World } from './world.ts'

/** An answer of the sign-in: a page, a redirect or JSON. */
export type SignInAnswer = { status: number; headers: Record<string, string>; body: string }

type Asked = AskedCode & { state: string | undefined; hint: string | undefined }

const tenants = ['common', 'organizations', 'consumers']

/** Entra's part: the page where an account is chosen, and the door where tokens are had. */
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
  const tokens = newTokens({ world, signer, origin })

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
    return { code: tokens.newCode(account, asked), session_state: randomUUID() }
  }

  function issue(form: URLSearchParams, authorization: string | undefined): SignInAnswer {
    try {
      const client = clientOf(form, authorization)
      const type = form.get('grant_type')
      if (type === 'authorization_code') return json(200, tokens.redeemCode(client, form))
      if (type === 'refresh_token') return json(200, tokens.redeemRefresh(client, form))
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

  const { bearerOf, revoke, expireAccess } = tokens
  return { answer, bearerOf, revoke, expireAccess }
}

function isLetIn({ tid }: Account, tenant: string): boolean {
  if (tenant === 'common') return true
  if (tenant === 'organizations') return tid !== personalTenant
  return tid === (tenant === 'consumers' ? personalTenant : tenant)
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
