import type { Copy, Task } from '../copy.ts'
import type { Access, CalendarProvider, CalendarRef, EventRef, WrittenRef } from '../port.ts'

/** One calendar of an account that lets us in now. */
export type OpenCalendar = {
  provider: CalendarProvider
  access: Access
  calendar: CalendarRef
  signal: AbortSignal
}

/** What stands outside after a task: our event, nothing, or nothing because its owner took it away. */
export type Brought = WrittenRef | 'nothing' | 'removed'

/**
 * Brings what stands outside to what is wanted. `noteTry` is called before anything is created, so that a creation
 * whose answer is lost is known of. Throws ProviderTrouble.
 */
export async function bringCopy(
  open: OpenCalendar,
  { copy, task }: { copy: Copy; task: Task },
  noteTry: () => Promise<void>,
): Promise<Brought> {
  if (task === 'remove' || task === 'look-and-remove') return removeCopy(open, copy, task)
  const found = task === 'look-and-create' ? await findStanding(open, copy) : knownOf(copy)
  if (!found) await noteTry()
  return writeCopy(open, copy, found)
}

async function writeCopy(
  { provider, access, calendar, signal }: OpenCalendar,
  { key, wanted }: Copy,
  known: EventRef | null,
): Promise<Brought> {
  return wanted ? await provider.writeEvent(access, calendar, { key, wanted, known }, signal) : 'nothing'
}

async function removeCopy(open: OpenCalendar, copy: Copy, task: Task): Promise<Brought> {
  const standing = task === 'look-and-remove' ? await findStanding(open, copy) : knownOf(copy)
  if (standing) await open.provider.removeEvent(open.access, open.calendar, standing, open.signal)
  return 'nothing'
}

async function findStanding(
  { provider, access, calendar, signal }: OpenCalendar,
  { wanted, tried }: Copy,
): Promise<EventRef | null> {
  const event = wanted ?? tried
  return event && (await provider.findCopy(access, calendar, event, signal))
}

function knownOf({ externalId, etag }: Copy): EventRef | null {
  return externalId === null ? null : { externalId, etag: etag ?? '' }
}
