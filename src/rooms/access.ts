import type { Db, TxDb } from '#platform/database.ts'
import { forbidden, missing } from '#platform/refusal.ts'
import { streamOfEverybody } from '#platform/streams.ts'

import { type EntryRecord, mayRevoke } from './entry.ts'
import type { KeptMessage } from './message.ts'
import { personStream, roomStream } from './room.ts'
import { takeEntry } from './store/entries.ts'
import { takeMessage } from './store/messages.ts'
import { findRoomOf, listRoomIdsOf, type RoomAccess, takeRoom } from './store/rooms.ts'

/** The room as this person finds it. To whoever is not in it, it does not exist (404). */
export async function accessRoom(db: Db, roomId: string, personId: string): Promise<RoomAccess> {
  const room = await findRoomOf(db, roomId, personId)
  if (!room) throw missing()
  return room
}

/** The room, taken for a change of who is in it or what it is called. */
export async function lockRoom(db: TxDb, roomId: string, personId: string): Promise<RoomAccess> {
  await takeRoom(db, roomId)
  return await accessRoom(db, roomId, personId)
}

/** As `lockRoom`, for what only the owner may do (403 for other members). */
export async function lockOwnRoom(db: TxDb, roomId: string, personId: string): Promise<RoomAccess> {
  const room = await lockRoom(db, roomId, personId)
  if (room.role !== 'owner') throw forbidden('owner_only', 'Only the owner of this room can do that.')
  return room
}

/** One's own message, taken for change: 404 outside the room, 403 for what somebody else or the room wrote. */
export async function lockOwnMessage(
  db: TxDb,
  place: { roomId: string; messageId: string; personId: string },
): Promise<KeptMessage> {
  await accessRoom(db, place.roomId, place.personId)
  const message = await takeMessage(db, place.roomId, place.messageId)
  if (!message) throw missing()
  if (message.kind !== 'text' || message.senderId !== place.personId) {
    throw forbidden('sender_only', 'Only the person who wrote a message can change it.')
  }
  return message
}

/** An entry of this room, taken for revoking: by its maker or the owner (403 for other members). */
export async function lockEntryToRevoke(
  db: TxDb,
  place: { roomId: string; entryId: string; personId: string },
): Promise<EntryRecord> {
  const room = await lockRoom(db, place.roomId, place.personId)
  const entry = await takeEntry(db, place.entryId)
  if (!entry || entry.roomId !== room.id) throw missing()
  if (!mayRevoke(entry, place.personId, room.role)) {
    throw forbidden('maker_only', 'Only whoever made this way in, or the owner, can take it back.')
  }
  return entry
}

/** The streams a person may hear right now: their own and those of their rooms. */
export async function listStreamsOf(db: Db, personId: string): Promise<string[]> {
  const roomIds = await listRoomIdsOf(db, personId)
  return [personStream(personId), ...roomIds.map(roomStream)]
}

/** Whether a person may read a stream right now. Anything that is no stream of ours may be read by nobody. */
export async function mayReadStream(db: Db, stream: string, personId: string): Promise<boolean> {
  if (stream === streamOfEverybody) return true
  const [, kind, id] = /^([ru]):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(stream) ?? []
  if (kind === 'u') return id === personId
  if (kind === 'r' && id !== undefined) return (await findRoomOf(db, id, personId)) !== undefined
  return false
}
