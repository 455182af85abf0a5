import { instantOf } from '#time/instant.ts'

import type { Message } from './contract/message.ts'
import type { Member, RoomSummary } from './contract/room.ts'
import type { StreamEvent } from './contract/stream.ts'
import {
  isEcho,
  isUnread,
  lastLineOf,
  withChangedMessage,
  withMessage,
  withSenderName,
} from './conversation.ts'

/** How many unread numbers a list keeps for each room; above it says "99+". */
export const mostUnreadKept = 100

/** What somebody is in a room: it has one owner. */
export type Role = 'owner' | 'member'

/** A room as its page shows it. `head` is the number of the last event that is in it. */
export type RoomState = {
  room: { id: string; name: string; role: Role; readSeq: number }
  members: readonly Member[]
  messages: readonly Message[]
  hasEarlier: boolean
  head: number
}

/** The list of rooms, and the last event of each stream that is in it. */
export type RoomListState = { rooms: readonly RoomSummary[]; heads: Readonly<Record<string, number>> }

/** The stream of a room. */
export function roomStream(roomId: string): `r:${string}` {
  return `r:${roomId}`
}

/** The stream of a person. */
export function personStream(personId: string): `u:${string}` {
  return `u:${personId}`
}

/** Members in the order everyone sees: the owner, then by name. */
export function orderMembers(members: readonly Member[]): Member[] {
  return [...members].sort(
    (one, other) =>
      Number(other.role === 'owner') - Number(one.role === 'owner') ||
      compare(one.name.toLowerCase(), other.name.toLowerCase()) ||
      compare(one.personId, other.personId),
  )
}

/** Rooms in the order of the list: the latest activity first. */
export function orderRooms(rooms: readonly RoomSummary[]): RoomSummary[] {
  return rooms
    .map((room) => ({ room, activeAt: instantOf(room.activeAt) }))
    .sort((one, other) => other.activeAt - one.activeAt || compare(other.room.id, one.room.id))
    .map(({ room }) => room)
}

/** Who owns the room when its owner leaves: the longest member, or nobody when nobody is left. */
export function successorOf<T extends { personId: string; joinedAt: number }>(
  others: readonly T[],
): T | undefined {
  return [...others].sort(
    (one, other) => one.joinedAt - other.joinedAt || compare(one.personId, other.personId),
  )[0]
}

/** Whether an event is still to be applied to a state that stands at these numbers. */
export function isNews(event: StreamEvent, head: number | undefined): boolean {
  return head === undefined || event.q > head
}

/**
 * A room after an event of its own stream or of the reader's (`personId`). The state and all events after it give the
 * same as reading the room anew. Events that are in it already change nothing.
 */
export function applyRoomEvent(state: RoomState, event: StreamEvent, personId: string): RoomState {
  if (event.s === personStream(personId)) return applyOwnEvent(state, event)
  if (event.s !== roomStream(state.room.id) || !isNews(event, state.head)) return state
  return { ...changeRoom(state, event, personId), head: event.q }
}

/**
 * The list after an event of one of its rooms or of the reader's own stream. A room that is new to the reader
 * (`stream.opened`) is not in the event: the list is read again.
 */
export function applyListEvent(state: RoomListState, event: StreamEvent, personId: string): RoomListState {
  if (!isNews(event, state.heads[event.s])) return state
  const rooms =
    event.s === personStream(personId)
      ? changeListByOwn(state.rooms, event)
      : changeList(state.rooms, event, personId)
  return { rooms, heads: { ...state.heads, [event.s]: event.q } }
}

function changeRoom(state: RoomState, event: StreamEvent, personId: string): RoomState {
  switch (event.k) {
    case 'message.sent':
      return { ...state, messages: withMessage(state.messages, sentMessage(event)) }
    case 'message.changed':
      return { ...state, messages: withChangedMessage(state.messages, event.d.message as Message) }
    case 'room.renamed':
      return { ...state, room: { ...state.room, name: String(event.d.name) } }
    case 'member.joined':
      return { ...state, members: withMember(state.members, event.d.member as Member) }
    case 'member.left':
      return { ...state, members: state.members.filter((member) => member.personId !== event.d.personId) }
    case 'member.changed':
      return withChangedMember(state, event.d as MemberChange, personId)
    default:
      return state
  }
}

type MemberChange = { personId: string } & Partial<Pick<Member, 'role' | 'name' | 'timeZone'>>

