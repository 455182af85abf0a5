import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessRoom } from '../access.ts'
import { type Message, presentMessage } from '../contract/message.ts'
import { listMessagesBefore } from '../store/messages.ts'
import { nameSenders } from '../steps/name-senders.ts'

/** The messages just before a number, ascending. */
export async function listMessages(
  app: App,
  caller: Caller,
  input: { roomId: string; before: number; limit: number },
): Promise<{ messages: Message[]; hasEarlier: boolean }> {
  const { roomId, before, limit } = input
  await accessRoom(app.db, roomId, caller.personId)
  const found = await listMessagesBefore(app.db, roomId, before, limit + 1)
  const messages = await nameSenders(app.db, found.slice(-limit))
  return { messages: messages.map(presentMessage), hasEarlier: found.length > limit }
}
