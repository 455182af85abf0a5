import { type Instant, MINUTE } from '#time/instant.ts'

/** Longest message in characters. */
export const longestMessage = 8000

/** What one person can send and edit, in all rooms together. */
export const messagesAMinute = { tries: 120, windowMs: MINUTE }

/** A message as it is kept. Instants in milliseconds, UTC. */
export type KeptMessage = {
  id: string
  seq: number
  kind: 'text' | 'system' | 'card'
  /** Null when the room itself speaks. */
  senderId: string | null
  /** Null where no person sent it. */
  clientId: string | null
  /** Markdown; empty once deleted. */
  body: string
  card: { kind: string; id: string } | null
  detail: Record<string, unknown> | null
  sentAt: Instant
  editedAt: Instant | null
  deletedAt: Instant | null
}

/** A kept message with its sender's present name. */
export type MessageRecord = KeptMessage & { senderName: string | null }
