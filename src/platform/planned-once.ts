import type { Writable } from 'node:stream'

import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type pg from 'pg'

// Plans live on every connection: some hundred are a few megabytes each, and nobody asks a thousand things often.
const mostNamed = 400
const mostSeen = 2_000
// Rows by the dozen in one statement are of another length each time, and planning is the least of their cost.
const longestNamed = 6_000
// So are lists of people and rooms: each length is another statement, and together they would take every name there is.
const longList = /\bin \((?:\$\d+, ){8}/

// PostgreSQL, appendix A: invalid_sql_statement_name, feature_not_supported, in_failed_sql_transaction, deadlock_detected.
const noSuchStatement = '26000'
const notSupported = '0A000'
const inFailedTransaction = '25P02'
const deadlock = '40P01'

const tries = 5

type Asked = { text: string; values: unknown[] }

const seen = new Set<string>()
let names = new Map<string, string>()
let named = 0

const beginning = /^(?:begin|start transaction)\b/
const ending = /^(?:commit|rollback)$/
const nothingAsked = { command: 'COMMIT', rowCount: 0, rows: [] } as const

/**
 * The pool, with statements that are parsed and planned once on each connection instead of every time: what is asked a second
 * time gets a name, under which PostgreSQL keeps it until the connection ends. A transaction begins with its first statement, in
 * one packet; one without any is not begun at all. The pool's connections are in pipeline mode.
 *
 * It leans on what is inside of two packages: that Kysely says `begin` and `commit` in these words, and that a client of pg has
 * its socket at `connection.stream` and sends while it waits. Tried with Kysely 0.29.9 and pg 8.23.1;
 * test/platform/statements.test.ts holds what it promises.
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

/**
 * Whether the error says that what was planned is of no use any more: a table has got other columns since, or the connection has
 * lost it, as where something between reset it. Nothing of the statement was done.
 */
export function isOfStalePlan(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (!('code' in error)) return false
  // By its place in PostgreSQL and not by its words, which the server may say in another language.
  const isOutdated =
    error.code === notSupported && 'routine' in error && error.routine === 'RevalidateCachedQuery'
  return isOutdated || error.code === noSuchStatement
}

function isOfDeadlock(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === deadlock
}

function isOfFailedTransaction(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === inFailedTransaction
}

function planningClient(client: pg.PoolClient): PostgresPoolClient {
  let begin: string | undefined
  let isInTransaction = false
  const query = async (text: string, values: unknown[]) => {
    const first = begin
    begin = beginning.test(text) ? text : undefined
    const isAlone = !isInTransaction
    isInTransaction = begin !== undefined || (isInTransaction && !ending.test(text))
    if (begin !== undefined) return nothingAsked
    if (isAlone) return askAlone(client, { text, values })
    if (first === undefined) return ask(client, { text, values })
    return ending.test(text) ? nothingAsked : askFirst(client, first, { text, values })
  }
  const asked = {
    query,
    release: (destroy?: boolean) => client.release(destroy),
  }
  // Kysely would also hand over cursors, which need a package that is not here.
  return asked as PostgresPoolClient
}

// Both are on their way before either is answered; corked, they are one write. Beginning fails only with its connection, or by
// a cancellation in that very moment, which nothing here asks for: then the statement would stand by itself.
async function askFirst(client: pg.PoolClient, begin: string, { text, values }: Asked) {
  const { stream } = (client as unknown as { connection: { stream: Writable } }).connection
  stream.cork()
  const began = client.query(begin)
  const answering = ask(client, { text, values })
  stream.uncork()
  const [, answer] = await Promise.all([began, answering])
  return answer
}

// A transaction that lost a deadlock begins again as a whole (`app.ts`); of a statement by itself nothing was done, either.
async function askAlone(client: pg.PoolClient, asked: Asked) {
  for (let time = 1; ; time += 1) {
    try {
      return await ask(client, asked)
    } catch (error) {
      if (!isOfDeadlock(error) || time === tries) throw error
    }
  }
}

async function ask(client: pg.PoolClient, { text, values }: Asked) {
  const name = values.length > 0 ? nameOf(text) : undefined
  if (name === undefined) return (await client.query(text, values)) as PostgresQueryResult<unknown>
  try {
    return await client.query({ name, text, values })
  } catch (error) {
    if (!isOfStalePlan(error)) throw error
    forgetNames()
    // In a transaction nothing can be asked after an error: then the change begins again.
    return await client.query(text, values).catch((again: unknown) => {
      throw isOfFailedTransaction(again) ? error : again
    })
  }
}

function nameOf(text: string): string | undefined {
  const name = names.get(text)
  if (name !== undefined || names.size >= mostNamed || isOfOddLength(text)) return name
  if (seen.has(text)) return giveName(text)
  if (seen.size >= mostSeen) seen.clear()
  seen.add(text)
  return undefined
}

function isOfOddLength(text: string): boolean {
  return text.length > longestNamed || longList.test(text)
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
