import { findPerson } from '#accounts'
import type { Tx } from '#platform/app.ts'
import { newId } from '#platform/ids.ts'
import { missing } from '#platform/refusal.ts'

import { type Message, presentMessage } from '../contract/message.ts'
import { roomStream } from '../room.ts'
import { insertMessage } from '../store/messages.ts'
import { promptAfterMs } from '../unread.ts'

export type MessageToWrite = {
  roomId: string
  kind: Message['kind']
  senderId: string | null
  /** Where it was read already. */
  senderName?: string
  body: string
  clientId?: string
  bodyDigest?: string
  card?: { kind: string; id: string }
  /** Nobody is told of it as an unread message. */
  toldByItself?: boolean
  detail?: Record<string, unknown>
  /** Refuses (404) a sender who is not, or no longer, in the room. */
  senderMustBeIn?: true
}

/**
 * Writes a message under the next number of the room's stream and tells it, in one commit. The stream's row is the
 * only lock: it makes numbers gapless, and a second message under the same client id waits here and then fails.
 */
export async function writeMessage(tx: Tx, toWrite: MessageToWrite): Promise<Message> {
  const { roomId, kind, senderId, body } = toWrite
  const senderName = toWrite.senderName ?? (await readName(tx, senderId))
  const unnumbered = {
    id: newId(tx.now),
    kind,
    senderId,
    clientId: toWrite.clientId ?? null,
    body,
    card: toWrite.card ?? null,
    detail: toWrite.detail ?? null,
    sentAt: tx.now,
  }
  const record = { ...unnumbered, senderName, editedAt: null, deletedAt: null }
  // The number is the event's own, which is not known yet: the reader takes it from there.
  const { seq: _unknown, ...told } = presentMessage({ ...record, seq: 0 })
  const seq = await tx.number(roomStream(roomId), {
    kind: 'message.sent',
    actorId: senderId,
    payload: { message: told },
  })
  const { bodyDigest = null, toldByItself = false, senderMustBeIn: mustBeIn = false } = toWrite
  // Whoever has not read it by then is told of it. What the room itself says waits in it.
  const lookAt = kind === 'system' || toldByItself ? null : tx.now + promptAfterMs
  const numbered = { ...unnumbered, bodyDigest, toldByItself, seq }
  // Leaving takes the stream as well: whoever was removed meanwhile is seen here.
  if (!(await insertMessage(tx.db, numbered, { roomId, lookAt, mustBeIn }))) throw missing()
  return presentMessage({ ...record, seq })
}

async function readName(tx: Tx, personId: string | null): Promise<string | null> {
  const person = personId === null ? null : await findPerson(tx.db, personId)
  return person?.name ?? null
}
