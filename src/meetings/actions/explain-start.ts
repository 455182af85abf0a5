import * as availability from '#availability'
import * as calendars from '#calendars'
import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'
import { DAY, type Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { accessInvite } from '../access.ts'
import { questionOf, refuseChange } from '../invite.ts'
import { titleOf } from '../meeting.ts'
import { takenByCalendars } from '../own-time.ts'
import { listEngaged, listTaken } from '../store/engagements.ts'
import { type Cause, explain, reachAround, type Reason, type WhyQuestion } from '../why.ts'

/**
 * Why a start of an open invite is not offered, for its sender alone: what stands in their calendars and meetings is in it by
 * name.
 */
export async function explainStart(
  app: App,
  caller: Caller,
  { inviteId, startsAt }: { inviteId: string; startsAt: Instant },
): Promise<Reason[]> {
  const now = app.now()
  const personId = caller.personId
  return app.snapshot(async (db) => {
    const { invite } = await accessInvite(db, inviteId, personId)
    refuseChange(invite, personId, now)
    const schedule = await availability.scheduleOf(db, personId)
    const question = questionOf(invite.offer, invite.endsAt, schedule, now)
    const reach = reachAround(question, startsAt)
    const [busy] = await calendars.listBusy(db, [personId], reach, now)
    const own = await calendars.titleBusy(app, db, caller, busy?.calendars ?? [])
    return explain({
      question,
      at: startsAt,
      taken: [...(await listMeetings(db, personId, reach, now)), ...takenByCalendars(own)],
      unknown: busy?.dark ?? [],
      organized: await listOrganized(db, personId, { at: startsAt, now }),
    })
  })
}

type Taken = WhyQuestion['taken'][number]

async function listOrganized(
  db: Db,
  personId: string,
  { at, now }: { at: Instant; now: Instant },
): Promise<Instant[]> {
  const taken = await listTaken(db, [personId], [at - 8 * DAY, at + 8 * DAY], { now })
  return taken
    .filter((one) => one.isOrganized)
    .flatMap(({ intervals }) => intervals.map(([startsAt]) => startsAt))
}

async function listMeetings(db: Db, personId: string, reach: Interval, now: Instant): Promise<Taken[]> {
  const engaged = await listEngaged(db, personId, reach, now)
  return Promise.all(
    engaged.map(async ({ interval, ...meeting }) => {
      const { meetingId, roomId } = meeting
      const name = titleOf(meeting, await rooms.readRoomName(db, roomId))
      const cause: Cause = { kind: 'meeting', name, roomId, meetingId }
      return { cause, intervals: [interval] }
    }),
  )
}
