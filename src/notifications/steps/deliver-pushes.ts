import type { Tx } from '#platform/app.ts'
import type { Delivery } from '#platform/deliveries.ts'
import type { PushWish } from '#platform/push.ts'

import { listDevices } from '../store/devices.ts'

/** A push to each device of a person, in the caller's change. `key` as for every delivery. */
export async function deliverPushes(
  tx: Tx,
  push: Pick<Delivery, 'key' | 'subjectId' | 'notBefore' | 'usefulUntil'> & {
    personId: string
    wish: PushWish
  },
): Promise<void> {
  const { wish, key, ...about } = push
  for (const device of await listDevices(tx.db, push.personId, tx.now)) {
    await tx.deliver({ ...about, key: `${key}:${device.id}`, push: wish, deviceId: device.id })
  }
}
