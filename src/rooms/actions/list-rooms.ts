import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { readHeads } from '#platform/streams.ts'

import { presentSummary } from '../contract/room.ts'
import { orderRooms, personStream, type RoomListState, roomStream } from '../room.ts'
import { listRoomsOf } from '../store/rooms.ts'
import { nameSenders } from '../steps/name-senders.ts'

/** The caller's rooms and where their streams stand, from one moment. */
export async function listRooms(app: App, caller: Caller): Promise<RoomListState> {
  return await app.snapshot(async (db) => {
    const listed = await listRoomsOf(db, caller.personId)
    const streams = [personStream(caller.personId), ...listed.map((room) => roomStream(room.id))]
    const heads = await readHeads(db, streams)
    const latest = await nameSenders(
      db,
      listed.flatMap((room) => (room.last ? [room.last] : [])),
    )
    const byId = new Map(latest.map((message) => [message.id, message]))
    const rooms = listed.map((room) =>
      presentSummary({ ...room, last: byId.get(room.last?.id ?? '') ?? null }),
    )
    return { rooms: orderRooms(rooms), heads }
  })
}
