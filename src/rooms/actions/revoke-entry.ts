import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockEntryToRevoke } from '../access.ts'
import { revokeEntryRow } from '../store/entries.ts'

/** Takes an entry back, at once. Its maker and the owner may; a second time changes nothing. */
export async function revokeEntry(
  app: App,
  caller: Caller,
  input: { roomId: string; entryId: string },
): Promise<void> {
  await app.transaction(async (tx) => {
    const entry = await lockEntryToRevoke(tx.db, { ...input, personId: caller.personId })
    await revokeEntryRow(tx.db, entry.id, tx.now)
    const { roomId, id: subjectId } = entry
    await tx.audit({ action: 'entry.revoked', actorId: caller.personId, roomId, subjectId })
  })
}
