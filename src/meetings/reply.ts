import { conflict, missing } from '#platform/refusal.ts'
import type { Instant } from '#time/instant.ts'

import type { Span } from './change.ts'
import { isToCome, type Meeting } from './meeting.ts'

/** What a button in a mail stands for: one person's answer to one meeting at one time. */
export type ReplyLink = Span & { meetingId: string; personId: string }

/** How such a link stands. `moved`: the mail speaks of another time. `unasked`: their answer is not asked for any more. */
export type ReplyState = 'open' | 'moved' | 'cancelled' | 'over' | 'unasked' | 'unknown'

/** How a link stands against the meeting as it is now. */
export function replyState(link: ReplyLink | null, meeting: Meeting | null, now: Instant): ReplyState {
  if (!link || !meeting) return 'unknown'
  const person = meeting.people.find((one) => one.personId === link.personId)
  if (!person) return 'unasked'
  if (meeting.status === 'cancelled') return 'cancelled'
  if (!isToCome(meeting, now)) return 'over'
  if (person.role !== 'attendee') return 'unasked'
  return meeting.startsAt === link.startsAt && meeting.endsAt === link.endsAt ? 'open' : 'moved'
}

/** Throws why an answer by this link does not count. */
export function refuseReply(state: ReplyState): void {
  if (state === 'unknown') throw missing()
  if (state !== 'open') throw conflict(`reply_${state}`, sentences[state])
}

const sentences: Record<Exclude<ReplyState, 'open' | 'unknown'>, string> = {
  moved: 'The meeting was moved after this mail was written. A newer mail asks about its present time.',
  cancelled: 'This meeting was cancelled, so there is nothing to answer.',
  over: 'This meeting is over, so there is nothing to answer.',
  unasked: 'Your answer to this meeting is not asked for any more.',
}
