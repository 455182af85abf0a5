import type { Instant } from '#time/instant.ts'

import type { Channel, NoticeKind } from './notice.ts'

/** Of which messages somebody wants to be told. */
export const messageChoices = ['everything', 'mentions', 'nothing'] as const
export type MessageChoice = (typeof messageChoices)[number]

/** What somebody wants of all rooms for which they chose nothing else. */
export type DefaultRoomWishes = { messages: MessageChoice; meetings: boolean }

/** What somebody chose for one room; null follows the default. */
export type OwnRoomWishes = {
  messages: MessageChoice | null
  meetings: boolean | null
  /** Mails about messages one has not read. */
  mails: boolean
  mutedUntil: Instant | null
}

/** A room that is muted, and until when. */
export type MutedRoom = { roomId: string; until: Instant }

/** What people would choose: everything, for a room one is in is a conversation one wants. */
export const usualRoomWishes: DefaultRoomWishes = { messages: 'everything', meetings: true }

/** A room for which nothing was chosen. */
export const noRoomWishes: OwnRoomWishes = { messages: null, meetings: null, mails: true, mutedUntil: null }

/** Whether somebody wants to be told such a thing of a room by this channel. */
export function isWantedOfRoom(
  wishes: { own: OwnRoomWishes; usual: DefaultRoomWishes },
  { kind, channel }: { kind: NoticeKind; channel: Channel },
  now: Instant,
): boolean {
  const { own, usual } = wishes
  if (kind === 'message' || kind === 'mention') {
    if (isMuted(own, now) || (channel === 'mail' && !own.mails)) return false
    const messages = own.messages ?? usual.messages
    return messages === 'everything' || (messages === 'mentions' && kind === 'mention')
  }
  const isChange = kind === 'meeting_new' || kind === 'meeting_changed' || kind === 'meeting_cancelled'
  return !isChange || (own.meetings ?? usual.meetings)
}

/** Whether nothing is told of messages in this room for the moment. */
export function isMuted({ mutedUntil }: { mutedUntil: Instant | null }, now: Instant): boolean {
  return mutedUntil !== null && now < mutedUntil
}
