import type { Tx } from '#platform/app.ts'

import type { Message } from '../contract/message.ts'
import { writeMessage } from './write-message.ts'

/**
 * Puts a card into the room: `kind` and `id` say what it is about, its present state is read from there. `body` is a
 * plain sentence for where a card cannot be shown, such as the list of rooms. One that is `toldByItself` is told to whom it
 * concerns by whoever posts it, and to nobody as an unread message. Whoever calls has checked access.
 */
export async function postCard(
  tx: Tx,
  card: { roomId: string; actorId: string; kind: string; id: string; body?: string; toldByItself?: boolean },
): Promise<Message> {
  const { roomId, actorId, kind, id, body = '', toldByItself = false } = card
  const about = { card: { kind, id }, toldByItself }
  return await writeMessage(tx, { roomId, kind: 'card', senderId: actorId, body, ...about })
}
