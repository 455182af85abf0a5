import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import type { Interval } from '#time/interval.ts'

import { accessInvite } from '../access.ts'
import { type OwnTimes, presentOwnTimes } from '../contract/counter-offer.ts'
import { listChoices } from '../counter-offer.ts'
import { refuseBooking } from '../invite.ts'
import { refuseUnchecked } from '../slots.ts'
import { readCounterAsk } from '../steps/read-counter-ask.ts'

const incrementMinutes = 30

/** What the caller can answer an open invite with: each half hour of the next weeks on the clock of a zone. */
export async function listOwnTimes(
  app: App,
  caller: Caller,
  { inviteId, range, timeZone }: { inviteId: string; range: Interval; timeZone: string },
): Promise<OwnTimes> {
  const now = app.now()
  return app.snapshot(async (db) => {
    const { invite } = await accessInvite(db, inviteId, caller.personId)
    refuseBooking(invite, caller.personId, now)
    const between = { organizerId: invite.organizerId, bookerId: caller.personId }
    const { durationMinutes } = invite.offer
    const ask = await readCounterAsk(db, between, { durationMinutes, incrementMinutes, timeZone }, now)
    refuseUnchecked(ask, caller.personId)
    return presentOwnTimes(listChoices(ask, range), durationMinutes)
  })
}
