import type { IncomingMessage } from 'node:http'

import fastifyCookie from '@fastify/cookie'
import fastifySwagger from '@fastify/swagger'
import fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import { answerError, answerUnreadable } from './answers.ts'
import type { App } from './app.ts'
import { type Config, isLoopback, StartRefused } from './config.ts'
import { refusalReply, type Route, type Who } from './contract.ts'
import { errorCode } from './database.ts'
import { newId } from './ids.ts'
import { isPageAsked, sendEmptyPage, serveWeb } from './pages.ts'
import { missing, Refusal, unauthenticated } from './refusal.ts'

/** Who is calling: a person with a live session; name and address as they were when the call came in. */
export type Caller = {
  personId: string
  sessionId: string
  name: string
  email: string
  emailVerified: boolean
}

/** Who comes in: given by `accounts`, so that the platform knows nothing of people. */
export type Gate = {
  /** The caller behind a session cookie, or null. */
  identify(app: App, cookie: string | undefined): Promise<Caller | null>
  isOperator(app: App, caller: Caller): Promise<boolean>
  /** Those of the given session ids that are still good. */
  liveSessions(app: App, sessionIds: readonly string[]): Promise<Set<string>>
}

type CallerFor<W extends Who> = W extends 'anyone' ? Caller | null : Caller

/** One call of a route, parsed. */
export type Call<R extends Route> = {
  app: App
  caller: CallerFor<R['who']>
  params: z.output<R['params']>
  query: z.output<R['query']>
  body: z.output<R['body']>
  request: FastifyRequest
  reply: FastifyReply
}

/** A route together with what it does. */
export type Handler = { route: Route; run: (call: Call<Route>) => Promise<unknown> }

/** A reply that is JSON text already, in the shape the route promises: written once, sent often. */
export type Prepared = { preparedJson: string }

/** Ties a route to its handler; the types of both meet here. A string reply is sent as it is. */
export function handle<R extends Route>(
  route: R,
  run: (call: Call<R>) => Promise<z.input<R['reply']> | Prepared>,
): Handler {
  return { route, run: run }
}

/**
 * The session cookie: bound to the host on https; loopback http has no secure cookies in every browser. Browsers share
 * cookies between the ports of a host, so the port is in the name: two Parleys on one machine do not sign each other out.
 */
export function sessionCookieName(publicUrl: URL): string {
  return publicUrl.protocol === 'https:' ? '__Host-parley' : `parley-${publicUrl.port || '80'}`
}

const closeWithinMs = 4_000
const usualBodyLimit = 64 * 1024
const longestParam = 300

/** Builds the HTTP server: the API from its contracts, then the web app for every other address. */
export async function createHttp(
  app: App,
  handlers: readonly Handler[],
  gate: Gate,
): Promise<FastifyInstance> {
  const logger: FastifyBaseLogger = app.log
  const server = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // One proxy of the operator's stands in front; what it was told by others is not believed.
    trustProxy: app.config.trustProxy && ((_address, hop) => hop === 0),
    bodyLimit: usualBodyLimit,
    // An address in a mail can hold something sealed.
    routerOptions: { maxParamLength: longestParam },
    http: { shouldUpgradeCallback: wantsWebSocket },
    clientErrorHandler: answerUnreadable,
    genReqId: () => newId(),
    // At the end, requests under way are answered; connections that only wait are closed.
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => void answerUnroutable(app, error, request, reply),
  })
  // JSON alone: anything else is another type (415), also the one that a form of another site could send.
  server.removeContentTypeParser('text/plain')
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.setErrorHandler((error: FastifyError, request, reply) => answerError(app, error, request, reply))
  server.addHook('onRequest', async (request, reply) => guard(app, request, reply))
  server.addHook('onResponse', async (request, reply) => logRequest(app, request, reply))
  await server.register(fastifyCookie)
  await server.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Parley', version: '1', description: 'Message rooms with the meeting built in.' },
    },
    transform: jsonSchemaTransform,
  })
  for (const handler of handlers.filter(({ route }) => !route.anyContent)) {
    addRoute(app, server, handler, gate)
  }
  await server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string) => body)
    for (const handler of handlers.filter(({ route }) => route.anyContent)) {
      addRoute(app, scope, handler, gate)
    }
  })
  server.get('/api/openapi.json', { schema: { hide: true } }, async () => server.swagger())
  server.get('/api/*', { schema: { hide: true } }, async () => {
    throw missing()
  })
  await serveWeb(app, server)
  return server
}

// What cannot be read as an address is nowhere; whoever typed it as the address of a page sees a page that says so.
function answerUnroutable(app: App, error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  reply.header('x-content-type-options', 'nosniff')
  if (isPageAsked(request)) return sendEmptyPage(reply.code(404))
  return answerError(app, error, request, reply)
}

// Any other protocol that is offered may be ignored (RFC 9110 §7.8): curl, for one, offers h2c with everything.
function wantsWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket'
}

