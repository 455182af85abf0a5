import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockMeetingFor } from '../access.ts'
import type { Answer } from '../meeting.ts'
import { answerMeeting } from '../steps/answer-meeting.ts'

export type Response = { meetingId: string; answer: Answer; reason: string; requestId: string }

/** Accepts or declines for oneself, until the meeting's end. Who declined may accept again. */
export async function respondToMeeting(app: App, caller: Caller, input: Response): Promise<void> {
  const { meetingId, ...wish } = input
  await app.transaction(async (tx) => {
    const { meeting } = await lockMeetingFor(tx.db, meetingId, caller.personId)
    await answerMeeting(tx, meeting, { ...wish, actorId: caller.personId })
  })
}
