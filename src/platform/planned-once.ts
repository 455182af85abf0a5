import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

// Plans live on every connection: some hundred are a few megabytes each, and nobody asks a thousand things often.
const mostNamed = 400
const mostSeen = 2_000
// Rows by the dozen in one statement are of another length each time, and planning is the least of their cost.
const longestNamed = 6_000

const seen = new Set<string>()
let names = new Map<string, string>()
let named = 0

/**
 * The pool, with statements that are parsed and planned once on each connection instead of every time: what is asked a second
 * time gets a name, under which PostgreSQL keeps it until the connection ends.
 */
export function plannedOnce(pool: pg.Pool): PostgresPool {
  const known = new WeakMap<pg.PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    async connect() {
      const client = await pool.connect()
      const planning = known.get(client) ?? planningClient(client)
      known.set(client, planning)
      return planning
    },
    end: () => pool.end(),
  }
}

/** Whether the error says that a table has got other columns since a statement on it was planned. Nothing of it was done. */
export function isOfStalePlan(error: unknown): boolean {
  return error instanceof Error && error.message === 'cached plan must not change result type'
}

function planningClient(client: pg.PoolClient): PostgresPoolClient {
  const asked = {
    query: (text: string, values: unknown[]) => ask(client, text, values),
    release: (destroy?: boolean) => client.release(destroy),
  }
  // Kysely would also hand over cursors, which need a package that is not here.
  return asked as PostgresPoolClient
}

async function ask(client: pg.PoolClient, text: string, values: unknown[]) {
  const name = values.length > 0 ? nameOf(text) : undefined
  if (name === undefined) return (await client.query(text, values)) as PostgresQueryResult<unknown>
  try {
    return await client.query({ name, text, values })
  } catch (error) {
    if (!isOfStalePlan(error)) throw error
    forgetNames()
    // In a transaction nothing can be asked after an error: then the change begins again.
    return await client.query(text, values).catch(() => Promise.reject(error))
  }
}

function nameOf(text: string): string | undefined {
  const name = names.get(text)
  if (name !== undefined || text.length > longestNamed || names.size >= mostNamed) return name
  if (seen.has(text)) return giveName(text)
  if (seen.size >= mostSeen) seen.clear()
  seen.add(text)
  return undefined
}

function giveName(text: string): string {
  const name = `parley_${(named += 1)}`
  names.set(text, name)
  return name
}

// What was planned under the old names is never asked for again, on no connection.
function forgetNames(): void {
  names = new Map()
}
