import type { MessageChoice } from '#notifications/room-wishes.ts'

/** Of which messages one can be told, in words. */
export const messageChoiceWords: readonly { value: MessageChoice; title: string; detail: string }[] = [
  { value: 'everything', title: 'Everything', detail: 'Every message' },
  { value: 'mentions', title: 'Mentions only', detail: 'Messages with @ and your name' },
  { value: 'nothing', title: 'Nothing', detail: 'No messages; the list still counts them' },
]
