import * as meetings from '#meetings'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { without } from '../booking.ts'
import { refuseUnlessOfferer } from '../consultation.ts'
import { lockRequest, type Wish } from '../steps/lock-request.ts'
import { saveWaitsFor } from '../store/consultations.ts'
import { spellTerms } from '../wording.ts'

/** Says yes to what was asked for: it becomes a meeting, once nothing else is waited for. The offerer's, while it is held. */
export async function acceptRequest(app: App, { personId }: Caller, wish: Wish): Promise<void> {
  await app.transaction(async (tx) => {
    const request = await lockRequest(tx, personId, wish, { step: 'confirm', kindFor: yesOf })
    if (!request) return
    const { meeting, consultation, cause } = request
    const waitsFor = without(consultation.waitsFor, 'yes')
    await saveWaitsFor(tx.db, meeting.id, waitsFor)
    if (waitsFor.length === 0) await meetings.confirmHold(tx, meeting, cause, spellTerms(consultation))
  })
}

function yesOf(meeting: { organizerId: string }, personId: string): 'confirmed' {
  refuseUnlessOfferer(meeting, personId)
  return 'confirmed'
}
