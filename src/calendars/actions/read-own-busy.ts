import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { clip, type Interval, union } from '#time/interval.ts'

import { listBusy } from '../steps/list-busy.ts'

/** When one's own calendars say one is busy inside a range (instants, UTC): ascending, merged, by the copy kept here. */
export async function readOwnBusy(app: App, caller: Caller, range: Interval): Promise<Interval[]> {
  const busy = await app.snapshot((db) => listBusy(db, [caller.personId], range, app.now()))
  return union(...busy.flatMap(({ calendars }) => calendars.map(({ intervals }) => intervals)))
    .map((interval) => clip(interval, range))
    .filter((interval) => interval !== undefined)
}
