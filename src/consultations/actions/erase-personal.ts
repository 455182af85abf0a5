import * as meetings from '#meetings'
import type { App } from '#platform/app.ts'

import { emptyAnswers } from '../store/consultations.ts'

/** Forgets what somebody answered with what they booked. What it was called and cost is the offerer’s as well, and stays. */
export async function erasePersonal(app: App, personId: string): Promise<void> {
  await app.transaction(async (tx) => {
    const all = await meetings.listConsultationsOf(tx.db, personId)
    await emptyAnswers(
      tx.db,
      all.filter(({ isBooker }) => isBooker).map(({ meetingId }) => meetingId),
    )
  })
}
