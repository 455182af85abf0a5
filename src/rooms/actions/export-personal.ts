import type { Db } from '#platform/database.ts'
import { toIso } from '#time/instant.ts'

import { listOwnMessages } from '../store/own-messages.ts'
import { listRoomsOf } from '../store/rooms.ts'

/**
 * The rooms somebody is in, and what they wrote in them and elsewhere. Of rooms they left not even the name is told, and what
 * others wrote is others' own.
 */
export async function exportPersonal(db: Db, personId: string): Promise<unknown> {
  const rooms = await listRoomsOf(db, personId)
  const messages = await listOwnMessages(db, personId)
  const written = (roomId: string) =>
    messages
      .filter((message) => message.roomId === roomId)
      .map(({ body, sentAt, editedAt }) => ({
        body,
        sentAt: toIso(sentAt),
        editedAt: editedAt === null ? null : toIso(editedAt),
      }))
  const elsewhere = [...new Set(messages.map(({ roomId }) => roomId))].filter(
    (roomId) => !rooms.some((room) => room.id === roomId),
  )
  return {
    rooms: rooms.map(({ id, name, role }) => ({ id, name, role, messages: written(id) })),
    roomsLeft: elsewhere.map((id) => ({ id, messages: written(id) })),
  }
}
