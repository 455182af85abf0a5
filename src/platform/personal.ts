import { sql } from 'kysely'

import type { App } from './app.ts'
import type { Db, TxDb } from './database.ts'

/**
 * What one module keeps of a person. `main.ts` puts the modules' parts together. Each of the three is safe to run again after
 * any crash.
 */
export type Personal = {
  name: string
  /** Everything of theirs as plain JSON: no secrets, and nothing of rooms they are not in. */
  export: (db: Db, personId: string) => Promise<unknown>
  /** Ends what still goes on with others, so that they are told while the person has a name. Throws NotYet to be asked later. */
  leave?: (app: App, personId: string) => Promise<void>
  /** Takes them out of what stays with others, and erases what the schema does not know to be theirs alone. */
  erase?: (app: App, personId: string) => Promise<void>
}

/** What is to be ended first is still going on; nothing is wrong. */
export class NotYet extends Error {
  override name = 'NotYet'
}

/**
 * Deletes every row that is somebody's alone: those of the tables that refer to the table of people with
 * `on delete cascade`. So a new table says for itself that it goes with its person.
 */
export async function deleteOwnRows(db: TxDb, people: string, personId: string): Promise<void> {
  const { rows } = await sql<{ table: string; column: string }>`
    select pg_class.relname as "table", pg_attribute.attname as "column"
    from pg_constraint
    join pg_class on pg_class.oid = conrelid
    join pg_attribute on attrelid = conrelid and attnum = conkey[1]
    where contype = 'f' and confrelid = ${people}::regclass and confdeltype = 'c'
    order by 1`.execute(db)
  for (const { table, column } of rows) {
    await sql`delete from ${sql.table(table)} where ${sql.ref(column)} = ${personId}::uuid`.execute(db)
  }
}

/** A pattern (PostgreSQL) for these names where they stand as whole words; null for none. */
export function patternOfNames(names: readonly string[]): string | null {
  const known = names.filter((name) => name.trim() !== '')
  if (known.length === 0) return null
  const longestFirst = known.toSorted((one, other) => other.length - one.length).map(escaped)
  return `(?<![[:alnum:]])(?:${longestFirst.join('|')})(?![[:alnum:]])`
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
