import * as meetings from '#meetings'
import type { Tx } from '#platform/app.ts'
import { missing } from '#platform/refusal.ts'

import { after, stateOf, type Step } from '../booking.ts'
import type { Consultation } from '../consultation.ts'
import { findConsultation } from '../store/consultations.ts'

/** Somebody's answer to what was asked for, or that they take it back. */
export type Wish = { meetingId: string; word: string; requestId: string }

type Request = { meeting: meetings.Meeting; consultation: Consultation; cause: meetings.Cause }

/**
 * Takes what was asked for, for its answer, in the caller's change; undefined where the same wish was done before. `kindFor` is
 * what the answer is in its history, or the refusal of whoever has none to give. Throws `hold_ended` once it is not held any more.
 */
export async function lockRequest(
  tx: Tx,
  actorId: string,
  { meetingId, word: reason, requestId }: Wish,
  {
    step,
    kindFor,
  }: { step: Step; kindFor: (meeting: meetings.Meeting, personId: string) => meetings.ChangeKind },
): Promise<Request | undefined> {
  const { meeting } = await meetings.lockMeetingFor(tx.db, meetingId, actorId)
  const consultation = await findConsultation(tx.db, meetingId)
  if (!consultation) throw missing()
  const cause = { actorId, reason, requestId, now: tx.now }
  const kind = kindFor(meeting, actorId)
  if (await meetings.findRepeat(tx.db, meetingId, cause, { kind, reason })) return undefined
  after(stateOf(meeting, tx.now), step)
  return { meeting, consultation, cause }
}
