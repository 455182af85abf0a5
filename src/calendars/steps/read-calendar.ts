import * as availability from '#availability'
import type { App } from '#platform/app.ts'
import type { Interval } from '#time/interval.ts'

import { type Calendar, isUnknown, needsWholeRead, readingWindow } from '../calendar.ts'
import { type Link, nextReading, pauseAfter } from '../link.ts'
import { takingTime } from '../marks.ts'
import { type Access, type CalendarProvider, ProviderTrouble } from '../port.ts'
import { compareCopies } from './compare-copies.ts'
import { lookAtCopies, type SeenCopy } from './look-at-copies.ts'
import { findSealedTitles, replaceTitles } from '../store/busy-titles.ts'
import {
  type BusyTime,
  busyTimeOf,
  fingerprintOf,
  readFingerprint,
  replaceBusyTimes,
} from '../store/busy-times.ts'
import { takeCalendar } from '../store/calendars.ts'
import { noteFailedReading, noteReading, wakeCalendars } from '../store/readings.ts'
import { listWritten, readMarks } from '../store/copies.ts'
import { noteRead } from '../store/link-health.ts'
import { packTitles, placeOfTitles } from '../titles.ts'
import { tellChanged } from './tell-changed.ts'
import { keepWatch } from './keep-watch.ts'
import { withAccess } from './with-access.ts'

/** How a calendar is read: until when to wait, and under which lease. `whole` reads it though nothing seems changed. */
export type ReadingWish = { signal: AbortSignal; leasedUntil: number; whole?: boolean }

/** What was read: nothing but that nothing changed, or everything in the window. */
type Found = {
  began: number
  cursor: string | null
  whole: { window: Interval; times: BusyTime[]; titles: string | null; seen: SeenCopy[] } | null
  isWatched: boolean
}

/**
 * Reads one calendar, if anything in it changed, and brings the mirror of its busy times and what is known of our copies
 * to what was found. Answers whether it is known now; how it failed is noted with calendar and link. No transaction may be open.
 */
export async function readCalendar(app: App, calendar: Calendar, wish: ReadingWish): Promise<boolean> {
  try {
    const { signal } = wish
    await withAccess(app, calendar.linkId, { signal }, async (access, provider, link) => {
      const found = await ask(app, { calendar, access, provider }, wish)
      await settle(app, { calendar, link }, found, wish)
    })
    return true
  } catch (error) {
    if (!(error instanceof ProviderTrouble)) throw error
    await noteFailure(app, calendar, error)
    return false
  }
}

async function ask(
  app: App,
  open: { calendar: Calendar; access: Access; provider: CalendarProvider },
  { signal, whole }: ReadingWish,
): Promise<Found> {
  const { calendar, access, provider } = open
  const began = app.now()
  const changes = await provider.checkForChanges(access, calendar, calendar.cursor, signal)
  const isWatched = await keepWatch(app, open, signal)
  const { cursor } = changes
  if (!changes.changed && !whole && !needsWholeRead(calendar, began)) {
    return { began, cursor, whole: null, isWatched }
  }
  const window = readingWindow(began)
  // Listed before reading: what is written meanwhile is not taken for somebody's doing.
  const copies = await listWritten(app.db, calendar.id)
  const { id: calendarId, personId } = calendar
  const marks = await readMarks(app.db, { calendarId, personId, since: window[0] })
  const events = await provider.readEvents(access, calendar, window, signal)
  const seen = await lookAtCopies(open, { copies, events, window }, signal)
  const taking = takingTime(events, marks)
  return {
    began,
    cursor,
    whole: { window, times: taking.map(busyTimeOf), titles: packTitles(taking), seen },
    isWatched,
  }
}

async function settle(
  app: App,
  { calendar, link }: { calendar: Calendar; link: Link },
  found: Found,
  { leasedUntil }: ReadingWish,
): Promise<void> {
  const { began, cursor, whole, isWatched } = found
  const isNewKnowledge = calendar.trouble !== null || calendar.ignored || isUnknown(calendar, began)
  const isOther =
    whole !== null && (await readFingerprint(app.db, calendar.id)) !== fingerprintOf(whole.times)
  const titles = whole && (await sealOther(app, calendar.id, whole.titles))
  const nextReadAt = nextReading(app.now(), link.provider, isWatched, Math.random())
  await app.transaction(async (tx) => {
    // People before what is theirs: whoever wants their time waits, and answers made from it are told apart.
    if (isOther || isNewKnowledge) await availability.lockBusy(tx, [calendar.personId])
    const kept = await takeCalendar(tx.db, calendar.id)
    if (!kept || !(kept.countsAsBusy || kept.receives)) return
    const window = whole?.window ?? null
    const reading = { calendarId: calendar.id, began, cursor, window, nextReadAt, leasedUntil }
    if (!(await noteReading(tx.db, reading))) {
      // Somebody read after this began. What was found is out of date; the rest of it is looked for at once.
      return await wakeCalendars(tx.db, link.id, tx.now)
    }
    if (isOther) {
      await replaceBusyTimes(tx.db, calendar.id, whole.times)
      await tx.enqueue({ name: 'calendars.busy-changed', data: { personId: calendar.personId } })
    }
    // Nothing that others are told hangs on what something is called.
    if (titles) await replaceTitles(tx.db, calendar.id, titles.sealed)
    await compareCopies(tx, whole?.seen ?? [])
    await noteRead(tx.db, link.id, began)
    if (isOther || isNewKnowledge) await tellChanged(tx, calendar.personId)
  })
}

/** Titles as they are to be kept, sealed outside of any transaction; null where they are kept already. */
async function sealOther(
  { db, sealer }: App,
  calendarId: string,
  titles: string | null,
): Promise<{ sealed: string | null } | null> {
  const place = placeOfTitles(calendarId)
  const kept = await findSealedTitles(db, calendarId)
  const isSame = (kept === undefined ? null : sealer.open(place, kept)) === titles
  if (isSame) return null
  return { sealed: titles === null ? null : sealer.seal(place, titles) }
}

// What is wrong with the account stands with the link; what is wrong with one calendar stands with it.
async function noteFailure(app: App, calendar: Calendar, trouble: ProviderTrouble): Promise<void> {
  const isOwn = trouble.kind === 'rejected'
  const pause = trouble.retryAfterMs ?? pauseAfter(calendar.attempts + 1, 0.5 + Math.random() / 2)
  await noteFailedReading(app.db, {
    calendarId: calendar.id,
    trouble: isOwn ? trouble.message : null,
    nextReadAt: app.now() + pause,
  })
  if (isOwn && calendar.trouble === null) await app.transaction((tx) => tellChanged(tx, calendar.personId))
}
