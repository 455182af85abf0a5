import { z } from 'zod'

import { done, id, instantText, line, route } from '#platform/contract.ts'
import { type Instant, toIso } from '#time/instant.ts'

import { lastLineOf } from '../conversation.ts'
import type { MessageRecord } from '../message.ts'
import { head, role, roomParams } from './fields.ts'
import { message, presentMessage } from './message.ts'

/** A person in a room, as its members see them. */
export const member = z.object({
  personId: id,
  name: z.string(),
  timeZone: z.string(),
  role,
  joinedAt: instantText,
})
export type Member = z.infer<typeof member>

export const roomSummary = z.object({
  id,
  name: z.string(),
  role,
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
    room: z.object({ id, name: z.string(), role, readSeq: z.number().int() }),
    members: z.array(member),
    messages: z.array(message),
    hasEarlier: z.boolean(),
    head,
  }),
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
  params: roomParams.extend({ personId: id }),
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
