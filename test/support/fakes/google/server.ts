import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'

import { answerCall, type Bearer, type Desk } from './calendar-api.ts'
import { contract, isObject, type Json } from './contract.ts'
import { errorBody, fullSyncRequired, GoogleError } from './errors.ts'
import type { Fault, Faults } from './faults.ts'
import { answerVisit, jsonReply, type Reply } from './front.ts'
import type { OAuth } from './oauth.ts'

/** A request as it came, without its secrets. `status` is the answer's, 0 when there was none. */
export type FakeRequest = {
  at: number
  method: string
  path: string
  query: Record<string, string | string[]>
  headers: Record<string, string>
  body: unknown
  /** Whose access token it came with; undefined without a living one. */
  account: string | undefined
  status: number
  /** The fault that was set for it. */
  fault: Fault['kind'] | undefined
  /** What the fake itself did wrong: its answer was a 500 then. */
  breach: string | undefined
}

type Google = { desk: Desk; oauth: OAuth; faults: Faults; requests: FakeRequest[] }
type Incoming = { request: IncomingMessage; url: URL; text: string; record: FakeRequest }

const secretFields = ['client_secret', 'refresh_token', 'code', 'code_verifier', 'token']
const secretHeaders = ['authorization', 'cookie']
const longestBody = 1_000_000

/** The server behind the fake; it listens nowhere yet. */
export function newServer(google: Google): Server {
  return createServer((request, response) => {
    // Who went away before the end gets no answer.
    serve(google, request, response).catch(() => response.destroy())
  })
}

async function serve(google: Google, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', google.desk.world.origin)
  const text = await readText(request)
  const record = newRecord(google, request, url, text)
  google.requests.push(record)
  const fault = google.faults.take(record.method, url)
  record.fault = fault?.kind
  if (fault?.kind === 'latency') await new Promise((resolve) => setTimeout(resolve, fault.ms))
  if (fault?.kind === 'stall') return
  if (fault?.kind === 'cut') return void request.socket.destroy()
  const reply = (fault && instead(fault)) ?? answer(google, { request, url, text, record })
  if (fault?.kind === 'lost-reply') return void request.socket.destroy()
  record.status = reply.status
  send(response, fault ? spoil(fault, reply) : reply, fault?.kind === 'truncated')
}

function answer(google: Google, incoming: Incoming): Reply {
  try {
    return incoming.url.pathname.startsWith(contract.basePath)
      ? answerApi(google, incoming)
      : answerVisit({ world: google.desk.world, oauth: google.oauth }, visitOf(incoming))
  } catch (error) {
    if (error instanceof GoogleError) return refusal(error)
    incoming.record.breach = error instanceof Error ? (error.stack ?? error.message) : String(error)
    return refusal(new GoogleError(500, 'backendError', 'Internal Error'))
  }
}

function answerApi({ desk, oauth }: Google, { request, url, text, record }: Incoming): Reply {
  const bearer = readBearer(oauth, request)
  record.account = bearer.email
  const { status, body } = answerCall(desk, bearer, {
    httpMethod: record.method,
    path: url.pathname,
    search: url.searchParams,
    body: readJson(request, text),
    ifMatch: request.headers['if-match'],
  })
  if (body === undefined) return { status, headers: {}, body: '' }
  const etag = typeof body.etag === 'string' ? { etag: body.etag } : {}
  if (record.method === 'GET' && etag.etag !== undefined && request.headers['if-none-match'] === etag.etag)
    return { status: 304, headers: etag, body: '' }
  return jsonReply(status, body, etag)
}

function readBearer(oauth: OAuth, request: IncomingMessage): Bearer {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ')
  const place = { location: 'Authorization', locationType: 'header' }
  const headers = { 'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="invalid_token"' }
  if (scheme.toLowerCase() !== 'bearer' || token === '')
    throw new GoogleError(401, 'required', 'Login Required', { ...place, headers })
  const bearer = oauth.findBearer(token)
  if (!bearer) throw new GoogleError(401, 'authError', 'Invalid Credentials', { ...place, headers })
  const scopes = bearer.scopes
    .filter((scope) => scope.startsWith(contract.scopePrefix))
    .map((scope) => scope.slice(contract.scopePrefix.length))
  return { email: bearer.email, clientId: bearer.clientId, scopes }
}

