import type { Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { type CalendarTime, type Clock, farthestOffset, utcClock, zoneClock } from './calendar-time.ts'
import { type Component, componentsOf, NotACalendar, type Property, unescapeText } from './content-lines.ts'
import { customClock } from './custom-zone.ts'
import { readFreeBusy } from './free-busy.ts'
import { instancesOf } from './instances.ts'
import { type Draft, readDraft } from './draft.ts'
import { clockOfName, zoneOfName } from './zone-names.ts'

export { NotACalendar }

/** One event, or one instance of a series, that touches the window. */
export type ReadEvent = {
  uid: string | null
  startsAt: Instant
  endsAt: Instant
  /** Part of a series; such instances share their UID. */
  isRepeated: boolean
  /** Why it takes time; null when it does not: free, cancelled, or declined by the owner. */
  busy: 'busy' | 'tentative' | 'unanswered' | 'all-day' | null
  isDeclined: boolean
  /** Mail addresses in lower case of those who were asked, without the owner. */
  guests: readonly string[]
  /** SUMMARY as it is written, cut where it is endless; null where there is none. */
  title: string | null
  /** LOCATION, or URL without one. */
  place: string | null
  /** The meeting's UID where we wrote the event ourselves, whatever its UID is now. */
  mark: string | null
}

export type ReadQuestion = {
  window: Interval
  /** IANA; places all-day and floating times, and times in zones that nobody explains. */
  timeZone: string
  /** The owner's mail addresses, in lower case. */
  owners: readonly string[]
}

export type ReadCalendar = {
  /** In order of their start. */
  events: ReadEvent[]
  /** Events left out because nothing says when they are. */
  unreadable: number
  /** How many events the text holds, in the window or not. */
  total: number
  /** What the calendar says of itself. */
  name: string | null
  timeZone: string | null
}

/** Of all rules of a calendar together. */
const mostInstances = 200_000
const mostSteps = 20_000_000

const wanted = new Set(
  (
    'UID SEQUENCE DTSTART DTEND DURATION RRULE EXRULE RDATE EXDATE RECURRENCE-ID STATUS TRANSP ATTENDEE ORGANIZER ' +
    'X-MICROSOFT-CDO-BUSYSTATUS FREEBUSY SUMMARY LOCATION URL TZID TZOFFSETFROM TZOFFSETTO ' +
    'X-PARLEY-UID X-WR-CALNAME NAME X-WR-TIMEZONE TIMEZONE-ID'
  ).split(' '),
)

/**
 * Reads iCalendar text (RFC 5545): every event and instance that touches the window, busy or not. Half-open, UTC.
 *
 * What one event gets wrong stays with it. A rule that is none leaves the event's plain span; a rule too dense to be followed
 * takes all the time it may reach, since what is not known is never free. An event without a start that can be read
 * is nowhere, and only counted. Throws NotACalendar when the text is no calendar or was cut short, and a RangeError for
 * a zone in the question that is none.
 */
export function readEvents(text: string, question: ReadQuestion): ReadCalendar {
  const calendar = gather(text, question)
  const effort = { steps: mostSteps, found: mostInstances }
  const events: ReadEvent[] = [...calendar.freeBusy]
  for (const series of bySeries(calendar.drafts)) {
    for (const event of instancesOf(series, question.window, effort)) events.push(event)
  }
  events.sort((one, other) => one.startsAt - other.startsAt || one.endsAt - other.endsAt)
  const { unreadable, total, name, timeZone } = calendar
  return { events, unreadable, total, name, timeZone }
}

/** The event that a text is about, wherever it is, without its repetitions; undefined when there is none to read. */
export function readFirst(text: string, question: Omit<ReadQuestion, 'window'>): ReadEvent | undefined {
  const all: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  const { drafts } = gather(text, { ...question, window: all })
  const first = drafts.find((draft) => !draft.recurrenceId) ?? drafts[0]
  if (!first) return undefined
  const plain = { ...first, rules: [], extraTimes: [], recurrenceId: undefined }
  const [event] = instancesOf([plain], all, { steps: 0, found: 0 })
  return event && { ...event, isRepeated: first.rules.length > 0 || first.extraTimes.length > 0 }
}

type Gathered = {
  drafts: Draft[]
  freeBusy: ReadEvent[]
  unreadable: number
  total: number
  name: string | null
  timeZone: string | null
}

function gather(text: string, question: ReadQuestion): Gathered {
  const ownZone = zoneClock(question.timeZone)
  const found: Gathered = { drafts: [], freeBusy: [], unreadable: 0, total: 0, name: null, timeZone: null }
  const zones = new Map<string, Component>()
  const clockNamed = zoneLookup(zones, ownZone, () => whereabouts(found, question.window))
  const readOwn = (property: Property) => noteOwn(found, property)
  for (const component of componentsOf(text, wanted, readOwn)) {
    if (component.name === 'VTIMEZONE') noteZone(zones, component)
    if (component.name === 'VFREEBUSY' || component.name === 'VEVENT') found.total += 1
    if (component.name === 'VFREEBUSY') addAll(found.freeBusy, readFreeBusy(component, question.window))
    if (component.name !== 'VEVENT') continue
    const draft = readDraft(component, { ...question, clockNamed, ownZone })
    if (!draft) found.unreadable += 1
    else if (mayTouch(draft, question.window)) found.drafts.push(draft)
  }
  return found
}

function addAll(list: ReadEvent[], more: readonly ReadEvent[]): void {
  for (const one of more) list.push(one)
}

function noteOwn(found: Gathered, { name, value }: Property): void {
  if (name === 'X-WR-CALNAME' || name === 'NAME') found.name ??= unescapeText(value)
  if (name === 'X-WR-TIMEZONE' || name === 'TIMEZONE-ID') found.timeZone ??= zoneOfName(value) ?? null
}

function noteZone(zones: Map<string, Component>, zone: Component): void {
  const id = zone.properties.find(({ name }) => name === 'TZID')?.value.trim()
  if (id !== undefined) zones.set(id, zone)
}

/** Names are looked up late: a calendar may explain its zones after its events (RFC 5545 §3.6). */
function zoneLookup(
  zones: ReadonlyMap<string, Component>,
  ownZone: Clock,
  near: () => Interval,
): (name: string) => Clock {
  const clocks = new Map<string, Clock>()
  const effort = { steps: 4_000_000, found: 100_000 }
  const explained = (name: string): Clock => {
    const zone = zones.get(name)
    return (zone && customClock(zone, near(), effort)) ?? ownZone
  }
  return (name) => {
    const clock = clocks.get(name) ?? clockOfName(name) ?? lateClock(() => explained(name))
    clocks.set(name, clock)
    return clock
  }
}

function lateClock(find: () => Clock): Clock {
  let found: Clock | undefined
  const clock = () => (found ??= find())
  return {
    toInstant: (wall) => clock().toInstant(wall),
    toWall: (at) => clock().toWall(at),
    startOfDay: (wall) => clock().startOfDay(wall),
  }
}

/** The stretch of time whose zone rules matter: the window, or where the first event is. */
function whereabouts(found: Gathered, window: Interval): Interval {
  if (window.every(Number.isFinite)) return window
  const at = found.drafts[0]?.start.wall ?? 0
  return [at, at]
}

/** Whether it can have to do with the window; what is said of one instance always may. */
function mayTouch(draft: Draft, [from, until]: Interval): boolean {
  if (draft.recurrenceId) return true
  const repeats = draft.rules.length > 0 || draft.extraTimes.length > 0
  const { wall } = draft.start
  return wall < until + farthestOffset && (repeats || wall + draft.length + farthestOffset >= from)
}

type Version = { sequence: number; drafts: Draft[] }

/** Events of the same UID together; of versions of the same event only the latest (RFC 5545 §3.8.7.4). */
function* bySeries(drafts: readonly Draft[]): Generator<Draft[]> {
  const series = new Map<string | symbol, Map<string, Version>>()
  for (const draft of drafts) {
    const key = draft.uid ?? Symbol('no UID')
    const versions = series.get(key) ?? new Map<string, Version>()
    series.set(key, versions)
    addVersion(versions, draft)
  }
  for (const versions of series.values()) yield [...versions.values()].flatMap((version) => version.drafts)
}

function addVersion(versions: Map<string, Version>, draft: Draft): void {
  const { sequence, recurrenceId } = draft
  const key = recurrenceId ? `${recurrenceId.isDate} ${instanceKey(recurrenceId)}` : ''
  const known = versions.get(key)
  if (!known || known.sequence < sequence) versions.set(key, { sequence, drafts: [draft] })
  // Two that claim the same are both taken for true.
  else if (known.sequence === sequence) known.drafts.push(draft)
}

function instanceKey({ wall, clock }: CalendarTime): string {
  return clock === utcClock ? `${wall}Z` : String(wall)
}
