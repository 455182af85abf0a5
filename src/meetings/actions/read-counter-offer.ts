import * as rooms from '#rooms'
import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessCounterOffer } from '../access.ts'
import { type CounterOffer as Reply, presentCounterOffer } from '../contract/counter-offer.ts'
import { counterStatusOf, judgeTimes } from '../counter-offer.ts'
import { readCounterAsk } from '../steps/read-counter-ask.ts'

/** A counter-offer as the caller sees it now, from one moment. */
export async function readCounterOffer(
  app: App,
  caller: Caller,
  { counterOfferId }: { counterOfferId: string },
): Promise<Reply> {
  const now = app.now()
  return app.snapshot(async (db) => {
    const { counter, invite } = await accessCounterOffer(db, counterOfferId, caller.personId)
    const { organizerId } = invite
    const between = { organizerId, bookerId: counter.personId }
    const ask = await readCounterAsk(db, between, counter, now)
    const people = await accounts.listPeople(db, [organizerId, counter.personId])
    return presentCounterOffer({
      counter,
      invite,
      status: counterStatusOf(counter, invite, await rooms.listMemberIds(db, invite.roomId), now),
      times: judgeTimes(counter, ask, caller.personId),
      isUnchecked: ask.isUnchecked ?? false,
      people: new Map(people.map((person) => [person.id, person])),
      readerId: caller.personId,
    })
  })
}
