import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import type { SetFault } from '../waiting-faults.ts'
import { type Outgoing, readBody, readJson, send, spoil, writeJson } from './answers.ts'
import type { JsonObject } from './contract.ts'
import { newCursors } from './delta.ts'
import type { LifecycleEvent, Notification } from './delivery.ts'
import type { DuplicateAnswer } from './event-rules.ts'
import { type Fault, newFaults, refusalOf } from './faults.ts'
import { answerCall } from './graph.ts'
import { GraphError, tooMany } from './graph-error.ts'
import { newSigner } from './id-token.ts'
import { answerPage } from './outlook.ts'
import { type Person, personOf } from './person.ts'
import { newSignIn } from './sign-in.ts'
import { startSubscriptions } from './subscriptions.ts'
import type { Client } from './tokens.ts'
import { type Account, accountOf, addAccount, guidOf, type NewAccount, type World } from './world.ts'

export type { SetFault } from '../waiting-faults.ts'
export type { Fault } from './faults.ts'
export type { Person } from './person.ts'
export type { LifecycleEvent, Notification } from './delivery.ts'
export type { NewAccount } from './world.ts'
export type { Client }

export type FakeMicrosoftOptions = {
  /** 0 for any. */
  port?: number
  /** The instant, in ms. */
  now?: () => number
  clients?: readonly Client[]
  accounts?: readonly NewAccount[]
  /** Items of a page where the caller does not say: Graph's 10. */
  pageSize?: number
  /** Whether deltas bring a recurrence's series beside its occurrences. */
  withMasters?: boolean
  duplicate?: DuplicateAnswer
  /** How long a notification address may take, in ms: Graph's 10 seconds. */
  handshakeMs?: number
  retryAfterMs?: number
  /** The longest life of a subscription: 10,080 unless told. */
  longestSubscriptionMinutes?: number
  /** Requests that a mailbox serves at once: Graph's 4. */
  concurrency?: number
  /** How long a mailbox is busy with each request, in ms, so that who asks for too much at once is seen: 2. */
  serviceMs?: number
}

/** How a person answers the page of the sign-in: who they are, or that they cancel. */
export type Consent = { email: string; cancel?: boolean }

/** A request as it came, without secrets. `status` is that of the answer, 0 when it got none. */
export type FakeRequest = {
  at: number
  method: string
  path: string
  /** Path and query. */
  url: string
  headers: Record<string, string | undefined>
  /** JSON as it is, a form as its members; undefined without one. */
  body: unknown
  /** Whose access token it came with; undefined without a living one. */
  account: string | undefined
  status: number
  /** The fault that was set for it. */
  fault: Fault['kind'] | undefined
  /** What the fake itself did wrong: its answer was a 500 then. */
  breach: string | undefined
}

export type FakeMicrosoft = {
  /** `http://127.0.0.1:<port>`: the sign-in stands below it by tenant (`/common/oauth2/v2.0/…`), the pages at `/`. */
  readonly origin: string
  /** Where Graph's addresses begin, with the version. */
  readonly apiUrl: string
  /** Every request that came, oldest first. */
  readonly requests: readonly FakeRequest[]
  readonly notifications: readonly Notification[]
  registerClient: (client: Client) => void
  /** Makes the client's secret run out: `invalid_client` 7000222. */
  expireClientSecret: (clientId: string) => void
  addAccount: (account: NewAccount) => Person
  person: (email: string) => Person
  /** Answers the account page as the person would, and gives the address that the browser is sent back to. */
  consent: (authorizeUrl: string | URL, consent: Consent) => Promise<URL>
  /**
   * Withdraws what the account allowed: refresh tokens die with `errorCode` (50173 unless told; 65001, 700082, 50057, 50076,
   * 53003 …). As at Microsoft, access tokens that are out live on for their hour, unless `endsAccess`.
   */
  revoke: (email: string, how?: { errorCode?: number; endsAccess?: boolean }) => void
  /** Access tokens end early; refresh tokens live on. */
  expireAccessTokens: (email: string) => void
  /** Delta tokens of the mailbox given out so far are dead: 410 SyncStateNotFound unless told. */
  expireDeltaTokens: (email: string, answer?: { status: number; code: string }) => void
  /** Tells the subscriptions of the mailbox something about themselves; removed ones are gone, others may fall silent. */
  tellLifecycle: (email: string, event: LifecycleEvent) => void
  /** Subscriptions that are open at the moment. */
  subscriptions: (email: string) => JsonObject[]
  fail: (fault: Fault) => SetFault
  clearFaults: () => void
  dropNotifications: (times: number) => void
  duplicateNotifications: (times: number) => void
  delayNotifications: (milliseconds: number, times: number) => void
  /** Holds so many back and then sends them last first. */
  reorderNotifications: (count: number) => void
  /** Waits until every notification that is under way was delivered or given up. */
  settle: () => Promise<void>
  /** What the fake itself did wrong; empty in a good test. */
  breaches: () => string[]
  stop: () => Promise<void>
}

