import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { ReplyLink } from '../reply.ts'

/** Adds links; only the hashes of their tokens are kept. */
export async function insertReplyLinks(
  db: TxDb,
  links: readonly (ReplyLink & { tokenHash: string })[],
  now: Instant,
): Promise<void> {
  if (links.length === 0) return
  await db
    .insertInto('reply_links')
    .values(
      links.map((link) => ({
        token_hash: link.tokenHash,
        meeting_id: link.meetingId,
        person_id: link.personId,
        starts_at: new Date(link.startsAt),
        ends_at: new Date(link.endsAt),
        created_at: new Date(now),
      })),
    )
    .execute()
}

/** The link with this token, whatever became of its meeting. */
export async function findReplyLink(db: Db, tokenHash: string): Promise<ReplyLink | null> {
  const row = await db
    .selectFrom('reply_links')
    .selectAll()
    .where('token_hash', '=', tokenHash)
    .executeTakeFirst()
  if (!row) return null
  return {
    meetingId: row.meeting_id,
    personId: row.person_id,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
  }
}
