import { findPerson } from '#accounts'
import { cleanLine } from '#ical/plain-text.ts'
import type { Tx } from '#platform/app.ts'
import { newId } from '#platform/ids.ts'
import { findTimeZone } from '#time/zone.ts'

import type { Calendar } from '../calendar.ts'
import { countsAtFirst, receivesAtFirst } from '../account.ts'
import type { OutsideCalendar } from '../port.ts'
import type { ProviderName } from '../providers.ts'
import { findReceiving, insertCalendar, listCalendarsOf, updateCalendar } from '../store/calendars.ts'

type Listed = {
  linkId: string
  personId: string
  provider: ProviderName
  calendars: readonly OutsideCalendar[]
  /** Of a new account some calendars count and one receives from the start; what is added later waits for its owner. */
  isNew: boolean
}

/**
 * Keeps the calendars as the provider lists them now. Wishes of their owner stay. One that is not listed any more is kept:
 * reading it will tell. Answers whether anything changed.
 */
export async function mergeCalendars(tx: Tx, listed: Listed): Promise<boolean> {
  const { linkId, personId, calendars } = listed
  const kept = await listCalendarsOf(tx.db, [linkId])
  const zone = (await findPerson(tx.db, personId))?.timeZone ?? 'UTC'
  const receiver = await firstReceiver(tx, listed)
  let changed = false
  for (const outside of calendars) {
    const known = kept.find(({ externalId }) => externalId === outside.externalId)
    const timeZone = findTimeZone(outside.timeZone ?? '') ?? known?.timeZone ?? zone
    const { canWrite, conference } = outside
    const told = { name: nameOf(outside), timeZone, canWrite, conference }
    if (!known) {
      const { externalId, isPrimary } = outside
      const countsAsBusy = listed.isNew && countsAtFirst(outside, calendars)
      const made = {
        linkId,
        personId,
        externalId,
        isPrimary,
        countsAsBusy,
        receives: outside === receiver,
        ...told,
      }
      await insertCalendar(tx.db, { id: newId(tx.now), ...made }, tx.now)
      changed = true
    } else if (isOtherwise(known, told)) {
      await updateCalendar(tx.db, known.id, { ...told, receives: known.receives && told.canWrite })
      changed = true
    }
  }
  return changed
}

function isOtherwise(known: Calendar, told: Pick<Calendar, 'name' | 'timeZone' | 'canWrite' | 'conference'>) {
  return (
    known.name !== told.name ||
    known.timeZone !== told.timeZone ||
    known.canWrite !== told.canWrite ||
    known.conference !== told.conference
  )
}

async function firstReceiver(tx: Tx, listed: Listed): Promise<OutsideCalendar | undefined> {
  if (!listed.isNew || (await findReceiving(tx.db, listed.personId))) return undefined
  return receivesAtFirst(listed.calendars, listed.provider)
}

// Names come from outside and stand in our pages and sentences: one line, not endless.
function nameOf({ name }: OutsideCalendar): string {
  return cleanLine(name, 200) || 'Calendar'
}
