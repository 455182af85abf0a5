import type { Tx } from '#platform/app.ts'

import type { Message } from '../contract/message.ts'
import { writeMessage } from './write-message.ts'

/**
 * Lets the room say something. `body` is a plain sentence; `detail.type` names what happened, for those who show it better
 * (instants in it are ISO text). `actorId` is who caused it, or null; their name is read where it is not given. Whoever calls has
 * checked access.
 */
export async function postSystem(
  tx: Tx,
  said: {
    roomId: string
    actorId: string | null
    actorName?: string
    body: string
    detail: { type: string } & Record<string, unknown>
  },
): Promise<Message> {
  const { roomId, actorId, actorName, body, detail } = said
  const sender = { senderId: actorId, ...(actorName !== undefined && { senderName: actorName }) }
  return await writeMessage(tx, { roomId, kind: 'system', ...sender, body, detail })
}
