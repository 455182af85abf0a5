import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'
import { letGo } from '#platform/unsent.ts'

/** Lets something go that was not sent. For operators: the route lets nobody else in. */
export async function dropUnsent(app: App, { personId }: Caller, unsentId: string): Promise<void> {
  await app.transaction(async (tx) => {
    if (!(await letGo(tx, unsentId))) throw missing()
    await tx.audit({ action: 'delivery.dropped', actorId: personId, subjectId: unsentId })
  })
}
