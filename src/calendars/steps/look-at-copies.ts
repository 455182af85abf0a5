import { type Copy, looksChanged } from '../copy.ts'
import type { OutsideEvent } from '../event.ts'
import { type Access, type CalendarProvider, type CalendarRef, ProviderTrouble } from '../port.ts'
import type { Interval } from '#time/interval.ts'

/** A copy as it was before its calendar was read, and what was found of it there. */
export type SeenCopy = { copy: Copy; seen: OutsideEvent | 'gone' }

const mostAtOnce = 50

/**
 * Finds out what became of copies in a calendar that has just been read. `copies` were listed before that, so that what
 * was written meanwhile is not taken for somebody's doing. Whichever is missing or differs is asked for by itself: it is
 * gone only when the provider says so in so many words, and what cannot be asked for now is looked at another time.
 */
export async function lookAtCopies(
  { provider, access, calendar }: { provider: CalendarProvider; access: Access; calendar: CalendarRef },
  { copies, events, window }: { copies: readonly Copy[]; events: readonly OutsideEvent[]; window: Interval },
  signal: AbortSignal,
): Promise<SeenCopy[]> {
  const byId = new Map(events.map((event) => [event.externalId, event]))
  const doubtful = copies.filter(
    (copy) => isInside(copy, window) && looksChanged(copy, byId.get(copy.externalId ?? '')),
  )
  const seen: SeenCopy[] = []
  for (const copy of doubtful.slice(0, mostAtOnce)) {
    const found = await findByItself(() =>
      provider.readEvent(access, calendar, copy.externalId ?? '', signal),
    )
    if (found) seen.push({ copy, seen: found })
  }
  return seen
}

function isInside({ wanted }: Copy, [from, until]: Interval): boolean {
  return wanted !== null && wanted.endsAt > from && wanted.startsAt < until
}

async function findByItself(
  read: () => Promise<OutsideEvent | 'gone'>,
): Promise<OutsideEvent | 'gone' | undefined> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof ProviderTrouble) return undefined
    throw error
  }
}
