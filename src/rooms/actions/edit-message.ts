import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { conflict } from '#platform/refusal.ts'

import { lockOwnMessage } from '../access.ts'
import type { Message } from '../contract/message.ts'
import { messagesAMinute } from '../message.ts'
import { updateMessageBody } from '../store/messages.ts'
import { tellChanged } from '../steps/tell-changed.ts'

/** Changes the text of one's own message and marks it as edited. Refuses (409 message_deleted) what is gone. */
export async function editMessage(
  app: App,
  caller: Caller,
  input: { roomId: string; messageId: string; body: string },
): Promise<Message> {
  const { roomId, messageId, body } = input
  return await app.transaction(async (tx) => {
    await countWrite(tx, `message|${caller.personId}`, messagesAMinute)
    const message = await lockOwnMessage(tx.db, { roomId, messageId, personId: caller.personId })
    if (message.deletedAt !== null) {
      throw conflict(
        'message_deleted',
        'This message was deleted, so it cannot be changed. Write a new one instead.',
      )
    }
    await updateMessageBody(tx.db, messageId, body, tx.now)
    return await tellChanged(tx, roomId, { ...message, body, editedAt: tx.now }, caller.personId)
  })
}
