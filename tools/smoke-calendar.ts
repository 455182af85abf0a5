import type { OutsideEvent, WantedEvent } from '#calendars/event.ts'
import type { Access, CalendarProvider, CalendarRef, EventRef, OutsideCalendar } from '#calendars/port.ts'
import { StartRefused } from '#platform/config.ts'
import { newId, newToken } from '#platform/ids.ts'
import { DAY, HOUR, MINUTE } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

const patienceMs = 60_000

/** Reads the account's calendars and, if it may, writes one event into one of them, moves it and takes it away. */
export async function tryCalendar(
  provider: CalendarProvider,
  access: Access,
  { calendarName, mayWrite }: { calendarName: string | undefined; mayWrite: boolean },
): Promise<void> {
  const all = await provider.listCalendars(access, soon())
  done(`calendars: ${all.map(({ name, canWrite }) => (canWrite ? name : `${name} (read only)`)).join(', ')}`)
  const now = Date.now()
  for (const outside of all) {
    const events = await provider.readEvents(access, refOf(outside), [now, now + 30 * DAY], soon())
    const busy = events.filter(({ busy: kind }) => kind !== null)
    done(`${outside.name}: ${events.length} events in 30 days, ${busy.length} of them take time`)
    const { cursor } = await provider.checkForChanges(access, refOf(outside), null, soon())
    const { changed } = await provider.checkForChanges(access, refOf(outside), cursor, soon())
    done(`${outside.name}: asked again, ${changed ? 'it says that something changed' : 'nothing changed'}`)
  }
  if (mayWrite) await tryWriting(provider, access, refOf(chooseWritten(all, calendarName)))
}

function chooseWritten(all: readonly OutsideCalendar[], name: string | undefined): OutsideCalendar {
  const writable = all.filter(({ canWrite }) => canWrite)
  const chosen = name === undefined ? undefined : writable.find((one) => one.name === name)
  const usual = writable.find(({ isPrimary }) => isPrimary) ?? writable[0]
  const calendar = name === undefined ? usual : chosen
  if (!calendar) throw new StartRefused(`There is no calendar${name ? ` ${name}` : ''} that can be written.`)
  done(`writing to ${calendar.name}`)
  return calendar
}

async function tryWriting(provider: CalendarProvider, access: Access, calendar: CalendarRef): Promise<void> {
  const key = newId()
  const first = eventAt(Math.ceil(Date.now() / DAY) * DAY + 3 * DAY + 3 * HOUR)
  const write = (wanted: WantedEvent, known: EventRef | null) =>
    provider.writeEvent(access, calendar, { key, wanted, known }, soon())
  let ref = there(await write(first, null))
  try {
    expectAt(await provider.readEvent(access, calendar, ref.externalId, soon()), first)
    done('an event was written and reads as ours')
    const again = there(await write(first, null))
    ensure(again.externalId === ref.externalId, 'The same creation made a second event.')
    done('the same creation again made no second one')
    const moved = { ...first, sequence: 1, startsAt: first.startsAt + HOUR, endsAt: first.endsAt + HOUR }
    ref = there(await write(moved, again))
    expectAt(await provider.readEvent(access, calendar, ref.externalId, soon()), moved)
    const around: Interval = [moved.startsAt - DAY, moved.endsAt + DAY]
    const listed = await provider.readEvents(access, calendar, around, soon())
    expectAt(listed.find(({ externalId }) => externalId === ref.externalId) ?? 'gone', moved)
    done('it was moved, and takes its new time')
    const found = await provider.findCopy(access, calendar, moved, soon())
    ensure(found?.externalId === ref.externalId, 'It is not found by what marks it as ours.')
    done('it is found by its mark')
  } finally {
    await provider.removeEvent(access, calendar, ref, soon())
  }
  const left = await provider.readEvent(access, calendar, ref.externalId, soon())
  ensure(left === 'gone', 'It was removed and is still there.')
  done('it was taken away again')
}

function eventAt(startsAt: number): WantedEvent {
  return {
    uid: `${newId()}@smoke.parley`,
    sequence: 0,
    startsAt,
    endsAt: startsAt + 15 * MINUTE,
    timeZone: 'Europe/Lisbon',
    title: 'Parley tries this calendar',
    attendees: [],
    joinUrl: `http://localhost/join/${newToken()}`,
    note: 'This event goes by itself within a minute.',
  }
}

function expectAt(event: OutsideEvent | 'gone', { startsAt, endsAt }: WantedEvent): void {
  ensure(event !== 'gone', 'What was written is not there.')
  ensure(event.startsAt === startsAt && event.endsAt === endsAt, 'What was written stands at another time.')
  ensure(event.mark !== null, 'What was written does not read as ours.')
  ensure(event.busy === 'busy', 'What was written takes no time.')
}

function there(written: EventRef | 'removed'): EventRef {
  ensure(written !== 'removed', 'What was written was removed by somebody at once.')
  return written
}

function refOf({ externalId, timeZone, canWrite }: OutsideCalendar): CalendarRef {
  return { externalId, timeZone: timeZone ?? 'UTC', canWrite }
}

function ensure(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new StartRefused(otherwise)
}

function done(what: string): void {
  console.log(`ok      ${what}`)
}

function soon(): AbortSignal {
  return AbortSignal.timeout(patienceMs)
}
