import * as calendars from '#calendars'
import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import type { Interval } from '#time/interval.ts'

import { titleOf } from '../meeting.ts'
import type { OwnTime } from '../own-time.ts'
import { listEngaged } from '../store/engagements.ts'

/** What stands in one's own time inside a range, from one moment. */
export async function readOwnTime(app: App, caller: Caller, range: Interval): Promise<OwnTime> {
  const { personId } = caller
  return app.snapshot(async (db) => {
    const [busy] = await calendars.listBusy(db, [personId], range, app.now())
    const engaged = await listEngaged(db, personId, range, app.now())
    const names = await rooms.listRoomNames(db, [...new Set(engaged.map(({ roomId }) => roomId))])
    return {
      calendars: await calendars.titleBusy(app, db, caller, busy?.calendars ?? []),
      meetings: engaged.map(({ interval: [startsAt, endsAt], ...meeting }) => {
        const { meetingId, roomId, isOrganizer } = meeting
        const name = titleOf(meeting, names.get(roomId) ?? '')
        return { meetingId, roomId, name, startsAt, endsAt, isOrganizer }
      }),
      unknown: busy?.dark ?? [],
    }
  })
}
