import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'
import { readHeads } from '#platform/streams.ts'

import { accessRoom } from '../access.ts'
import { presentMessage } from '../contract/message.ts'
import { presentMember } from '../contract/room.ts'
import { orderMembers, type RoomState, roomStream } from '../room.ts'
import { countFromFirstUnread, listMessagesBefore } from '../store/messages.ts'
import type { RoomAccess } from '../store/rooms.ts'
import { listMembers } from '../steps/list-members.ts'
import { nameSenders } from '../steps/name-senders.ts'

const usualPage = 50
const largestPage = 200
/** Messages shown above the first unread one, so that one knows what it answers. */
const contextMessages = 10

/** A room with its members and latest messages, back to the first unread one where that is near, from one moment. */
export async function readRoom(app: App, caller: Caller, roomId: string): Promise<RoomState> {
  return await app.snapshot(async (db) => {
    const room = await accessRoom(db, roomId, caller.personId)
    const members = await listMembers(db, roomId)
    const limit = await pageFor(db, room, caller.personId)
    const latest = await listMessagesBefore(db, roomId, undefined, limit + 1)
    const messages = await nameSenders(db, latest.slice(-limit))
    const stream = roomStream(roomId)
    const heads = await readHeads(db, [stream])
    const { id, name, role, readSeq } = room
    return {
      room: { id, name, role, readSeq },
      members: orderMembers(members.map(presentMember)),
      messages: messages.map(presentMessage),
      hasEarlier: latest.length > limit,
      head: heads[stream] ?? 0,
    }
  })
}

async function pageFor(db: Db, room: RoomAccess, personId: string): Promise<number> {
  const waiting = await countFromFirstUnread(
    db,
    { roomId: room.id, personId, readSeq: room.readSeq },
    largestPage,
  )
  return Math.min(largestPage, Math.max(usualPage, waiting + contextMessages))
}
