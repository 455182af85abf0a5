import { findPerson } from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockOwnMessage } from '../access.ts'
import { type Message, presentMessage } from '../contract/message.ts'
import { roomStream } from '../room.ts'
import { emptyMessage, emptyToldMessage } from '../store/messages.ts'
import { tellChanged } from '../steps/tell-changed.ts'

/** Deletes one's own message: its text is gone everywhere, its place stays. A second time changes nothing. */
export async function deleteMessage(
  app: App,
  caller: Caller,
  input: { roomId: string; messageId: string },
): Promise<Message> {
  const { roomId, messageId } = input
  return await app.transaction(async (tx) => {
    const message = await lockOwnMessage(tx.db, { roomId, messageId, personId: caller.personId })
    if (message.deletedAt !== null) {
      const sender = await findPerson(tx.db, caller.personId)
      return presentMessage({ ...message, senderName: sender?.name ?? null })
    }
    await emptyMessage(tx.db, messageId, tx.now)
    await emptyToldMessage(tx.db, roomStream(roomId), messageId, message.seq)
    return await tellChanged(tx, roomId, { ...message, body: '', deletedAt: tx.now }, caller.personId)
  })
}
