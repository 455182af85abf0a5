import type { Db, TxDb } from '#platform/database.ts'

import type { Channel, NoticeKind } from '../notice.ts'
import type { Wish } from '../wishes.ts'

/** What this person chose. */
export async function listWishes(db: Db, personId: string): Promise<Wish[]> {
  const rows = await db
    .selectFrom('notification_wishes')
    .select(['kind', 'channel', 'wanted'])
    .where('person_id', '=', personId)
    .execute()
  return rows.map((row) => ({
    kind: row.kind as NoticeKind,
    channel: row.channel as Channel,
    wanted: row.wanted,
  }))
}

/** Keeps what this person chose now. */
export async function saveWish(db: TxDb, personId: string, { kind, channel, wanted }: Wish): Promise<void> {
  await db
    .insertInto('notification_wishes')
    .values({ person_id: personId, kind, channel, wanted })
    .onConflict((conflict) => conflict.columns(['person_id', 'kind', 'channel']).doUpdateSet({ wanted }))
    .execute()
}
