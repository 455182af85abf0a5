import { z } from 'zod'

import type { App } from './app.ts'
import { route } from './contract.ts'
import { handle, type Handler } from './http.ts'
import { opensCanary } from './installation.ts'
import { isMigrated } from './migrations.ts'
import { unavailable } from './refusal.ts'

/** What must be there before people can be served. */
type Part = 'database' | 'migrations' | 'key'

const checkWithinMs = 2_000

const readHealth = route({
  method: 'GET',
  path: '/healthz',
  who: 'anyone',
  ignoresSession: true,
  summary: 'Whether the process is alive; says nothing of the database',
  reply: z.object({ alive: z.literal(true) }),
})

const readReadiness = route({
  method: 'GET',
  path: '/readyz',
  who: 'anyone',
  ignoresSession: true,
  summary:
    'Whether people can be served: the database, its migrations and the key; 503 names what is missing',
  reply: z.object({ ready: z.literal(true) }),
  refusals: ['not_ready'],
})

/** For whoever watches over the process: alive, and ready. */
export const healthRoutes: readonly Handler[] = [
  handle(readHealth, async () => ({ alive: true as const })),
  handle(readReadiness, async ({ app }) => {
    const missing = await findMissing(app)
    if (missing) throw notReady(missing)
    return { ready: true as const }
  }),
]

/** The refusal of a process that cannot serve people yet, or for the moment. */
export function notReady(missing: Part) {
  const sentences = {
    database: 'Not ready: the database cannot be reached.',
    migrations: 'Not ready: the database is not of this version.',
    key: 'Not ready: the key does not open what this database keeps sealed.',
  }
  return unavailable('not_ready', sentences[missing], { missing: [missing] })
}

async function findMissing(app: App): Promise<Part | null> {
  try {
    const [migrated, opened] = await within(
      checkWithinMs,
      Promise.all([isMigrated(app.db), opensCanary(app.db, app.sealer)]),
    )
    if (!migrated) return 'migrations'
    return opened ? null : 'key'
  } catch (error) {
    // Whatever stops these reads, the answer is the same; what it was is for the operator alone.
    app.log.warn({ err: error }, 'the database could not be checked')
    return 'database'
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms.`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
