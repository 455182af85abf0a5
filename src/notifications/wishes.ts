import { type Channel, channels, type NoticeKind, noticeKinds } from './notice.ts'

/** For each kind, by which channels somebody wants to be told. */
export type Wishes = Readonly<Record<NoticeKind, Readonly<Record<Channel, boolean>>>>

/** One choice that differs from the defaults, or did once. */
export type Wish = { kind: NoticeKind; channel: Channel; wanted: boolean }

/**
 * What people would choose. What has a date is told every way, for a missed meeting costs most. Messages stand in the list
 * of rooms with their number, so the bell keeps quiet about them. A calendar that broke can wait until one looks.
 */
export const defaultWishes: Wishes = {
  meeting_new: { in_app: true, mail: true, push: true },
  meeting_changed: { in_app: true, mail: true, push: true },
  meeting_cancelled: { in_app: true, mail: true, push: true },
  consultation_new: { in_app: true, mail: true, push: true },
  message: { in_app: false, mail: true, push: true },
  mention: { in_app: true, mail: true, push: true },
  reminder: { in_app: true, mail: true, push: true },
  link_trouble: { in_app: true, mail: true, push: false },
}

/** What somebody wants who chose this and left the rest as it was. */
export function wishesOf(chosen: readonly Wish[]): Wishes {
  const wanted = (kind: NoticeKind, channel: Channel): boolean =>
    chosen.find((wish) => wish.kind === kind && wish.channel === channel)?.wanted ??
    defaultWishes[kind][channel]
  return byKind((kind) => ({
    in_app: wanted(kind, 'in_app'),
    mail: wanted(kind, 'mail'),
    push: wanted(kind, 'push'),
  }))
}

/** The channels by which somebody wants to be told of this kind. */
export function channelsFor(wishes: Wishes, kind: NoticeKind): Channel[] {
  return channels.filter((channel) => wishes[kind][channel])
}

function byKind<T>(of: (kind: NoticeKind) => T): Record<NoticeKind, T> {
  return Object.fromEntries(noticeKinds.map((kind) => [kind, of(kind)])) as Record<NoticeKind, T>
}
