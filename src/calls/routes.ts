import * as accounts from '#accounts'
import * as rooms from '#rooms'
import type { Db } from '#platform/database.ts'
import { handle, type Handler } from '#platform/http.ts'
import { handleFrame, type SocketHandler, type Topic } from '#platform/topics.ts'

import { accessCall } from './access.ts'
import { changeSeat } from './actions/change-seat.ts'
import { findListener } from './actions/find-listener.ts'
import { leaveSeat } from './actions/leave-seat.ts'
import { readyCall } from './actions/ready-call.ts'
import { readRoomCall } from './actions/read-room-call.ts'
import { startCall } from './actions/start-call.ts'
import { takeSeat } from './actions/take-seat.ts'
import { tendCall } from './actions/tend-call.ts'
import { callTopic } from './call.ts'
import * as contract from './contract.ts'
import { listSeats } from './store/seats.ts'

/** What a browser may ask of calls. */
export const routes: readonly Handler[] = [
  handle(contract.readJoin, ({ app, caller, params }) =>
    app.snapshot(async (db) => {
      const { id, wanted, subjectId, elsewhere } = await accessCall(db, params.token, caller.personId)
      const seats = await listSeats(db, id)
      const people = await accounts.listPeople(db, [...wanted.people])
      const roomName = await rooms.readRoomName(db, wanted.roomId)
      const view = { roomName, people, seats, elsewhere, now: app.now() }
      return contract.presentJoin({ wanted, subjectId }, view)
    }),
  ),
  handle(contract.startCall, async ({ app, caller, params }) => ({
    joinPath: contract.joinPath(await startCall(app, caller, params)),
  })),
  handle(contract.readRoomCall, async ({ app, caller, params }) => ({
    call: await readRoomCall(app, caller, params),
  })),
  handle(contract.readyCall, async ({ app, caller, params }) => {
    const { seats, people, ...servers } = await readyCall(app, caller, params.token)
    return { ...servers, present: contract.presentPeople(seats, people) }
  }),
]

/** What a browser may say in a call, over its live connection. */
export const socketHandlers: readonly SocketHandler[] = [
  handleFrame(contract.takeSeat, async ({ app, caller, frame, connection }) => {
    const seat = await takeSeat(app, caller, connection.id, frame)
    const topic = callTopic(seat.callId)
    connection.follow(topic)
    return { topic, camera: seat.camera, sharing: seat.sharing }
  }),
  handleFrame(contract.changeSeat, async ({ app, caller, frame, connection }) => {
    await changeSeat(app, { personId: caller.personId, connectionId: connection.id }, frame)
    return { done: true } as const
  }),
  handleFrame(contract.leaveSeat, async ({ app, caller, frame, connection }) => {
    await leaveSeat(app, { personId: caller.personId, connectionId: connection.id }, frame.seat)
    return { done: true } as const
  }),
  handleFrame(contract.sendSignal, async ({ app, caller, frame, connection }) => {
    const by = { personId: caller.personId, connectionId: connection.id }
    const listener = await findListener(app, by, frame)
    await connection.tell(listener, contract.signalTold, { from: frame.seat, signal: frame.signal })
    return { done: true } as const
  }),
]

/** Who is in a call, for those who are in it. */
export const topics: readonly Topic[] = [
  {
    name: 'call',
    read: (app, callId) =>
      app.snapshot(async (db) => {
        const seats = await listSeats(db, callId)
        const state = contract.presentCall(seats, await namesOf(db, seats))
        return { state, hearers: seats.map(({ connectionId }) => connectionId) }
      }),
    tend: tendCall,
  },
]

function namesOf(db: Db, seats: readonly { personId: string }[]) {
  return accounts.listPeople(
    db,
    seats.map(({ personId }) => personId),
  )
}
