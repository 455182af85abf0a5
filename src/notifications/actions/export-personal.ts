import type { Db } from '#platform/database.ts'
import { toIso } from '#time/instant.ts'

import { listLatest } from '../store/notices.ts'
import { listWishes } from '../store/wishes.ts'

const mostNotices = 10_000

/** What somebody was told in Parley, and how they want to be told. */
export async function exportPersonal(db: Db, personId: string): Promise<unknown> {
  const notices = await listLatest(db, personId, mostNotices)
  return {
    wishes: await listWishes(db, personId),
    notices: notices.map(({ title, text, toldAt }) => ({ title, text, toldAt: toIso(toldAt) })),
  }
}
