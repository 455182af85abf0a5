import { z } from 'zod'

import { emailText } from '#accounts/contract/fields.ts'
import { roomWishes, shownRoomWishes } from '#notifications/contract.ts'
import { type DefaultRoomWishes, isMuted, type OwnRoomWishes } from '#notifications/room-wishes.ts'
import {
  done,
  id,
  instantText,
  line,
  prose,
  requestKey,
  route,
  type WireEvent,
  wireEvent,
} from '#platform/contract.ts'
import { type Instant, instantOf, toIso } from '#time/instant.ts'

import { lastLineOf } from './conversation.ts'
import { type EntryRecord, entryState } from './entry.ts'
import { longestMessage, type MessageRecord } from './message.ts'

/** A person in a room, as its members see them. */
export const member = z.object({
  personId: id,
  name: z.string(),
  timeZone: z.string(),
  role: z.enum(['owner', 'member']),
  joinedAt: instantText,
})
export type Member = z.infer<typeof member>

/** One item of the stream: what a person wrote, what the room says, or a card about something that has a present state of its own. */
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

export const roomSummary = z.object({
  id,
  name: z.string(),
  role: z.enum(['owner', 'member']),
  memberCount: z.number().int(),
  /** How many messages of others wait, a card and the words about it as one; the length of `unreadSeqs`. */
  unread: z.number().int(),
  /** Their numbers, at most the latest 100: with them a read mark and a new message may arrive in any order. */
  unreadSeqs: z.array(z.number().int()),
  readSeq: z.number().int(),
  /** The latest message, shortened to one line; its text is empty when it was deleted. */
  last: z
    .object({
      seq: z.number().int(),
      kind: z.enum(['text', 'system', 'card']),
      text: z.string(),
      senderId: id.nullable(),
      senderName: z.string().nullable(),
      at: instantText,
      deleted: z.boolean(),
    })
    .nullable(),
  activeAt: instantText,
})
export type RoomSummary = z.infer<typeof roomSummary>

/** One event of a stream on the wire. */
export type StreamEvent = WireEvent

const roomParams = z.object({ roomId: id })
const messageParams = z.object({ roomId: id, messageId: id })
/** The stream's number at the moment the state was read: events above it are still to be applied. */
const head = z.number().int()

export const listRooms = route({
  method: 'GET',
  path: '/api/rooms',
  who: 'signed-in',
  summary: 'The rooms one is in, the latest activity first',
  reply: z.object({ rooms: z.array(roomSummary), heads: z.record(z.string(), head) }),
})

export const makeRoom = route({
  method: 'POST',
  path: '/api/rooms',
  who: 'signed-in',
  summary: 'Make a room; its maker owns it',
  body: z.object({ name: line('The name', 80) }),
  reply: z.object({ roomId: id }),
  refusals: ['too_many_tries'],
})

export const readRoom = route({
  method: 'GET',
  path: '/api/rooms/:roomId',
  who: 'room-member',
  summary: 'A room with its members and latest messages, from one moment',
  params: roomParams,
  reply: z.object({
    room: z.object({ id, name: z.string(), role: z.enum(['owner', 'member']), readSeq: z.number().int() }),
    members: z.array(member),
    messages: z.array(message),
    hasEarlier: z.boolean(),
    head,
  }),
})

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

export const readMessageSettings = route({
  method: 'GET',
  path: '/api/rooms/:roomId/message-settings',
  who: 'room-member',
  summary: 'What one wants to be told of this room',
  params: roomParams,
  reply: shownRoomWishes,
})

export const saveMessageSettings = route({
  method: 'PATCH',
  path: '/api/rooms/:roomId/message-settings',
  who: 'room-member',
  summary: 'Choose what one wants to be told of this room; null follows what one chose for all rooms',
  params: roomParams,
  body: roomWishes.partial(),
  reply: shownRoomWishes,
})

export const renameRoom = route({
  method: 'PATCH',
  path: '/api/rooms/:roomId',
  who: 'room-owner',
  summary: 'Rename a room',
  params: roomParams,
  body: z.object({ name: line('The name', 80) }),
  reply: done,
})

export const removeMember = route({
  method: 'DELETE',
  path: '/api/rooms/:roomId/members/:personId',
  who: 'room-owner',
  summary: 'Remove a member',
  params: z.object({ roomId: id, personId: id }),
  reply: done,
  refusals: ['owner_cannot_be_removed'],
})

export const handOverRoom = route({
  method: 'POST',
  path: '/api/rooms/:roomId/owner',
  who: 'room-owner',
  summary: 'Make another member the owner',
  params: roomParams,
  body: z.object({ personId: id }),
  reply: done,
})

export const leaveRoom = route({
  method: 'POST',
  path: '/api/rooms/:roomId/leave',
  who: 'room-member',
  summary: 'Leave a room; if the owner leaves, the longest member follows',
  params: roomParams,
  reply: done,
})

/** A way in, as the members see it. */
export const entry = z.object({
  id,
  kind: z.enum(['link', 'mail']),
  /** The address to hand on; entry mails are never shown again. */
  url: z.string().nullable(),
  email: z.string().nullable(),
  createdByName: z.string(),
  expiresAt: instantText,
  uses: z.number().int(),
  maxUses: z.number().int(),
  state: z.enum(['good', 'used', 'expired', 'revoked']),
  /** Whether the reader may revoke it: its maker and the room's owner. */
  mayRevoke: z.boolean(),
})
export type Entry = z.infer<typeof entry>