type Incoming = { url: URL; text: string; authorization: string | undefined; record: FakeRequest }

/** Starts a Microsoft of one's own on 127.0.0.1: Entra's sign-in, Graph's calendars, and pages to see and edit them. */
export async function startFakeMicrosoft(options: FakeMicrosoftOptions = {}): Promise<FakeMicrosoft> {
  const world: World = { now: options.now ?? Date.now, accounts: new Map(), listeners: [] }
  const clients = new Map((options.clients ?? []).map((client) => [client.id, client]))
  const faults = newFaults()
  const requests: FakeRequest[] = []
  const busy = new Map<Account, number>()
  const stalled = new Set<ServerResponse>()
  let address = ''
  const origin = () => address
  const pageSize = options.pageSize ?? 10
  const cursors = newCursors({ withMasters: options.withMasters ?? true, pageSize })
  const subscriptions = startSubscriptions(world, {
    handshakeMs: options.handshakeMs ?? 10_000,
    retryAfterMs: options.retryAfterMs ?? 100,
    longestMinutes: options.longestSubscriptionMinutes ?? 10_080,
  })
  const signIn = newSignIn({ world, clients, signer: await newSigner(), origin })
  const desk = {
    world,
    cursors,
    subscriptions,
    origin,
    pageSize,
    duplicate: options.duplicate ?? { status: 409 as const, namesEvent: false },
  }
  for (const account of options.accounts ?? []) addAccount(world, account)

  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' })
      response.end(String(error))
    })
  })
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  address = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}`

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const incoming = await receive(request)
    requests.push(incoming.record)
    const fault = faults.take(incoming.record.method, incoming.url)
    incoming.record.fault = fault?.kind
    if (fault?.kind === 'cut') return void response.destroy()
    if (fault?.kind === 'stall') return stall(response)
    const answer = await answerIncoming(incoming, fault)
    if (fault?.kind === 'lost-reply') return void response.destroy()
    incoming.record.status = answer.status
    send(response, fault ? spoil(answer, fault) : answer, fault?.kind === 'truncated')
  }

  function stall(response: ServerResponse): void {
    stalled.add(response)
    response.once('close', () => stalled.delete(response))
  }

  async function receive(request: IncomingMessage): Promise<Incoming> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const url = new URL(request.url ?? '/', address)
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : value,
      ]),
    )
    const record: FakeRequest = {
      at: world.now(),
      method: request.method ?? 'GET',
      path: url.pathname,
      url: url.pathname + url.search,
      headers: { ...headers, ...(headers.authorization && { authorization: '…' }) },
      body: readBody(text),
      status: 0,
      account: undefined,
      fault: undefined,
      breach: undefined,
    }
    return { url, text, authorization: request.headers.authorization, record }
  }

  async function answerIncoming(incoming: Incoming, fault: Fault | undefined): Promise<Outgoing> {
    const { url, text, authorization, record } = incoming
    const isGraph = url.pathname.startsWith('/v1.0/')
    if (fault?.kind === 'latency' && !isGraph) await pause(fault.ms)
    if (isGraph) return answerGraph(incoming, fault)
    const refused = refusalOf(fault)
    if (refused) return writeError(refused, record)
    const form = new URLSearchParams(text)
    return (
      signIn.answer(record.method, url, form, authorization) ??
      answerPage(
        { world, revoke: (email) => revoke(email, { endsAccess: true }) },
        record.method,
        url,
        form,
      ) ?? {
        status: 404,
        headers: { 'content-type': 'text/plain' },
        body: `There is no ${record.method} ${url.pathname} in this fake.`,
      }
    )
  }

  async function answerGraph(
    { url, text, authorization, record }: Incoming,
    fault: Fault | undefined,
  ): Promise<Outgoing> {
    try {
      const refused = refusalOf(fault)
      if (refused) throw refused
      const bearer = signIn.bearerOf(authorization)
      if (typeof bearer === 'string')
        throw new GraphError(401, 'InvalidAuthenticationToken', bearer, {
          headers: { 'www-authenticate': 'Bearer realm="", authorization_uri="", client_id=""' },
        })
      record.account = bearer.account.email
      if (text !== '' && readJson(text) === undefined)
        throw new GraphError(400, 'BadRequest', 'Unable to read JSON request payload.')
      const path = url.pathname.slice('/v1.0'.length)
      const call = {
        method: record.method,
        path,
        search: url.searchParams,
        headers: record.headers,
        body: record.body,
      }
      const { status, headers, body } = await inTurn(bearer.account, path, async () => {
        await pause(fault?.kind === 'latency' ? fault.ms : (options.serviceMs ?? 2))
        return answerCall(desk, bearer, call)
      })
      return writeJson(status, body, { ...headers, ...idsOf(record) })
    } catch (error) {
      if (!(error instanceof GraphError)) record.breach = String(error)
      return writeError(
        error instanceof GraphError ? error : new GraphError(500, 'generalException', String(error)),
        record,
      )
    }
  }

  /** A mailbox serves so many at once, and turns the next away. Subscriptions are no business of the mailbox. */
  async function inTurn<T>(account: Account, path: string, work: () => Promise<T>): Promise<T> {
    const running = busy.get(account) ?? 0
    if (path.startsWith('/subscriptions')) return work()
    if (running >= (options.concurrency ?? 4)) throw tooMany(429, 1)
    busy.set(account, running + 1)
    try {
      return await work()
    } finally {
      busy.set(account, (busy.get(account) ?? 1) - 1)
    }
  }

  function writeError(error: GraphError, record: FakeRequest): Outgoing {
    const ids = idsOf(record)
    const innerError = {
      ...(error.innerCode === undefined ? {} : { code: error.innerCode }),
      date: new Date(world.now()).toISOString().slice(0, 19),
      ...ids,
    }
    const body = {
      error: { code: error.code, message: error.message, ...error.members, innerError },
    } as JsonObject
    return writeJson(error.status, body, { ...error.headers, ...ids })
  }

  function idsOf(record: FakeRequest): Record<string, string> {
    const id = guidOf(`request ${requests.length}`)
    return { 'request-id': id, 'client-request-id': record.headers['client-request-id'] ?? id }
  }

  function revoke(email: string, { errorCode = 50173, endsAccess = false } = {}): void {
    const account = accountOf(world, email)
    signIn.revoke(account, errorCode, endsAccess)
    subscriptions.silence(account)
  }

  async function consent(authorizeUrl: string | URL, { email, cancel = false }: Consent): Promise<URL> {
    const answer = await fetch(authorizeUrl, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(cancel ? { cancel: 'yes' } : { account: email }),
    })
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`No redirect but ${answer.status}: ${await answer.text()}`)
    return new URL(location)
  }

  async function stop(): Promise<void> {
    subscriptions.close()
    for (const response of stalled) response.destroy()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await subscriptions.settle()
  }

  const account = (email: string) => accountOf(world, email)
  const { mischief } = subscriptions
  return {
    origin: address,
    apiUrl: `${address}/v1.0`,
    requests,
    notifications: subscriptions.sent,
    registerClient: (client) => void clients.set(client.id, client),
    expireClientSecret: (clientId) => {
      const client = clients.get(clientId)
      if (client) clients.set(clientId, { ...client, isSecretExpired: true })
    },
    addAccount: (given) => personOf(world, addAccount(world, given)),
    person: (email) => personOf(world, account(email)),
    consent,
    revoke,
    expireAccessTokens: (email) => signIn.expireAccess(account(email)),
    expireDeltaTokens: (email, answer) => cursors.forget(account(email).email, answer),
    tellLifecycle: (email, event) => subscriptions.tellLifecycle(account(email), event),
    subscriptions: (email) => subscriptions.list(account(email)),
    fail: faults.set,
    clearFaults: faults.clear,
    dropNotifications: (times) => {
      mischief.drop = times
    },
    duplicateNotifications: (times) => {
      mischief.duplicate = times
    },
    delayNotifications: (milliseconds, times) => {
      mischief.late = { left: times, ms: milliseconds }
    },
    reorderNotifications: (count) => {
      mischief.reorder = count
    },
    settle: subscriptions.settle,
    breaches: () => requests.flatMap(({ breach }) => (breach === undefined ? [] : [breach])),
    stop,
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
