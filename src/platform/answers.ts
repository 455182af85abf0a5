import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'

import type { App } from './app.ts'
import { errorCode, isUnreachable } from './database.ts'
import { newId } from './ids.ts'
import { invalid, missing, Refusal, type RefusalKind, unavailable } from './refusal.ts'

const statusOf: Record<RefusalKind, number> = {
  unauthenticated: 401,
  forbidden: 403,
  missing: 404,
  conflict: 409,
  gone: 410,
  invalid: 422,
  'too-many': 429,
  unavailable: 503,
}

/** Answers what was thrown: a refusal with its status and sentence, anything else as a fault that is logged. */
export function answerError(
  app: App,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const refusal = refusalFor(error) ?? refusalWhileAway(app, error, request)
  if (!refusal) return answerFault(app, error, request, reply)
  const wait = retryAfterOf(refusal)
  if (wait !== undefined) reply.header('retry-after', wait)
  return sendError(reply, statusFor(error, refusal), request, refusal)
}

/**
 * Answers a bare connection and ends it: one that asks for another protocol and does not get it, or that said nothing we
 * can read. The same shape as every refusal.
 */
export function refuseConnection(
  connection: Duplex,
  refusal: Refusal,
  status: number = statusOf[refusal.kind],
): void {
  const text = JSON.stringify(refusalBody(refusal, newId()))
  const wait = retryAfterOf(refusal)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    'cache-control: no-store',
    'x-content-type-options: nosniff',
    ...(wait === undefined ? [] : [`retry-after: ${wait}`]),
    'connection: close',
  ]
  connection.end(`${head.join('\r\n')}\r\n\r\n${text}`, () => connection.destroy())
}

/** Answers what is no request that Node can read. */
export function answerUnreadable(error: unknown, connection: Duplex): void {
  const code = errorCode(error) ?? ''
  if (code === 'ECONNRESET' || !connection.writable) return void connection.destroy()
  const [status, refusal] = unreadable[code] ?? malformed
  refuseConnection(connection, refusal, status)
}

// Node's names for what its parser turns away.
const unreadable: Record<string, [status: number, refusal: Refusal]> = {
  HPE_HEADER_OVERFLOW: [
    431,
    invalid('headers_too_large', 'The headers of this request are larger than what can be taken.'),
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, invalid('too_large', 'This is larger than what can be taken here.')],
  ERR_HTTP_REQUEST_TIMEOUT: [
    408,
    invalid('too_slow', 'This request took too long to arrive. Send it again.'),
  ],
}
const malformed: [status: number, refusal: Refusal] = [
  400,
  invalid('unreadable', 'This is no request that can be read (RFC 9112).'),
]

/** The body of every refusal. */
export function refusalBody({ code, message, fields, details }: Refusal, requestId: string) {
  return {
    error: {
      code,
      message,
      ...(fields && { fields }),
      ...(details !== undefined && { details }),
      requestId,
    },
  }
}

/** After how many seconds to ask again, where a refusal says so. */
export function retryAfterOf({ kind, details }: Refusal): number | undefined {
  if (kind !== 'too-many' && kind !== 'unavailable') return undefined
  return (details as { retryAfterSeconds: number }).retryAfterSeconds
}

// Zod's issues become sentences by field; an address that does not parse is an unknown address.
function refusalFor(error: FastifyError): Refusal | undefined {
  if (error instanceof Refusal) return error
  if (error.code === 'FST_ERR_BAD_URL' || error.code === 'FST_ERR_MAX_PARAM_LENGTH') return missing()
  if (hasZodFastifySchemaValidationErrors(error)) {
    if (error.validationContext === 'params') return missing()
    const fields: Record<string, string> = {}
    for (const issue of error.validation) {
      const name = issue.instancePath.split('/').filter(Boolean).join('.') || 'body'
      fields[name] ??= issue.message ?? 'This is not right.'
    }
    return invalid('invalid', Object.values(fields)[0] ?? 'Something in this request is not right.', fields)
  }
  if (error.statusCode === 415)
    return invalid('not_json', 'Send JSON, with the content type application/json.')
  if (error.statusCode === 413) return invalid('too_large', 'This is larger than what can be taken here.')
  if (error.statusCode === 400) return invalid('unreadable', 'This request could not be read as JSON.')
  return undefined
}

// The database is away: nothing to mend here, it comes back by itself.
function refusalWhileAway(app: App, error: FastifyError, request: FastifyRequest): Refusal | undefined {
  if (!isUnreachable(error)) return undefined
  const why = errorCode(error) ?? error.message
  app.log.warn({ requestId: request.id, why }, 'the database cannot be reached')
  return unavailable()
}

function statusFor(error: FastifyError, refusal: Refusal): number {
  const unread = error.statusCode === 400 || error.statusCode === 413 || error.statusCode === 415
  return unread && !(error instanceof Refusal) && refusal.code !== 'invalid' && refusal.code !== 'not_found'
    ? (error.statusCode ?? 400)
    : statusOf[refusal.kind]
}

// Logged once, here, with the id that the person sees.
function answerFault(
  app: App,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  app.log.error(
    { err: error, requestId: request.id, method: request.method, url: request.routeOptions.url },
    'a request failed',
  )
  const fault = new Refusal(
    'invalid',
    'fault',
    'Something went wrong on our side. Nothing was changed; try again.',
  )
  return sendError(reply, 500, request, fault)
}

function sendError(
  reply: FastifyReply,
  status: number,
  request: FastifyRequest,
  refusal: Refusal,
): FastifyReply {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .type('application/json; charset=utf-8')
    .send(refusalBody(refusal, request.id))
}
