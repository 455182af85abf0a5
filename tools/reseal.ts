import { sql } from 'kysely'

import type { Db } from '#platform/database.ts'
import type { Sealer } from '#platform/sealing.ts'

/** Where something is kept sealed: a column, and how its place is named for the sealer. */
type Sealed = { table: string; column: string; key: string; place: (key: string) => string; inJson?: true }

const kept: readonly Sealed[] = [
  { table: 'installation', column: 'key_canary', key: 'epoch', place: () => 'installation|key_canary' },
  {
    table: 'installation',
    column: 'push_private_key',
    key: 'epoch',
    place: () => 'installation|push_private_key',
  },
  { table: 'push_devices', column: 'sealed', key: 'id', place: (id) => `push_devices|${id}|sealed` },
  { table: 'entries', column: 'token_sealed', key: 'id', place: (id) => `entries|${id}|token_sealed` },
  { table: 'offerings', column: 'token_sealed', key: 'id', place: (id) => `offerings|${id}|token_sealed` },
  { table: 'calendar_links', column: 'secrets', key: 'id', place: (id) => `calendar_links|${id}|secrets` },
  {
    table: 'busy_titles',
    column: 'sealed',
    key: 'calendar_id',
    place: (id) => `busy_titles|${id}|sealed`,
  },
  { table: 'link_attempts', column: 'sealed', key: 'id', place: (id) => `link_attempts|${id}|sealed` },
  {
    table: 'deliveries',
    column: 'wanted',
    key: 'key',
    place: (key) => `deliveries|${key}|wanted`,
    inJson: true,
  },
]
const atOnce = 500

/**
 * Seals anew whatever an older key sealed, a few hundred at a time, while Parley runs: a value that changes meanwhile is
 * looked at again. Answers how many there were.
 */
export async function reseal(db: Db, sealer: Sealer): Promise<number> {
  let count = 0
  for (const sealed of kept) count += await resealAll(db, sealer, sealed)
  return count
}

/** How many values only an older key opens. */
export async function countOlder(db: Db, sealer: Sealer): Promise<number> {
  let count = 0
  for (const sealed of kept) {
    const { rows } = await sql<{ count: number }>`
      select count(*) as count from ${sql.table(sealed.table)} where ${isOlder(sealed, sealer)}`.execute(db)
    count += rows[0]?.count ?? 0
  }
  return count
}

async function resealAll(db: Db, sealer: Sealer, sealed: Sealed): Promise<number> {
  const { table, column, key, place, inJson } = sealed
  for (let count = 0; ;) {
    const { rows } = await sql<{ key: string; value: string }>`
      select ${sql.ref(key)}::text as key, ${valueOf(sealed)} as value
      from ${sql.table(table)} where ${isOlder(sealed, sealer)} limit ${atOnce}`.execute(db)
    if (rows.length === 0) return count
    for (const row of rows) {
      const anew = sealer.seal(place(row.key), sealer.open(place(row.key), row.value))
      const value = inJson ? sql`jsonb_build_object('sealed', ${anew}::text)` : sql`${anew}`
      await sql`
        update ${sql.table(table)} set ${sql.ref(column)} = ${value}
        where ${sql.ref(key)}::text = ${row.key} and ${valueOf(sealed)} = ${row.value}`.execute(db)
    }
    count += rows.length
  }
}

function valueOf({ column, inJson }: Sealed) {
  return inJson ? sql<string>`${sql.ref(column)} ->> 'sealed'` : sql<string>`${sql.ref(column)}`
}

function isOlder(sealed: Sealed, { newest }: Sealer) {
  return sql<boolean>`not starts_with(${valueOf(sealed)}, ${newest})`
}
