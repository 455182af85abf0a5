import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'
import { sendAgain } from '#platform/unsent.ts'

/** Has something tried again that was not sent: one of the caller's own, or anybody's, which the route leaves to operators. */
export async function tryAgain(
  app: App,
  { personId }: Caller,
  { unsentId, isOwn }: { unsentId: string; isOwn: boolean },
): Promise<void> {
  await app.transaction(async (tx) => {
    if (!(await sendAgain(tx, unsentId, isOwn ? personId : undefined))) throw missing()
    if (!isOwn) await tx.audit({ action: 'delivery.tried-again', actorId: personId, subjectId: unsentId })
  })
}
