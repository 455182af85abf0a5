import * as accounts from '#accounts'
import * as notifications from '#notifications'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { newId } from '#platform/ids.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { conflict } from '#platform/refusal.ts'

import { latestEnd, type RoomCall, startsAnHour } from '../room-call.ts'
import { openCall } from '../steps/open-call.ts'
import { readJoinToken } from '../store/calls.ts'
import { findRunningCall, insertRoomCall } from '../store/room-calls.ts'

/** Starts a call in a room and tells the others; while one runs there, that is the one. Answers its join token. */
export async function startCall(app: App, caller: Caller, { roomId }: { roomId: string }): Promise<string> {
  return app.transaction(async (tx) => {
    const room = await rooms.accessRoom(tx.db, roomId, caller.personId)
    const running = await findRunningCall(tx.db, roomId)
    if (running) return readJoinToken(tx.db, running.callId)
    await countWrite(tx, `call|${caller.personId}`, startsAnHour)
    const call: RoomCall = {
      callId: newId(tx.now),
      roomId,
      startedById: caller.personId,
      startedAt: tx.now,
      endedAt: null,
    }
    if (!(await insertRoomCall(tx.db, call))) return tokenOfRunning(tx, roomId)
    await open(tx, call, room.name)
    return readJoinToken(tx.db, call.callId)
  })
}

// Somebody else was a moment faster.
async function tokenOfRunning(tx: Tx, roomId: string): Promise<string> {
  const running = await findRunningCall(tx.db, roomId)
  if (!running) throw conflict('call_over', 'A call was here, and has just ended. Start another one.')
  return readJoinToken(tx.db, running.callId)
}

async function open(tx: Tx, call: RoomCall, roomName: string): Promise<void> {
  const { callId, roomId, startedById, startedAt } = call
  const starter = await accounts.findPerson(tx.db, startedById)
  const members = await rooms.listMembers(tx.db, roomId)
  const wanted = {
    roomId,
    status: 'confirmed' as const,
    startsAt: startedAt,
    endsAt: latestEnd(startedAt),
    timeZone: starter?.timeZone ?? 'UTC',
    people: members.map(({ personId }) => personId),
    isInstant: true as const,
  }
  await openCall(tx, { id: callId, subjectId: callId, wanted })
  await rooms.postCard(tx, { roomId, actorId: startedById, kind: 'call', id: callId, body: 'Started a call' })
  const notice = {
    kind: 'message',
    key: `call:${callId}`,
    subjectId: callId,
    roomId,
    title: `${starter?.name ?? 'Somebody'} started a call`,
    text: `In ${roomName}. Come in from the room.`,
    href: `/rooms/${roomId}`,
  } as const
  const others = members.filter(({ personId }) => personId !== startedById)
  await notifications.tellAll(
    tx,
    others.map(({ personId }) => ({ ...notice, personId })),
  )
}
