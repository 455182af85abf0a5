import { HOUR, type Instant, MINUTE, SECOND } from '#time/instant.ts'

/** A message that somebody else may be told of. */
export type SaidMessage = {
  seq: number
  senderId: string | null
  sentAt: Instant
  mentionedIds: readonly string[]
}

/** How far a member has read, and what they were told of the rest. */
export type UnreadReader = {
  personId: string
  readSeq: number
  promptedSeq: number
  promptedAt: Instant | null
  mailedSeq: number
  mailedAt: Instant | null
}

/** One thing to tell a reader: at once, by bell and push, or later by mail; all they have not read and were not told. */
export type UnreadWord = {
  personId: string
  by: 'prompt' | 'mail'
  kind: 'message' | 'mention'
  messages: readonly SaidMessage[]
}

/** Under what somebody is told of what they have not read in a room: the latest word takes the place of the one before. */
export function unreadKey(roomId: string): string {
  return `unread:${roomId}`
}

/** Who reads along has read by then, and is told nothing. */
export const promptAfterMs = 5 * SECOND
const mailCloseAfterMs = 3 * MINUTE
const mailOthersAfterMs = 15 * MINUTE
/** What concerns nobody in particular prompts again only after a while. */
const promptPauseMs = 10 * MINUTE
const mailPauseMs = HOUR

/**
 * What is to be told now of the messages of a room, by what has been read now and not by who was connected; and when to
 * look again. Two people talk to each other: there every message is for one of them.
 */
export function lookAtUnread(
  room: { messages: readonly SaidMessage[]; readers: readonly UnreadReader[]; isDirect: boolean },
  now: Instant,
): { words: UnreadWord[]; nextAt: Instant | null } {
  const due = room.readers.flatMap((reader) => {
    const unread = room.messages.filter(
      ({ seq, senderId }) => seq > reader.readSeq && senderId !== reader.personId,
    )
    return [promptFor(reader, unread, room.isDirect), mailFor(reader, unread, room.isDirect)]
  })
  const wanted = due.filter((one) => one !== null)
  const later = wanted.filter(({ dueAt }) => dueAt > now).map(({ dueAt }) => dueAt)
  return {
    words: wanted.filter(({ dueAt }) => dueAt <= now).map(({ word }) => word),
    nextAt: later.length > 0 ? Math.min(...later) : null,
  }
}

type Due = { dueAt: Instant; word: UnreadWord }

function promptFor(reader: UnreadReader, unread: readonly SaidMessage[], isDirect: boolean): Due | null {
  const { personId, promptedSeq, promptedAt, readSeq } = reader
  const messages = unread.filter(({ seq }) => seq > promptedSeq)
  const [first] = messages
  if (!first) return null
  const mention = messages.find((message) => message.mentionedIds.includes(personId))
  const word = { personId, by: 'prompt', kind: kindOf(mention), messages } as const
  // Who has read what they were prompted for last is there again.
  const waits = promptedAt !== null && readSeq < promptedSeq && !isDirect
  const pausedUntil = waits ? promptedAt + promptPauseMs : 0
  const ordinary = Math.max(first.sentAt + promptAfterMs, pausedUntil)
  return { word, dueAt: mention ? Math.min(ordinary, mention.sentAt + promptAfterMs) : ordinary }
}

function mailFor(reader: UnreadReader, unread: readonly SaidMessage[], isDirect: boolean): Due | null {
  const { personId, mailedSeq, mailedAt } = reader
  const messages = unread.filter(({ seq }) => seq > mailedSeq)
  if (messages.length === 0) return null
  const mention = messages.find((message) => message.mentionedIds.includes(personId))
  const isClose = (message: SaidMessage) => isDirect || message.mentionedIds.includes(personId)
  const dues = messages.map((one) => one.sentAt + (isClose(one) ? mailCloseAfterMs : mailOthersAfterMs))
  const pausedUntil = mailedAt === null ? 0 : mailedAt + mailPauseMs
  return {
    word: { personId, by: 'mail', kind: kindOf(mention), messages },
    dueAt: Math.max(Math.min(...dues), pausedUntil),
  }
}

function kindOf(mention: SaidMessage | undefined): 'message' | 'mention' {
  return mention ? 'mention' : 'message'
}
