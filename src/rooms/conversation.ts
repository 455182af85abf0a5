import { type Instant, instantOf, MINUTE } from '#time/instant.ts'

import type { Message } from './contract/message.ts'
import type { RoomSummary } from './contract/room.ts'

/** Messages of one person that follow each other within this time stand under one name. */
export const groupMinutes = 5

const longestExcerpt = 140

/** A run of messages under one name; system messages and cards stand alone. */
export type MessageGroup = { key: string; senderId: string | null; messages: readonly Message[] }

/** One local day of a conversation. */
export type ConversationDay = { date: string; groups: readonly MessageGroup[] }

/** A new message at its place. One that is there already stays as it is. Messages ascend by number. */
export function withMessage(messages: readonly Message[], added: Message): readonly Message[] {
  const after = messages.findLastIndex((message) => message.seq <= added.seq)
  if (messages[after]?.seq === added.seq) return messages
  return [...messages.slice(0, after + 1), added, ...messages.slice(after + 1)]
}

/** A message that was edited, deleted or turned to another card; one that is not loaded changes nothing. */
export function withChangedMessage(messages: readonly Message[], changed: Message): readonly Message[] {
  if (!messages.some((message) => message.id === changed.id)) return messages
  return messages.map((message) => (message.id === changed.id ? changed : message))
}

/** Earlier messages before those already there; what overlaps is taken once. */
export function withEarlier(messages: readonly Message[], earlier: readonly Message[]): readonly Message[] {
  const first = messages[0]?.seq ?? Infinity
  return [...earlier.filter((message) => message.seq < first), ...messages]
}

/** The same messages under the sender's new name. */
export function withSenderName(
  messages: readonly Message[],
  personId: string,
  name: string,
): readonly Message[] {
  return messages.map((message) =>
    message.senderId === personId ? { ...message, senderName: name } : message,
  )
}

/** Whether a message waits for this person: after what they have read, of somebody else, and still there. */
export function isUnread(message: Message, personId: string, readSeq: number): boolean {
  return message.seq > readSeq && message.senderId !== personId && message.deletedAt === null
}

/**
 * Whether the room only says in words what a card shows that came just before it, in the same change: one happening, which
 * counts once. `listRoomsOf` asks the same of the database; test/rooms/state-and-events.test.ts holds the two equal.
 */
export function isEcho(
  { seq, kind, senderId, sentAt }: Message,
  before: { seq: number; kind: Message['kind']; senderId: string | null; at: string } | null,
): boolean {
  return (
    kind === 'system' &&
    before?.kind === 'card' &&
    before.seq === seq - 1 &&
    before.senderId === senderId &&
    before.at === sentAt
  )
}

/** The first message that waits for this person. */
export function firstUnread(
  messages: readonly Message[],
  personId: string,
  readSeq: number,
): Message | undefined {
  return messages.find((message) => isUnread(message, personId, readSeq))
}

/** The person's latest message that can still be edited. */
export function lastOwn(messages: readonly Message[], personId: string): Message | undefined {
  return messages.findLast(
    (message) => message.kind === 'text' && message.senderId === personId && message.deletedAt === null,
  )
}

/**
 * A conversation by local days, and within them by sender and minutes. `dateOf` gives the reader's local date of an
 * instant; `breakAt` is the number of a message before which a line stands, so that no group runs across it.
 */
export function groupByDay(
  messages: readonly Message[],
  dateOf: (at: Instant) => string,
  breakAt?: number,
): readonly ConversationDay[] {
  const days: { date: string; groups: { key: string; senderId: string | null; messages: Message[] }[] }[] = []
  for (const message of messages) {
    const date = dateOf(instantOf(message.sentAt))
    let day = days.at(-1)
    if (day?.date !== date) days.push((day = { date, groups: [] }))
    const group = day.groups.at(-1)
    const last = group?.messages.at(-1)
    if (group && last && message.seq !== breakAt && belongTogether(last, message))
      group.messages.push(message)
    else day.groups.push({ key: message.id, senderId: message.senderId, messages: [message] })
  }
  return days
}

/** The line of the room list for a latest message. */
export function lastLineOf(message: Message): NonNullable<RoomSummary['last']> {
  const { seq, kind, senderId, senderName, sentAt, deletedAt } = message
  return {
    seq,
    kind,
    text: excerptOf(message),
    senderId,
    senderName,
    at: sentAt,
    deleted: deletedAt !== null,
  }
}

/** A message in one line without its Markdown marks. A card without words of its own is called by its kind. */
export function excerptOf(message: Pick<Message, 'body' | 'card'>): string {
  const plain = message.body
    .replace(/^\s*```[^\n]*$/gm, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^\s*(?:[>#]+|[-*+]|\d+[.)])\s+/gm, '')
    .replace(/(\*\*|__|~~|`)(.*?)\1/g, '$2')
    .replace(/(?<![\w*])[*_](\S(?:.*?\S)?)[*_](?![\w*])/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
  if (!plain && message.card) return capitalised(message.card.kind)
  return plain.length > longestExcerpt ? `${plain.slice(0, longestExcerpt - 1).trimEnd()}…` : plain
}

function belongTogether(one: Message, next: Message): boolean {
  if (one.kind !== 'text' || next.kind !== 'text' || one.senderId !== next.senderId) return false
  return instantOf(next.sentAt) - instantOf(one.sentAt) < groupMinutes * MINUTE
}

function capitalised(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