/** Opens the port. Throws StartRefused with a sentence when it cannot be had. */
export async function listen(server: FastifyInstance, config: Config): Promise<void> {
  const { port, host } = config
  await server.listen({ port, host }).catch((error: unknown) => {
    throw portRefused(error, port, host)
  })
}

/** Takes nothing new, answers what is under way for a few seconds, then cuts what is left. */
export async function closeHttp(server: FastifyInstance): Promise<void> {
  // A connection turns idle when its answer is out; browsers also open some that never ask anything.
  const idle = setInterval(() => server.server.closeIdleConnections(), 50)
  const late = setTimeout(() => server.server.closeAllConnections(), closeWithinMs)
  try {
    await server.close()
  } finally {
    clearInterval(idle)
    clearTimeout(late)
  }
}

/** Why the port cannot be had, as a sentence for the person at the terminal; other errors as they are. */
export function portRefused(error: unknown, port: number, host: string): unknown {
  const code = errorCode(error)
  if (code === 'EADDRINUSE') {
    return new StartRefused(
      `PORT=${port} is in use: another program listens on ${host}. Stop it, or set another PORT.`,
    )
  }
  if (code === 'EACCES') {
    return new StartRefused(`PORT=${port} may not be opened by this user. Set a PORT above 1023.`)
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new StartRefused(`HOST=${host} is not an address of this machine. Use 127.0.0.1 or 0.0.0.0.`)
  }
  return error
}

function addRoute(app: App, server: FastifyInstance, { route, run }: Handler, gate: Gate): void {
  const noBody = route.method === 'GET' || route.method === 'DELETE'
  server.route({
    method: route.method,
    url: route.path,
    bodyLimit: route.bodyLimit ?? usualBodyLimit,
    schema: {
      summary: route.summary,
      description: describeRoute(route),
      params: route.params,
      querystring: route.query,
      ...(noBody ? {} : { body: route.body }),
      response: { 200: route.reply, '4xx': refusalReply, '5xx': refusalReply },
    },
    // The session is judged before what was sent: a stranger learns nothing from the shape of a refusal.
    preValidation: async (request) => {
      const cookie = request.cookies[sessionCookieName(app.config.publicUrl)]
      const caller = route.ignoresSession ? null : await gate.identify(app, cookie)
      if (!caller && route.who !== 'anyone') throw unauthenticated()
      if (route.who === 'operator' && !(caller && (await gate.isOperator(app, caller)))) throw missing()
      request.caller = caller
      if (!noBody && request.body === undefined) request.body = route.anyContent ? '' : {}
    },
    handler: async (request, reply) => {
      reply.header('cache-control', 'no-store')
      const answer = await run({
        app,
        caller: request.caller,
        params: request.params,
        query: request.query,
        body: request.body,
        request,
        reply,
      })
      if (reply.sent) return reply
      return isPrepared(answer) ? sendPrepared(reply, answer) : answer
    },
  })
}

function isPrepared(answer: unknown): answer is Prepared {
  return typeof answer === 'object' && answer !== null && 'preparedJson' in answer
}

function sendPrepared(reply: FastifyReply, { preparedJson }: Prepared): FastifyReply {
  return reply.type('application/json; charset=utf-8').send(preparedJson)
}

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller | null
  }
}

function describeRoute(route: Route): string {
  const codes = route.refusals.length > 0 ? ` Refuses with: ${route.refusals.join(', ')}.` : ''
  return `For: ${route.who}.${codes}`
}

// What programs ask for is answered under any name of this machine.
const notForBrowsers = /^\/(?:api\/|healthz|readyz)/

// A browser says where a request comes from; anything unsafe from another origin is refused before it is read.
async function guard(app: App, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { publicUrl } = app.config
  reply.header('x-content-type-options', 'nosniff')
  if (request.method === 'GET' || request.method === 'HEAD') {
    const host = request.hostname
    if (
      host !== publicUrl.hostname &&
      isLoopback(host) &&
      isLoopback(publicUrl.hostname) &&
      !notForBrowsers.test(request.url)
    ) {
      await reply.redirect(`${publicUrl.origin}${pathOf(request)}`, 302)
    }
    return
  }
  const { origin } = request.headers
  const crossSite = origin ? origin !== publicUrl.origin : isFromElsewhere(request)
  if (crossSite) {
    throw new Refusal(
      'forbidden',
      'wrong_origin',
      `This address only takes changes from ${publicUrl.origin}. Open Parley there.`,
    )
  }
}

// Written after our origin, never resolved against it: `//elsewhere` would lead there (RFC 3986 §4.2).
function pathOf(request: FastifyRequest): string {
  return request.url.startsWith('/') ? request.url : '/'
}

function isFromElsewhere(request: FastifyRequest): boolean {
  const site = request.headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

// The pattern and never the address: addresses carry tokens and keys.
function logRequest(app: App, request: FastifyRequest, reply: FastifyReply): void {
  app.log.info(
    {
      method: request.method,
      route: request.routeOptions.url ?? 'page',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
      requestId: request.id,
      personId: request.caller?.personId,
    },
    'request',
  )
}
