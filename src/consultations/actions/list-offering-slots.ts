import * as meetings from '#meetings'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import type { Interval } from '#time/interval.ts'

import { accessOffering } from '../access.ts'
import { refuseDuration } from '../offering.ts'
import { readOfferingAsk } from '../steps/read-offering-ask.ts'

type SlotsQuestion = {
  offeringId: string
  key?: string | undefined
  durationMinutes: number
  range: Interval
}

/**
 * The times of an offering that can be booked, for whoever may see it, from one moment, as JSON text. Signed in, those at which the
 * reader is taken are not among them. Nothing else of anybody is told.
 */
export async function listOfferingSlots(
  app: App,
  caller: Caller | null,
  { offeringId, key, durationMinutes, range }: SlotsQuestion,
): Promise<string> {
  const readerId = caller?.personId ?? null
  return meetings.answerSlots(app, {
    key: `${offeringId} ${durationMinutes}`,
    readerId,
    range,
    async look(db, now) {
      const offering = await accessOffering(db, offeringId, { personId: readerId, key })
      refuseDuration(offering, durationMinutes)
      const { version, personId } = offering
      const asked = { bookerId: readerId, durationMinutes }
      return {
        version,
        personIds: readerId === null ? [personId] : [personId, readerId],
        readAsk: () => readOfferingAsk(db, offering, asked, now),
      }
    },
  })
}
