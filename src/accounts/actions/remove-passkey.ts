import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'

import { deletePasskey } from '../store/passkeys.ts'

/** Forgets one of the caller's passkeys: it opens nothing any more. Somebody else's is as good as none. */
export async function removePasskey(app: App, caller: Caller, passkeyId: string): Promise<void> {
  const { personId } = caller
  await app.transaction(async (tx) => {
    if (!(await deletePasskey(tx.db, personId, passkeyId))) throw missing()
    await tx.audit({ action: 'passkey.removed', actorId: personId, subjectId: passkeyId })
  })
}
