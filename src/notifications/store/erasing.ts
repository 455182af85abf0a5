import { sql } from 'kysely'

import type { TxDb } from '#platform/database.ts'

/** Writes `instead` in place of names that fit the pattern, in what others were told. */
export async function renameInNotices(
  db: TxDb,
  { pattern, instead }: { pattern: string; instead: string },
): Promise<void> {
  await sql`
    update notices set
      title = regexp_replace(title, ${pattern}, ${instead}, 'g'),
      body = regexp_replace(body, ${pattern}, ${instead}, 'g')
    where title ~ ${pattern} or body ~ ${pattern}`.execute(db)
}
