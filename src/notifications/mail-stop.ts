import { type NoticeKind, noticeKinds } from './notice.ts'

/** Which mails the button in a mail ends: those of a kind to a person, or those about messages of one room. */
export type MailStop = { personId: string; kind: NoticeKind; roomId: string | null }

/** Where it is sealed: nothing that was sealed for another purpose ends mails. */
export const placeOfStops = 'notifications|mail stop'

/** What is sealed into the address. Meetings of all rooms are one kind of mail; messages are a kind for each room. */
export function writeStop({ personId, kind, roomId }: MailStop): string {
  return [personId, kind, isOfRoom(kind) ? (roomId ?? '') : ''].join(' ')
}

/** What was sealed; undefined for what is none. */
export function readStop(text: string): MailStop | undefined {
  const [personId = '', kindText = '', roomId = ''] = text.split(' ')
  const kind = noticeKinds.find((one) => one === kindText)
  return kind && personId !== '' ? { personId, kind, roomId: roomId || null } : undefined
}

function isOfRoom(kind: NoticeKind): boolean {
  return kind === 'message' || kind === 'mention'
}
