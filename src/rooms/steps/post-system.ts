import type { Tx } from '#platform/app.ts'

import type { Message } from '../contract.ts'
import { writeMessage } from './write-message.ts'

/**
 * Lets the room say something. `body` is a plain sentence; `detail.type` names what happened, for those who show it
 * better (instants in it are ISO text). `actorId` is who caused it, or null. Whoever calls has checked access.
 */
export async function postSystem(
  tx: Tx,
  said: {
    roomId: string
    actorId: string | null
    body: string
    detail: { type: string } & Record<string, unknown>
  },
): Promise<Message> {
  const { roomId, actorId, body, detail } = said
  return await writeMessage(tx, { roomId, kind: 'system', senderId: actorId, body, detail })
}
