import type { App, Tx } from '#platform/app.ts'
import { DAY, MINUTE } from '#time/instant.ts'

import {
  cleared,
  conferredOf,
  type Copy,
  failed,
  heldBack,
  removedOutside,
  standOf,
  taskOf,
  written,
} from '../copy.ts'
import { ProviderTrouble } from '../port.ts'
import { bringCopy, type Brought } from './bring-copy.ts'
import { factOf } from './compare-copies.ts'
import { findCalendar } from '../store/calendars.ts'
import { saveCopies } from '../store/copies.ts'
import { type LeasedCopy, leaseCopy, noteTried, takeLeased } from '../store/leased-copies.ts'
import { noteWrite } from '../store/link-health.ts'
import { tellChanged } from './tell-changed.ts'
import { withAccess } from './with-access.ts'

// Longer than all calls for one copy together; after it the copy is due again, should this process have died.
const leaseMs = 2 * MINUTE
const withinMs = 40_000
// Nobody looks for a meeting in a calendar that was over so long ago.
const worthMs = 3 * DAY

/**
 * Brings every copy that is due to what is wanted of it now, one after the other. What cannot be written waits, with growing
 * pauses, and is given up after three days or when trying again does not help; its owner and the meeting's card are told.
 */
export async function writeCopies(app: App): Promise<void> {
  for (;;) {
    const now = app.now()
    const leased = await leaseCopy(app.db, { now, leasedUntil: now + leaseMs, since: now - worthMs })
    if (!leased) return
    await writeOne(app, leased)
  }
}

async function writeOne(app: App, leased: LeasedCopy): Promise<void> {
  try {
    const brought = await bring(app, leased)
    await settle(app, leased, (copy) => settled(copy, leased.copy, brought, app.now()), brought)
  } catch (error) {
    await settle(app, leased, (copy) => putOff(app, copy, error), 'nothing')
  }
}

async function bring(app: App, leased: LeasedCopy): Promise<Brought> {
  const { copy, calendarId } = leased
  const calendar = await findCalendar(app.db, calendarId)
  if (!calendar) throw new ProviderTrouble('rejected', 'This calendar is not there any more.')
  const task = taskOf(copy, app.now())
  const signal = AbortSignal.timeout(withinMs)
  const brought = await withAccess(app, calendar.linkId, { signal }, (access, provider) =>
    bringCopy({ provider, access, calendar, signal }, { copy, task }, () => noteTried(app.db, leased)),
  )
  await noteWrite(app.db, calendar.linkId, app.now())
  return brought
}

function settled(copy: Copy, done: Copy, brought: Brought, now: number): Copy {
  if (brought === 'removed') return removedOutside(copy)
  return brought === 'nothing'
    ? cleared(copy, done.wantedVersion, now)
    : written(copy, done.wantedVersion, brought, now)
}

// Nothing is lost: the row stays and says why it waits.
function putOff(app: App, copy: Copy, error: unknown): Copy {
  const now = app.now()
  if (!(error instanceof ProviderTrouble)) {
    app.log.warn({ err: error, subjectId: copy.subjectId }, 'a copy could not be written yet')
    return failed(copy, { sentence: 'Something went wrong here.', ...usual() }, now)
  }
  const { kind, message, retryAfterMs } = error
  if (kind === 'needs_relink' || kind === 'unsupported') return heldBack(copy, now)
  return failed(copy, { sentence: message, ...usual(), retryAfterMs, isFinal: kind === 'rejected' }, now)
}

function usual() {
  return { isFinal: false, retryAfterMs: undefined, chance: Math.random() }
}

// A newer wish written meanwhile stays due, and a worker that was too slow settles nothing.
async function settle(
  app: App,
  leased: LeasedCopy,
  change: (copy: Copy) => Copy,
  brought: Brought,
): Promise<void> {
  await app.transaction(async (tx) => {
    const before = await takeLeased(tx.db, leased)
    if (!before) return
    const after = change(before)
    await saveCopies(tx.db, [after])
    if (brought === 'removed' && before.wanted) await tx.enqueue(factOf(after, { kind: 'removed' }))
    await tellConferred(tx, { before, after, brought })
    if (standOf(before, true) === standOf(after, true)) return
    await tx.enqueue({ name: 'calendars.copy-settled', data: { subjectId: after.subjectId } })
    await tellChanged(tx, after.personId)
  })
}

async function tellConferred(
  tx: Tx,
  { before, after, brought }: { before: Copy; after: Copy; brought: Brought },
): Promise<void> {
  // What was wanted before may have had no place. A calendar that says nothing of one makes none.
  const isOfNow = typeof brought !== 'string' && after.writtenVersion === before.wantedVersion
  const answered = isOfNow ? (brought.conferred ?? { state: 'refused' }) : undefined
  // With an event that is given up, or was taken away, no place comes any more.
  const isGivenUp = brought === 'removed' || (after.state === 'parked' && before.state !== 'parked')
  const conferred = conferredOf(before, isGivenUp ? { state: 'refused' } : answered, tx.now)
  if (!conferred || conferred.state === 'pending') return
  const { subjectId, personId } = before
  const url = conferred.state === 'made' ? conferred.url : null
  await tx.enqueue({ name: 'calendars.copy-conferred', data: { subjectId, personId, url } })
}
