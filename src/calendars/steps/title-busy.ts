import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'
import type { Instant } from '#time/instant.ts'

import { listSealedTitles } from '../store/busy-titles.ts'
import { placeOfTitles, readTitles, type TitleAt } from '../titles.ts'
import type { PersonBusy } from './list-busy.ts'

/** One's own calendar with what takes time in it. Titles are null where nobody says, or they were not read yet. */
export type OwnCalendar = {
  calendarId: string
  name: string
  busy: readonly { startsAt: Instant; endsAt: Instant; title: string | null }[]
}

const untitled: TitleAt = () => null

/** The caller's own calendars with the titles of what stands there. No time is in it twice. Of nobody else's anything is opened. */
export async function titleBusy(
  { sealer }: App,
  db: Db,
  { personId }: Caller,
  calendars: PersonBusy['calendars'],
): Promise<OwnCalendar[]> {
  const taking = calendars.filter(({ intervals }) => intervals.length > 0)
  const sealed = await listSealedTitles(
    db,
    personId,
    taking.map(({ calendarId }) => calendarId),
  )
  return calendars.map(({ calendarId, name, intervals }) => {
    const kept = sealed.get(calendarId)
    const titleAt = kept === undefined ? untitled : readTitles(sealer.open(placeOfTitles(calendarId), kept))
    const times = new Map(intervals.map((interval) => [interval.join(' '), interval]))
    const busy = [...times.values()].map((interval) => {
      const [startsAt, endsAt] = interval
      return { startsAt, endsAt, title: titleAt(interval) }
    })
    return { calendarId, name, busy }
  })
}
