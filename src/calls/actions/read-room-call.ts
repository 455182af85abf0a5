import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessRoomCall } from '../access.ts'
import { presentRoomCall, type ShownRoomCall } from '../contract.ts'
import { readJoinToken } from '../store/calls.ts'
import { listAllSeats } from '../store/seats.ts'

/** A call of a room as its members see it now. */
export async function readRoomCall(
  app: App,
  caller: Caller,
  { callId }: { callId: string },
): Promise<ShownRoomCall> {
  return app.snapshot(async (db) => {
    const call = await accessRoomCall(db, callId, caller.personId)
    const seats = await listAllSeats(db, callId)
    const ids = [call.startedById, ...seats.map(({ personId }) => personId)]
    const people = await accounts.listPeople(db, [...new Set(ids)])
    return presentRoomCall({ call, seats, people, joinToken: await readJoinToken(db, callId) })
  })
}
