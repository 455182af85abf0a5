import type { App } from '#platform/app.ts'
import type { Outgoing } from '#platform/deliveries.ts'
import type { PushTarget, PushWish } from '#platform/push.ts'

import { keepForSeconds } from '../device.ts'
import { deleteDevice, findDevice, noteReached } from '../store/devices.ts'

/**
 * Hands a push to the service of its device. Let go when the device was removed, its session ended, or its browser ended
 * it, which removes it here. Throws DeliveryTrouble.
 */
export async function sendPush(app: App, outgoing: Outgoing): Promise<'sent' | 'dropped'> {
  const device = await findDevice(app.db, outgoing.address, app.now())
  if (!device) return 'dropped'
  const target = JSON.parse(app.sealer.open(`push_devices|${device.id}|sealed`, device.sealed)) as PushTarget
  const outcome = await app.push.send(target, outgoing.wanted as PushWish, {
    key: outgoing.key,
    ttlSeconds: keepForSeconds(outgoing.usefulUntil, app.now()),
  })
  if (outcome === 'taken') {
    await noteReached(app.db, device.id, app.now())
    return 'sent'
  }
  await app.transaction((tx) => deleteDevice(tx.db, device.personId, device.id))
  return 'dropped'
}
