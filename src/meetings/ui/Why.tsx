import { isOutsideReason } from '../outside-reason.ts'

/** Why something was done, in the words of who did it; or that it was done in a calendar, and not in the room. */
export function Why({ reason, isMine }: { reason: string; isMine: boolean }) {
  if (!reason) return null
  if (isOutsideReason(reason)) return isMine ? ', in your calendar' : ', in their calendar'
  return <span className="text-text">: “{reason}”</span>
}
