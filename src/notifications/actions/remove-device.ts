import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'

import { deleteDevice } from '../store/devices.ts'

/** Ends pushing to one of the caller's devices. Somebody else's is as good as none. */
export async function removeDevice(app: App, { personId }: Caller, deviceId: string): Promise<void> {
  await app.transaction(async (tx) => {
    if (!(await deleteDevice(tx.db, personId, deviceId))) throw missing()
    await tx.audit({ action: 'push.device-removed', actorId: personId, subjectId: deviceId })
  })
}
