import { findPerson } from '#accounts'
import type { Tx } from '#platform/app.ts'

import { type Message, presentMessage } from '../contract/message.ts'
import type { KeptMessage } from '../message.ts'
import { roomStream } from '../room.ts'

/** Tells the room what a message is now. */
export async function tellChanged(
  tx: Tx,
  roomId: string,
  message: KeptMessage,
  actorId: string | null,
): Promise<Message> {
  const sender = message.senderId === null ? undefined : await findPerson(tx.db, message.senderId)
  const changed = presentMessage({ ...message, senderName: sender?.name ?? null })
  await tx.announce(roomStream(roomId), { kind: 'message.changed', actorId, payload: { message: changed } })
  return changed
}
