import { createHash } from 'node:crypto'

import { findPerson } from '#accounts'
import type { App } from '#platform/app.ts'
import { violates } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { conflict } from '#platform/refusal.ts'

import { accessRoom } from '../access.ts'
import { type Message, presentMessage } from '../contract/message.ts'
import { messagesAMinute } from '../message.ts'
import { findSent } from '../store/messages.ts'
import { writeMessage } from '../steps/write-message.ts'

type MessageInput = { roomId: string; clientId: string; body: string }
type Sent = { message: Message; replayed: boolean }

/**
 * Sends a message. The same client id is the same message, for ever: sent again, it is answered with what is there.
 * Refuses (409 client_id_reused) another text under a client id that was used.
 */
export async function sendMessage(app: App, caller: Caller, input: MessageInput): Promise<Sent> {
  try {
    return await app.transaction(async (tx) => {
      const { roomId, clientId, body } = input
      await countWrite(tx, `message|${caller.personId}`, messagesAMinute)
      const message = await writeMessage(tx, {
        roomId,
        kind: 'text',
        senderId: caller.personId,
        senderName: caller.name,
        body,
        clientId,
        bodyDigest: digestOf(body),
        senderMustBeIn: true,
      })
      return { message, replayed: false }
    })
  } catch (error) {
    // It was sent before, or another try was faster: ours is undone, number included, and theirs is the answer.
    const replay = violates(error, 'messages_once') ? await findReplay(app, caller, input) : undefined
    if (replay) return replay
    throw error
  }
}

async function findReplay(app: App, caller: Caller, input: MessageInput): Promise<Sent | undefined> {
  await accessRoom(app.db, input.roomId, caller.personId)
  const sent = await findSent(app.db, input.roomId, caller.personId, input.clientId)
  if (!sent) return undefined
  if (sent.bodyDigest !== null && sent.bodyDigest !== digestOf(input.body)) {
    throw conflict(
      'client_id_reused',
      'This message was sent before with another text. Send the new text as a new message.',
    )
  }
  const sender = await findPerson(app.db, caller.personId)
  return { message: presentMessage({ ...sent.message, senderName: sender?.name ?? null }), replayed: true }
}

function digestOf(body: string): string {
  return createHash('sha256').update(body).digest('base64url')
}
