import type { Tx } from '#platform/app.ts'

import { raiseVersions } from '../store.ts'

/**
 * Takes these people's time for the rest of the transaction: whoever wants any of it waits here. Raises their busy versions.
 * People are always taken by id, so that two who need the same people never wait for each other.
 */
export async function lockBusy(tx: Tx, personIds: readonly string[]): Promise<void> {
  await raiseVersions(tx.db, [...new Set(personIds)].toSorted())
}
