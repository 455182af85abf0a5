import type { Tx } from '#platform/app.ts'

import { noticesEvent } from '../contract.ts'
import { deleteNotices } from '../store/notices.ts'

/**
 * Takes back what people were told under a key, and under those that go on from it: from under their bells, and what has not gone
 * out. `personIds` are all who may have been told.
 */
export async function takeBack(tx: Tx, key: string, personIds: readonly string[]): Promise<void> {
  await tx.withdraw(`${key}:`)
  await deleteAndShow(tx, key, personIds)
}

/** The same for one of several who were told under this very key. */
export async function takeBackFrom(tx: Tx, personId: string, key: string): Promise<void> {
  await tx.withdraw(`${key}:${personId}`)
  await deleteAndShow(tx, key, [personId])
}

async function deleteAndShow(tx: Tx, key: string, personIds: readonly string[]): Promise<void> {
  const told = await deleteNotices(tx.db, key, personIds)
  for (const personId of told)
    await tx.announce(`u:${personId}`, { kind: noticesEvent, actorId: null, payload: {} })
}