// Only what the reader has read is known from their own stream; its numbers are not the room's.
function applyOwnEvent(state: RoomState, event: StreamEvent): RoomState {
  if (event.k !== 'room.read' || event.d.roomId !== state.room.id) return state
  const readSeq = Math.max(state.room.readSeq, Number(event.d.seq))
  return readSeq === state.room.readSeq ? state : { ...state, room: { ...state.room, readSeq } }
}

function withMember(members: readonly Member[], joined: Member): Member[] {
  return orderMembers([...members.filter((member) => member.personId !== joined.personId), joined])
}

function withChangedMember(state: RoomState, change: MemberChange, personId: string): RoomState {
  const members = orderMembers(
    state.members.map((member) => (member.personId === change.personId ? { ...member, ...change } : member)),
  )
  const isReader = change.personId === personId
  const room = isReader && change.role ? { ...state.room, role: change.role } : state.room
  const messages =
    change.name === undefined ? state.messages : withSenderName(state.messages, change.personId, change.name)
  return { ...state, room, members, messages }
}

function changeListByOwn(rooms: readonly RoomSummary[], event: StreamEvent): readonly RoomSummary[] {
  if (event.k === 'stream.closed') return rooms.filter((room) => roomStream(room.id) !== event.d.stream)
  if (event.k !== 'room.read') return rooms
  return rooms.map((room) => (room.id === event.d.roomId ? readUpTo(room, Number(event.d.seq)) : room))
}

function readUpTo(room: RoomSummary, seq: number): RoomSummary {
  const readSeq = Math.max(room.readSeq, seq)
  return withUnread(
    { ...room, readSeq },
    room.unreadSeqs.filter((unread) => unread > readSeq),
  )
}

function changeList(
  rooms: readonly RoomSummary[],
  event: StreamEvent,
  personId: string,
): readonly RoomSummary[] {
  const room = rooms.find((one) => roomStream(one.id) === event.s)
  if (!room) return rooms
  if (event.k === 'member.left' && event.d.personId === personId) return rooms.filter((one) => one !== room)
  const changed = changeSummary(room, event, personId)
  return changed === room ? rooms : orderRooms(rooms.map((one) => (one === room ? changed : one)))
}

function changeSummary(room: RoomSummary, event: StreamEvent, personId: string): RoomSummary {
  switch (event.k) {
    case 'message.sent':
      return withSent(room, sentMessage(event), personId)
    case 'message.changed':
      return withChanged(room, event.d.message as Message)
    case 'room.renamed':
      return { ...room, name: String(event.d.name) }
    case 'member.joined':
      return { ...room, memberCount: room.memberCount + 1 }
    case 'member.left':
      return { ...room, memberCount: room.memberCount - 1 }
    case 'member.changed':
      return withChangedPerson(room, event.d as MemberChange, personId)
    default:
      return room
  }
}

function withSent(room: RoomSummary, message: Message, personId: string): RoomSummary {
  const latest = { ...room, last: lastLineOf(message), activeAt: message.sentAt }
  return isUnread(message, personId, room.readSeq) && !isEcho(message, room.last)
    ? withUnread(latest, [...room.unreadSeqs, message.seq])
    : latest
}

function withChanged(room: RoomSummary, message: Message): RoomSummary {
  const last = room.last?.seq === message.seq ? lastLineOf(message) : room.last
  const unread =
    message.deletedAt === null ? room.unreadSeqs : room.unreadSeqs.filter((seq) => seq !== message.seq)
  return withUnread({ ...room, last }, unread)
}

function withChangedPerson(room: RoomSummary, change: MemberChange, personId: string): RoomSummary {
  const role = change.personId === personId && change.role ? change.role : room.role
  const renamed = change.name !== undefined && room.last?.senderId === change.personId
  return {
    ...room,
    role,
    last: renamed && room.last ? { ...room.last, senderName: change.name ?? null } : room.last,
  }
}

function withUnread(room: RoomSummary, seqs: readonly number[]): RoomSummary {
  const unreadSeqs = seqs.slice(-mostUnreadKept)
  return { ...room, unreadSeqs, unread: unreadSeqs.length }
}

// A message is written under the event's own number, so the event need not carry it twice.
function sentMessage(event: StreamEvent): Message {
  return { ...(event.d.message as Message), seq: event.q }
}

function compare(one: string, other: string): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}
