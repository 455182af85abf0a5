import type { App } from '#platform/app.ts'

import { findCall, updateCall } from '../store/calls.ts'
import { findRunningCall } from '../store/room-calls.ts'
import { takeCall } from '../store/seats.ts'

/** Lets somebody who has come into a room into the call that runs there. */
export async function askNewcomer(
  app: App,
  { roomId, personId }: { roomId: string; personId: string },
): Promise<void> {
  await app.transaction(async (tx) => {
    const running = await findRunningCall(tx.db, roomId)
    if (!running) return
    await takeCall(tx.db, running.callId)
    const call = await findCall(tx.db, running.callId)
    if (!call || call.wanted.people.includes(personId)) return
    await updateCall(tx.db, call.id, { people: [...call.wanted.people, personId] })
  })
}
