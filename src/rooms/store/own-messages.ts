import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

/** What a person wrote in all rooms, in order; deleted messages hold nothing any more. */
export async function listOwnMessages(
  db: Db,
  personId: string,
): Promise<{ roomId: string; body: string; sentAt: Instant; editedAt: Instant | null }[]> {
  const rows = await db
    .selectFrom('messages')
    .select(['room_id', 'body', 'sent_at', 'edited_at'])
    .where('sender_id', '=', personId)
    .where('kind', '=', 'text')
    .where('deleted_at', 'is', null)
    .orderBy('sent_at')
    .orderBy('id')
    .execute()
  return rows.map((row) => ({
    roomId: row.room_id,
    body: row.body,
    sentAt: row.sent_at,
    editedAt: row.edited_at,
  }))
}
