import { z } from 'zod'

import { id, instantText, prose, requestKey, route } from '#platform/contract.ts'
import { toIso } from '#time/instant.ts'

import { longestMessage, type MessageRecord } from '../message.ts'
import { roomParams } from './fields.ts'

/**
 * One item of the stream: what a person wrote, what the room says, or a card about something that has a present state of its
 * own.
 */
export const message = z.object({
  id,
  seq: z.number().int(),
  kind: z.enum(['text', 'system', 'card']),
  /** Null when the room itself speaks. For cards and system messages: who caused it. */
  senderId: id.nullable(),
  /** Kept even when the sender has left the room. */
  senderName: z.string().nullable(),
  clientId: z.string().nullable(),
  /** Markdown; empty once deleted. A system message has a plain sentence for those who cannot show `detail`. */
  body: z.string(),
  card: z.object({ kind: z.string(), id }).nullable(),
  detail: z.record(z.string(), z.unknown()).nullable(),
  sentAt: instantText,
  editedAt: instantText.nullable(),
  deletedAt: instantText.nullable(),
})
export type Message = z.infer<typeof message>

const messageParams = roomParams.extend({ messageId: id })

export const listMessages = route({
  method: 'GET',
  path: '/api/rooms/:roomId/messages',
  who: 'room-member',
  summary: 'Earlier messages, ascending, those before a number',
  params: roomParams,
  query: z.object({
    before: z.coerce.number().int().positive(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  reply: z.object({ messages: z.array(message), hasEarlier: z.boolean() }),
})

export const sendMessage = route({
  method: 'POST',
  path: '/api/rooms/:roomId/messages',
  who: 'room-member',
  summary: 'Send a message; the same client id is the same message, for ever',
  params: roomParams,
  body: z.object({ clientId: requestKey, body: prose('The message', longestMessage, 'needed') }),
  reply: z.object({ message, replayed: z.boolean() }),
  refusals: ['client_id_reused', 'too_many_tries'],
})

export const editMessage = route({
  method: 'PATCH',
  path: '/api/rooms/:roomId/messages/:messageId',
  who: 'message-sender',
  summary: 'Change the text of one’s own message',
  params: messageParams,
  body: z.object({ body: prose('The message', longestMessage, 'needed') }),
  reply: z.object({ message }),
  refusals: ['message_deleted', 'too_many_tries'],
})

export const deleteMessage = route({
  method: 'DELETE',
  path: '/api/rooms/:roomId/messages/:messageId',
  who: 'message-sender',
  summary: 'Delete one’s own message; its place stays',
  params: messageParams,
  reply: z.object({ message }),
})

export const markRead = route({
  method: 'PUT',
  path: '/api/rooms/:roomId/read',
  who: 'room-member',
  summary: 'Remember up to which number one has read; it never goes back',
  params: roomParams,
  body: z.object({ seq: z.number().int().min(0) }),
  reply: z.object({ readSeq: z.number().int() }),
})

/** A message on the wire. */
export function presentMessage(record: MessageRecord): Message {
  return {
    ...record,
    sentAt: toIso(record.sentAt),
    editedAt: record.editedAt === null ? null : toIso(record.editedAt),
    deletedAt: record.deletedAt === null ? null : toIso(record.deletedAt),
  }
}
