import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import { hashToken } from '#platform/ids.ts'
import { countTry } from '#platform/rate-limits.ts'
import { missing } from '#platform/refusal.ts'
import { HOUR } from '#time/instant.ts'

import type { Answer } from '../meeting.ts'
import { refuseReply, replyState } from '../reply.ts'
import { takeMeeting } from '../store/meetings.ts'
import { findReplyLink } from '../store/reply-links.ts'
import { answerMeeting } from '../steps/answer-meeting.ts'

export type MailedReply = { token: string; answer: Answer; reason: string; requestId: string }

// The room reads each of them.
const repliesAnHour = { tries: 20, windowMs: HOUR }

/**
 * Answers a meeting by the button in a mail, for the person it went to and for nothing else. Throws `reply_moved`,
 * `reply_cancelled`, `reply_over`, `reply_unasked` or `not_found`. The same request id is the same answer.
 */
export async function sendReply(app: App, { token, ...response }: MailedReply): Promise<void> {
  const tokenHash = hashToken(token)
  const link = await findReplyLink(app.db, tokenHash)
  if (!link) throw missing()
  await countTry(app, `reply:${tokenHash}`, repliesAnHour)
  await app.transaction(async (tx) => {
    const meeting = await takeMeeting(tx.db, link.meetingId)
    refuseReply(replyState(link, meeting, tx.now))
    if (!meeting || !(await accounts.findPerson(tx.db, link.personId))) throw missing()
    await answerMeeting(tx, meeting, { ...response, actorId: link.personId })
  })
}
