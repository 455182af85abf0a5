import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { hashToken, newId, newToken } from '#platform/ids.ts'
import { countTry } from '#platform/rate-limits.ts'
import { HOUR } from '#time/instant.ts'

import { accessRoom, lockRoom } from '../access.ts'
import { entryLifeMs, type EntryRecord, linkUses, placeOfToken } from '../entry.ts'
import { insertEntry } from '../store/entries.ts'

const linksAnHour = { tries: 200, windowMs: HOUR }

/** Makes an entry link: 7 days, 20 uses, kept sealed so that members can be shown it again. */
export async function makeEntryLink(
  app: App,
  caller: Caller,
  input: { roomId: string },
): Promise<EntryRecord> {
  const { personId } = caller
  await accessRoom(app.db, input.roomId, personId)
  await countTry(app, `entry-link:${personId}`, linksAnHour)
  return await app.transaction(async (tx) => {
    // Locked, so that nobody makes a way back in while they are being removed.
    const room = await lockRoom(tx.db, input.roomId, personId)
    const id = newId(tx.now)
    const token = newToken()
    const entry: EntryRecord = {
      id,
      roomId: room.id,
      kind: 'link',
      tokenSealed: app.sealer.seal(placeOfToken(id), token),
      email: null,
      createdById: personId,
      expiresAt: tx.now + entryLifeMs,
      maxUses: linkUses,
      uses: 0,
      revokedAt: null,
    }
    await insertEntry(tx.db, { ...entry, tokenHash: hashToken(token), createdAt: tx.now })
    await tx.audit({
      action: 'entry.made',
      actorId: personId,
      roomId: room.id,
      subjectId: id,
      detail: { kind: 'link' },
    })
    return entry
  })
}
