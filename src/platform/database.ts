import { CompiledQuery, Kysely, PostgresDialect, type RawBuilder, sql, type Transaction } from 'kysely'
import pg from 'pg'

import type { Tables } from '#db/tables.ts'
import type { Instant } from '#time/instant.ts'

import type { Log } from './log.ts'
import { isOfStalePlan, plannedOnce } from './planned-once.ts'

export type Db = Kysely<Tables>
export type TxDb = Transaction<Tables>

/** Where PostgreSQL is: an address, or the embedded server's socket. */
export type Connection = { connectionString: string }

export type Database = { db: Db; connection: Connection; close(): Promise<void> }

const connectWithinMs = 10_000
const int8 = 20
const date = 1082
const timestamp = 1114
const timestamptz = 1184

/** Instants come out as numbers (milliseconds, UTC); dates and wall times stay text, so no server zone can touch them. */
const types = new pg.TypeOverrides()
types.setTypeParser(int8, Number)
types.setTypeParser(date, (text: string) => text)
types.setTypeParser(timestamp, (text: string) => text)
types.setTypeParser(timestamptz, parseTimestamp)

/** Opens a pool. Every session speaks UTC, whatever the server's zone is. */
export function openDatabase(connection: Connection, log: Log, poolSize = 16): Database {
  const pool = new pg.Pool({
    ...connection,
    max: poolSize,
    types,
    options: '-c TimeZone=UTC -c DateStyle=ISO',
    application_name: 'parley',
    pipeline: true,
    connectionTimeoutMillis: connectWithinMs,
  })
  // An idle connection that the server closed: the pool opens a new one at the next query.
  let isClosing = false
  pool.on('error', (error) => {
    if (!isClosing) log.warn({ err: error }, 'a database connection was lost')
  })
  // One in use when the server goes: its query fails, or the next one does. Without a listener the process would end.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return {
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool: plannedOnce(pool) }) }),
    connection,
    close() {
      isClosing = true
      return pool.end()
    },
  }
}

/** A connection of its own for LISTEN, outside the pool. */
export function openListener(connection: Connection): pg.Client {
  return new pg.Client({ ...connection, types, application_name: 'parley-listen', keepAlive: true })
}

/** Runs SQL that another library wrote inside our transaction. */
export async function runRaw(db: Kysely<Tables>, text: string, values: unknown[] = []) {
  const result = await db.executeQuery(CompiledQuery.raw(text, values))
  return { rows: result.rows }
}

/** An instant to compare a column with: it is written as a date, while columns of instants read as numbers. */
export function instant(at: Instant): RawBuilder<Instant> {
  return sql<Instant>`${new Date(at)}`
}

/** An instant to write into a column that may be empty. */
export function dateOrNull(at: Instant | null | undefined): Date | null {
  return at === null || at === undefined ? null : new Date(at)
}

/** The SQLSTATE of a database error, or the system's name for its own (ECONNREFUSED), if it is one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

/** Whether the error says that this constraint was violated. */
export function violates(error: unknown, constraint: string): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === constraint
}

/** Whether the error says that something overlaps which an exclusion constraint keeps apart. */
export function isOverlap(error: unknown): boolean {
  return errorCode(error) === '23P01'
}

/**
 * Whether a change that failed so can be tried again from its start: a deadlock, a serialization failure, or tables that
 * were changed under a running server.
 */
export function isWorthAnotherTry(error: unknown): boolean {
  const state = errorCode(error)
  return state === '40P01' || state === '40001' || isOfStalePlan(error)
}

/**
 * Whether the error says that the database is away for the moment: not there yet, restarting, or cut off; or that what was asked
 * of it was cut short for reasons of its own. Nothing of it was done.
 */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isUnreachable)
  if (!(error instanceof Error)) return false
  if (lostConnection.test(error.message)) return true
  const state = errorCode(error)
  if (state === undefined) return false
  const isOfSocket = 'syscall' in error && lostSyscalls.has(String(error.syscall))
  return isOfSocket || awayStates.test(state)
}

// How pg words a connection that ended or never came to be.
const lostConnection =
  /^(?:Connection terminated|Client has encountered a connection error|Client was closed|timeout exceeded when trying to connect)/
const lostSyscalls = new Set(['connect', 'read', 'write', 'getaddrinfo'])
// PostgreSQL, appendix A: class 08 connection exceptions, 53 insufficient resources such as a full disk or too many
// connections, 57P01 to 57P05 going down, starting up or ended as idle, 57014 cancelled by an operator or a limit of the server,
// 55P03, 25P03 and 25P04 over such a limit, 25006 a standby that is not writable (yet), 58030 an error of the disk.
const awayStates = /^(?:08...|53...|57P0[1-5]|57014|55P03|25P0[34]|25006|58030)$/

// PostgreSQL writes `2026-11-03 15:00:00.5+00` (ISO style, UTC session). Read by hand where it is whole seconds, which
// most are and which comes by the thousand.
function parseTimestamp(text: string): number {
  if (text.length !== wholeSeconds)
    return Date.parse(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, 'Z')}`)
  const year = digitsAt(text, 0) * 100 + digitsAt(text, 2)
  const day = Date.UTC(year, digitsAt(text, 5) - 1, digitsAt(text, 8))
  return day + ((digitsAt(text, 11) * 60 + digitsAt(text, 14)) * 60 + digitsAt(text, 17)) * 1000
}

const wholeSeconds = '2026-11-03 15:00:00+00'.length

function digitsAt(text: string, index: number): number {
  return (text.charCodeAt(index) - 48) * 10 + text.charCodeAt(index + 1) - 48
}
