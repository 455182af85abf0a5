import type { Db, TxDb } from '#platform/database.ts'

import type { CleanPicture } from '../picture.ts'

/** Keeps it as the picture of an offering, in place of the one before. */
export async function upsertPicture(
  db: TxDb,
  offeringId: string,
  { name, mediaType, width, height, content }: CleanPicture & { name: string },
): Promise<void> {
  const columns = { name, media_type: mediaType, width, height, content: Buffer.from(content) }
  await db
    .insertInto('offering_pictures')
    .values({ offering_id: offeringId, ...columns })
    .onConflict((conflict) => conflict.column('offering_id').doUpdateSet(columns))
    .execute()
}

/** Takes the picture of an offering away. */
export async function deletePicture(db: TxDb, offeringId: string): Promise<void> {
  await db.deleteFrom('offering_pictures').where('offering_id', '=', offeringId).execute()
}

/** The picture under a name, or null. */
export async function findPicture(
  db: Db,
  name: string,
): Promise<{ mediaType: string; content: Buffer } | null> {
  const row = await db
    .selectFrom('offering_pictures')
    .select(['media_type', 'content'])
    .where('name', '=', name)
    .executeTakeFirst()
  return row ? { mediaType: row.media_type, content: row.content } : null
}
