import { sql } from 'kysely'

import type { TestApp } from '#test/support/app.ts'

/** Every row of every table as text, jobs included: what somebody has who steals the database without its key. */
export async function everythingKept(testApp: TestApp): Promise<string> {
  const { rows } = await sql<{ schema: string; name: string }>`
    select schemaname as schema, tablename as name from pg_tables where schemaname in ('public', 'pgboss')`.execute(
    testApp.app.db,
  )
  const texts: string[] = []
  for (const { schema, name } of rows) {
    const { rows: found } = await sql<{ text: string }>`
      select kept::text as text from ${sql.table(`${schema}.${name}`)} kept`.execute(testApp.app.db)
    texts.push(...found.map(({ text }) => text))
  }
  return texts.join('\n')
}
