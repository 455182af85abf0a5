import type { Instant } from '#time/instant.ts'

/** What people can be told about. */
export const noticeKinds = [
  'meeting_new',
  'meeting_changed',
  'meeting_cancelled',
  'consultation_new',
  'message',
  'mention',
  'reminder',
  'link_trouble',
] as const
export type NoticeKind = (typeof noticeKinds)[number]

/** How they can be told: under the bell, by mail, by their browser. */
export const channels = ['in_app', 'mail', 'push'] as const
export type Channel = (typeof channels)[number]

/** One thing told in Parley itself, as it is kept. */
export type NoticeRecord = {
  id: string
  kind: NoticeKind
  roomId: string | null
  title: string
  text: string
  /** A path inside Parley; null where it would lead nowhere any more. */
  href: string | null
  toldAt: Instant
  readAt: Instant | null
}

/** How many notices stand under the bell. */
export const mostListed = 50
