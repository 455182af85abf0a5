import type { Selectable } from 'kysely'

import type { MailedLinks } from '#db/tables.ts'
import { dateOrNull, type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { LinkPurpose, MailedLink } from '../mailed-link.ts'

/** Adds a link; only the hash of its token is kept. */
export async function insertMailedLink(
  db: TxDb,
  link: MailedLink,
  tokenHash: string,
  now: Instant,
): Promise<void> {
  await db
    .insertInto('mailed_links')
    .values({
      id: link.id,
      token_hash: tokenHash,
      purpose: link.purpose,
      person_id: link.personId,
      email: link.email,
      next_path: link.nextPath,
      created_at: new Date(now),
      expires_at: new Date(link.expiresAt),
      used_at: dateOrNull(link.usedAt),
    })
    .execute()
}

/** The link with this token, whatever its state. */
export async function findMailedLink(db: Db, tokenHash: string): Promise<MailedLink | null> {
  const row = await db
    .selectFrom('mailed_links')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  return row ? readMailedLink(row) : null
}

/** Uses the link up: of several at once exactly one gets true. */
export async function takeMailedLink(db: TxDb, id: string, now: Instant): Promise<boolean> {
  const result = await db
    .updateTable('mailed_links')
    .set({ used_at: new Date(now) })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', instant(now))
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Makes the person's other links that could still sign in or set a password useless. */
export async function useUpLinks(db: TxDb, personId: string, now: Instant): Promise<void> {
  await db
    .updateTable('mailed_links')
    .set({ used_at: new Date(now) })
    .where('person_id', '=', personId)
    .where('purpose', 'in', ['sign-in', 'reset-password'])
    .where('used_at', 'is', null)
    .execute()
}

function readMailedLink(row: Selectable<MailedLinks>): MailedLink {
  return {
    id: row.id,
    purpose: row.purpose as LinkPurpose,
    personId: row.person_id,
    email: row.email,
    nextPath: row.next_path,
    expiresAt: row.expires_at,
    usedAt: row.used_at,
  }
}
