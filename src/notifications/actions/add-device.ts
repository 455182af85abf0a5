import { ECDH } from 'node:crypto'

import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { hashToken, newId } from '#platform/ids.ts'
import type { PushTarget } from '#platform/push.ts'
import { invalidField } from '#platform/refusal.ts'

import { type Device, mostDevices } from '../device.ts'
import { deleteOldDevices, replaceDevice } from '../store/devices.ts'

/** Lets the caller's browser be pushed to, until the session ends. The same browser or session again takes the place of the first. */
export async function addDevice(
  app: App,
  { personId, sessionId }: Caller,
  { name, target }: { name: string; target: PushTarget },
): Promise<Device> {
  refuseUnusable(app, target)
  return app.transaction(async (tx) => {
    const id = newId(tx.now)
    const device: Device = { id, personId, sessionId, name, addedAt: tx.now, reachedAt: null }
    const sealed = app.sealer.seal(`push_devices|${id}|sealed`, JSON.stringify(target))
    await replaceDevice(tx.db, { ...device, endpointHash: hashToken(target.endpoint), sealed })
    await deleteOldDevices(tx.db, personId, mostDevices)
    await tx.audit({
      action: 'push.device-added',
      actorId: personId,
      subjectId: id,
      detail: { device: name },
    })
    return device
  })
}

// Where the address leads is judged at every push, when it is looked up.
function refuseUnusable(app: App, { endpoint, p256dh }: PushTarget): void {
  const isHomely = app.config.allowPrivateNets.length > 0
  if (!endpoint.startsWith('https://') && !isHomely) {
    throw invalidField('endpoint', 'The address of a push service starts with https.')
  }
  if (!isPoint(p256dh)) throw invalidField('p256dh', 'This is no key of a browser.')
}

function isPoint(key: string): boolean {
  try {
    ECDH.convertKey(key, 'prime256v1', 'base64url')
    return true
  } catch {
    // Not on the curve: nothing could be encrypted for it (RFC 8291 §3.1).
    return false
  }
}
