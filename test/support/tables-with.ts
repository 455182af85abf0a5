import { sql } from 'kysely'

import type { Db } from '#platform/database.ts'

/** Every table in which a text stands, in any column. */
export async function tablesWith(db: Db, text: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(db)
  const found: string[] = []
  for (const { name } of rows) {
    const { rows: hits } = await sql`
      select 1 from ${sql.table(name)} kept where position(${text} in kept::text) > 0 limit 1`.execute(db)
    if (hits.length > 0) found.push(name)
  }
  return found
}
