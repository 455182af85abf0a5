import * as meetings from '#meetings'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'

import { type Consultation, presentConsultation } from '../contract.ts'
import { findConsultation } from '../store/consultations.ts'

/** What was booked, for whoever is in its room; what was answered and what it costs for the two alone. */
export async function readConsultation(
  app: App,
  { personId }: Caller,
  { meetingId }: { meetingId: string },
): Promise<Consultation> {
  return app.snapshot(async (db) => {
    const { meeting } = await meetings.accessMeeting(db, meetingId, personId)
    const kept = await findConsultation(db, meetingId)
    if (!kept) throw missing()
    return presentConsultation(kept, meeting, personId, app.now())
  })
}