export const listEntries = route({
  method: 'GET',
  path: '/api/rooms/:roomId/entries',
  who: 'room-member',
  summary: 'The ways into a room that are still good',
  params: roomParams,
  reply: z.object({ entries: z.array(entry) }),
})

export const makeEntryLink = route({
  method: 'POST',
  path: '/api/rooms/:roomId/entries/link',
  who: 'room-member',
  summary: 'Make an entry link: 7 days, up to 20 uses',
  params: roomParams,
  reply: z.object({ entry }),
  refusals: ['too_many_tries'],
})

export const sendEntryMail = route({
  method: 'POST',
  path: '/api/rooms/:roomId/entries/mail',
  who: 'room-member',
  summary: 'Send an entry mail: single use, for that address only',
  params: roomParams,
  body: z.object({ email: emailText }),
  reply: z.object({ entry }),
  refusals: ['already_member', 'too_many_tries'],
})

export const revokeEntry = route({
  method: 'DELETE',
  path: '/api/rooms/:roomId/entries/:entryId',
  who: 'entry-maker-or-owner',
  summary: 'Revoke an entry; its maker and the owner may',
  params: z.object({ roomId: id, entryId: id }),
  reply: done,
})

const entryToken = z.object({ token: z.string().max(100) })

/** What stands behind an entry for somebody who holds it: the inviter, not the room. */
export const readEntry = route({
  method: 'GET',
  path: '/api/entries/:token',
  who: 'anyone',
  summary: 'Who brings one in, and whether the entry is still good',
  params: entryToken,
  reply: z.object({
    state: z.enum(['good', 'used', 'expired', 'revoked', 'unknown']),
    inviterName: z.string().nullable(),
    /** An entry mail's own address, so that the sign-up form can fill it in. */
    email: z.string().nullable(),
    /** Set when the reader is in that room already. */
    roomId: id.nullable(),
  }),
})

export const useEntry = route({
  method: 'POST',
  path: '/api/entries/:token',
  who: 'signed-in',
  summary: 'Come into the room',
  params: entryToken,
  reply: z.object({ roomId: id }),
  refusals: ['entry_used', 'entry_expired', 'entry_revoked', 'entry_for_another_address'],
})

/** What came after a number, for a browser that missed something. */
export const listStreamEvents = route({
  method: 'GET',
  path: '/api/streams/:stream/events',
  who: 'stream-listener',
  summary: 'The events of a stream one may read, after a number, in order',
  params: z.object({ stream: z.string().max(60) }),
  query: z.object({
    after: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(200).default(200),
  }),
  reply: z.object({ events: z.array(wireEvent), head }),
  refusals: ['history_gone'],
})

/** A membership as the members see it. */
export function presentMember(record: {
  personId: string
  name: string
  timeZone: string
  role: 'owner' | 'member'
  joinedAt: Instant
}): Member {
  const { personId, name, timeZone, role, joinedAt } = record
  return { personId, name, timeZone, role, joinedAt: toIso(joinedAt) }
}

/** A message on the wire. */
export function presentMessage(record: MessageRecord): Message {
  return {
    ...record,
    sentAt: toIso(record.sentAt),
    editedAt: record.editedAt === null ? null : toIso(record.editedAt),
    deletedAt: record.deletedAt === null ? null : toIso(record.deletedAt),
  }
}

/** A room as one of its members finds it in the list. */
type SummaryRecord = {
  id: string
  name: string
  role: 'owner' | 'member'
  memberCount: number
  unreadSeqs: number[]
  readSeq: number
  last: MessageRecord | null
  createdAt: Instant
}

/** A room of the list on the wire. */
export function presentSummary(record: SummaryRecord): RoomSummary {
  const { id: roomId, name, role, memberCount, unreadSeqs, readSeq, last, createdAt } = record
  return {
    id: roomId,
    name,
    role,
    memberCount,
    unread: unreadSeqs.length,
    unreadSeqs,
    readSeq,
    last: last && lastLineOf(presentMessage(last)),
    activeAt: toIso(last?.sentAt ?? createdAt),
  }
}

/** A way in on the wire; `url` only where it can be shown again. */
export function presentEntry(
  record: EntryRecord,
  parts: { url: string | null; createdByName: string; mayRevoke: boolean; now: Instant },
): Entry {
  const { id: entryId, kind, email, expiresAt, uses, maxUses } = record
  const { url, createdByName, mayRevoke, now } = parts
  return {
    id: entryId,
    kind,
    url,
    email,
    createdByName,
    expiresAt: toIso(expiresAt),
    uses,
    maxUses,
    state: entryState(record, now),
    mayRevoke,
  }
}

export type MessageSettings = z.infer<typeof shownRoomWishes>

/** What a person chose for one room, on the wire. */
export function presentMessageSettings(
  { own, usual }: { own: OwnRoomWishes; usual: DefaultRoomWishes },
  now: Instant,
): MessageSettings {
  const { mutedUntil, ...rest } = own
  return { ...rest, mutedUntil: mutedUntil !== null && isMuted(own, now) ? toIso(mutedUntil) : null, usual }
}

/** The same from the wire; what is left out stays as it was. */
export function wishesFrom(sent: z.output<typeof saveMessageSettings.body>): Partial<OwnRoomWishes> {
  const { messages, meetings, mails, mutedUntil } = sent
  return {
    ...(messages !== undefined && { messages }),
    ...(meetings !== undefined && { meetings }),
    ...(mails !== undefined && { mails }),
    ...(mutedUntil !== undefined && { mutedUntil: mutedUntil === null ? null : instantOf(mutedUntil) }),
  }
}
