import { createServer, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

import { answerUnreadable, refusalBody, retryAfterOf } from './answers.ts'
import { type Config, StartRefused } from './config.ts'
import { type Connection, errorCode, isUnreachable } from './database.ts'
import { notReady } from './health.ts'
import { portRefused } from './http.ts'
import { newId } from './ids.ts'
import type { Log } from './log.ts'
import { type Refusal, unavailable } from './refusal.ts'

const firstPauseMs = 500
const longestPauseMs = 8_000

/**
 * Does the first work on the database, again and again while it is not there, with growing pauses; until then the port
 * answers that Parley waits. Throws StartRefused at once when the database turns us away.
 */
export async function whenDatabaseIsThere<T>(
  { config, connection, log }: { config: Config; connection: Connection; log: Log },
  work: () => Promise<T>,
): Promise<T> {
  let waiting: Server | undefined
  try {
    for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
      try {
        return await work()
      } catch (error) {
        if (!isUnreachable(error)) throw turnedAway(error, connection)
        waiting ??= await answerWaiting(config)
        log.warn(
          { why: errorCode(error) ?? 'connection lost', nextTryInMs: pause },
          `the database at ${placeOf(connection)} cannot be reached; waiting for it`,
        )
        await sleep(pause)
      }
    }
  } finally {
    if (waiting) await closeServer(waiting)
  }
}

/** The database's address without the name and password in it. */
export function placeOf({ connectionString }: Connection): string {
  const { host, pathname, searchParams } = new URL(connectionString)
  return `${searchParams.get('host') ?? host}${pathname}`
}

// PostgreSQL, appendix A: class 28 is about who we are, 3D about the database's name, 42501 about rights.
function turnedAway(error: unknown, connection: Connection): unknown {
  const code = errorCode(error) ?? ''
  if (!/^(?:28|3D)/.test(code) && code !== '42501') return error
  const why = error instanceof Error ? error.message : String(error)
  return new StartRefused(
    `The database at ${placeOf(connection)} turned Parley away: ${why}. See DATABASE_URL.`,
  )
}

async function answerWaiting({ port, host }: Config): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url === '/healthz') return sendJson(response, 200, { alive: true })
    return sendRefusal(response, request.url === '/readyz' ? notReady('database') : unavailable())
  })
  server.on('clientError', answerUnreadable)
  server.listen(port, host)
  await once(server, 'listening').catch((error: unknown) => {
    throw portRefused(error, port, host)
  })
  return server
}

function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  response.setHeader('retry-after', retryAfterOf(refusal) ?? 0)
  sendJson(response, 503, refusalBody(refusal, newId()))
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  })
  response.end(JSON.stringify(body))
}

async function closeServer(server: Server): Promise<void> {
  server.close()
  server.closeAllConnections()
  await once(server, 'close')
}
