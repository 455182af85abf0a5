import type { z } from 'zod'

import { roomWishes, shownRoomWishes } from '#notifications/contract.ts'
import { type DefaultRoomWishes, isMuted, type OwnRoomWishes } from '#notifications/room-wishes.ts'
import { route } from '#platform/contract.ts'
import { type Instant, instantOf, toIso } from '#time/instant.ts'

import { roomParams } from './fields.ts'

export type MessageSettings = z.infer<typeof shownRoomWishes>

export const readMessageSettings = route({
  method: 'GET',
  path: '/api/rooms/:roomId/message-settings',
  who: 'room-member',
  summary: 'What one wants to be told of this room',
  params: roomParams,
  reply: shownRoomWishes,
})

export const saveMessageSettings = route({
  method: 'PATCH',
  path: '/api/rooms/:roomId/message-settings',
  who: 'room-member',
  summary: 'Choose what one wants to be told of this room; null follows what one chose for all rooms',
  params: roomParams,
  body: roomWishes.partial(),
  reply: shownRoomWishes,
})

/** What a person chose for one room, on the wire. */
export function presentMessageSettings(
  { own, usual }: { own: OwnRoomWishes; usual: DefaultRoomWishes },
  now: Instant,
): MessageSettings {
  const { mutedUntil, ...rest } = own
  return { ...rest, mutedUntil: mutedUntil !== null && isMuted(own, now) ? toIso(mutedUntil) : null, usual }
}

/** The same from the wire; what is left out stays as it was. */
export function wishesFrom(sent: z.output<typeof saveMessageSettings.body>): Partial<OwnRoomWishes> {
  const { messages, meetings, mails, mutedUntil } = sent
  return {
    ...(messages !== undefined && { messages }),
    ...(meetings !== undefined && { meetings }),
    ...(mails !== undefined && { mails }),
    ...(mutedUntil !== undefined && { mutedUntil: mutedUntil === null ? null : instantOf(mutedUntil) }),
  }
}