function readJson(request: IncomingMessage, text: string): Json | undefined {
  if (text === '') return undefined
  if (!request.headers['content-type']?.startsWith('application/json'))
    throw new GoogleError(400, 'badContent', 'Unsupported content with type')
  try {
    return JSON.parse(text) as Json
  } catch {
    throw new GoogleError(400, 'parseError', 'Parse Error')
  }
}

function visitOf({ request, url, text, record }: Incoming) {
  const isForm = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')
  return {
    method: record.method,
    url,
    form: new URLSearchParams(isForm ? text : ''),
    authorization: request.headers.authorization,
  }
}

/** What some faults answer without asking anybody. */
function instead(fault: Fault): Reply | undefined {
  if (fault.kind === 'gone-sync-token') return refusal(fullSyncRequired())
  if (fault.kind === 'backend-error') return refusal(new GoogleError(503, 'backendError', 'Backend Error'))
  if (fault.kind === 'rate-limit') return rateLimited(fault)
  if (fault.kind !== 'status') return undefined
  return typeof fault.body === 'string'
    ? { status: fault.status, headers: { 'content-type': 'text/html', ...fault.headers }, body: fault.body }
    : jsonReply(fault.status, fault.body ?? {}, fault.headers)
}

function rateLimited({
  status = 403,
  reason = 'rateLimitExceeded',
  retryAfterSeconds,
}: Fault & { kind: 'rate-limit' }): Reply {
  const messages = {
    rateLimitExceeded: 'Rate Limit Exceeded',
    userRateLimitExceeded: 'User Rate Limit Exceeded',
    quotaExceeded: 'Calendar usage limits exceeded.',
  }
  return refusal(
    new GoogleError(status, reason, messages[reason], {
      domain: 'usageLimits',
      ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
    }),
  )
}

function spoil({ kind }: Fault, reply: Reply): Reply {
  if (kind === 'malformed')
    return {
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: '<!doctype html><title>Sorry</title><p>We are having trouble.',
    }
  if (kind !== 'emptied' || reply.status !== 200) return reply
  const body = JSON.parse(reply.body) as Json
  if (!isObject(body)) return reply
  const { nextPageToken: _, ...rest } = body
  return { ...reply, body: JSON.stringify({ ...rest, items: [] }) }
}

function send(response: ServerResponse, { status, headers, body }: Reply, isCutShort: boolean): void {
  const bytes = Buffer.from(body)
  response.writeHead(status, {
    ...headers,
    ...(status === 204 || status === 304 ? {} : { 'content-length': bytes.length }),
  })
  if (!isCutShort) return void response.end(bytes)
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
}

function refusal(error: GoogleError): Reply {
  return jsonReply(error.status, errorBody(error), error.extra.headers)
}

function newRecord({ desk }: Google, request: IncomingMessage, url: URL, text: string): FakeRequest {
  const headers = Object.entries(request.headers).map(([name, value]) => [
    name,
    secretHeaders.includes(name) ? '[hidden]' : String(value),
  ])
  return {
    at: desk.world.now(),
    method: request.method ?? 'GET',
    path: url.pathname,
    query: valuesOf(url.searchParams),
    headers: Object.fromEntries(headers),
    body: readBody(request, text),
    account: undefined,
    status: 0,
    fault: undefined,
    breach: undefined,
  }
}

function readBody(request: IncomingMessage, text: string): unknown {
  const type = request.headers['content-type'] ?? ''
  if (text === '') return undefined
  if (type.startsWith('application/x-www-form-urlencoded')) return valuesOf(new URLSearchParams(text))
  try {
    return JSON.parse(text) as unknown
  } catch {
    return text
  }
}

function valuesOf(search: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(search.keys())]
  return Object.fromEntries(
    names.map((name) => {
      const [first = '', ...more] = search
        .getAll(name)
        .map((value) => (secretFields.includes(name) ? '[hidden]' : value))
      return [name, more.length === 0 ? first : [first, ...more]]
    }),
  )
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  let length = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length
    if (length > longestBody) throw new Error('The body is too long.')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
