import type { BusyKind, OutsideEvent } from './event.ts'

/** What tells copies of ours, written or added by hand, from what else stands in one calendar. */
export type Marks = {
  externalIds: ReadonlySet<string>
  uids: ReadonlySet<string>
  joinUrls: ReadonlySet<string>
}

/** An event that takes time. */
export type TakingEvent = OutsideEvent & { busy: BusyKind }

/** What of the events of a calendar takes its owner's time and was not agreed here, which is known already. */
export function takingTime(events: readonly OutsideEvent[], marks: Marks): TakingEvent[] {
  return events.filter(
    (event): event is TakingEvent =>
      event.busy !== null && event.startsAt < event.endsAt && !isCopy(event, marks),
  )
}

/** Whether an event is a copy of something agreed here; its time is taken by that already. */
export function isCopy({ externalId, uid, mark }: OutsideEvent, marks: Marks): boolean {
  if (marks.externalIds.has(externalId) || (uid !== null && marks.uids.has(uid))) return true
  if (mark === null) return false
  return 'uid' in mark ? marks.uids.has(mark.uid) : marks.joinUrls.has(mark.joinUrl)
}
