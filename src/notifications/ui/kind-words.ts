import type { Channel, NoticeKind } from '../notice.ts'

/** How each kind of notice is called in settings, in the order in which they stand there. */
export const kindWords: readonly { kind: NoticeKind; title: string; detail?: string }[] = [
  { kind: 'meeting_new', title: 'New meeting' },
  { kind: 'meeting_changed', title: 'Meeting changed' },
  { kind: 'meeting_cancelled', title: 'Meeting cancelled' },
  { kind: 'consultation_new', title: 'New consultation' },
  { kind: 'message', title: 'New message', detail: 'By mail only while it is unread' },
  { kind: 'mention', title: 'Mention', detail: 'Somebody wrote @ and your name' },
  { kind: 'reminder', title: 'Reminder', detail: 'Before a meeting' },
  { kind: 'link_trouble', title: 'Calendar trouble', detail: 'A linked calendar does not work' },
]

/** How each channel is called. */
export const channelWords: Record<Channel, string> = {
  in_app: 'In Parley',
  mail: 'Mail',
  push: 'Browser push',
}
