import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessCall } from '../access.ts'
import { refuseUnlessOpen } from '../call.ts'
import type { IceServer } from '../ice.ts'
import type { Seat } from '../seat.ts'
import { listIceServers } from '../steps/list-ice-servers.ts'
import { listSeats } from '../store/seats.ts'

type Ready = {
  iceServers: IceServer[]
  iceTransportPolicy: 'all' | 'relay'
  seats: Seat[]
  people: Awaited<ReturnType<typeof accounts.listPeople>>
}

/** What a browser needs to come in, while the call is open: helping servers, and who is in already. */
export async function readyCall(app: App, caller: Caller, joinToken: string): Promise<Ready> {
  return await app.snapshot(async (db) => {
    const { id, wanted } = await accessCall(db, joinToken, caller.personId)
    refuseUnlessOpen(wanted, app.now())
    const seats = await listSeats(db, id)
    const people = await accounts.listPeople(
      db,
      seats.map(({ personId }) => personId),
    )
    const { ice } = app.config
    return {
      iceServers: listIceServers(ice, caller.personId, app.now()),
      iceTransportPolicy: ice.transportPolicy,
      seats,
      people,
    }
  })
}
