import { DAY } from '#time/instant.ts'

import {
  type CalendarDuration,
  type CalendarTime,
  type Clock,
  parseDuration,
  parseTime,
  utcClock,
} from './calendar-time.ts'
import { type Component, parameterOf, type Property, unescapeText } from './content-lines.ts'
import { parseRule, type RecurrenceRule } from './recurrence-rule.ts'

/** An event as it is written, before its repetitions are worked out. */
export type Draft = {
  uid: string | null
  sequence: number
  start: CalendarTime
  end: CalendarTime | undefined
  duration: CalendarDuration | undefined
  /** About how long it is on its clock, in milliseconds; never less than it is by more than a day. */
  length: number
  rules: readonly RecurrenceRule[]
  exceptionRules: readonly RecurrenceRule[]
  extraTimes: readonly ExtraTime[]
  exceptions: readonly CalendarTime[]
  /** Which instance of a series this one stands for (RFC 5545 §3.8.4.4), and whether for all that follow, too. */
  recurrenceId: CalendarTime | undefined
  isFollowing: boolean
  busy: 'busy' | 'tentative' | 'unanswered' | 'all-day' | null
  isDeclined: boolean
  guests: readonly string[]
  title: string | null
  place: string | null
  mark: string | null
}

/** An RDATE; a PERIOD has its own length. */
export type ExtraTime = { start: CalendarTime; length: number | undefined }

export type DraftQuestion = {
  clockNamed: (name: string) => Clock
  ownZone: Clock
  owners: readonly string[]
}

const mostDates = 20_000
const mostRules = 20
const mostPeople = 500
const longestPlace = 2_000
const longestTitle = 1_000

/** The event of a VEVENT; undefined when nothing says when it starts. */
export function readDraft({ properties }: Component, question: DraftQuestion): Draft | undefined {
  const one = (name: string) => properties.find((property) => property.name === name)
  const all = (name: string) => properties.filter((property) => property.name === name)
  const times = (property: Property | undefined) => (property ? timesOf(property, question) : [])
  const [start] = times(one('DTSTART'))
  if (!start) return undefined
  const [end] = times(one('DTEND'))
  const duration = parseDuration(one('DURATION')?.value ?? '')
  const recurrenceId = one('RECURRENCE-ID')
  return {
    uid: one('UID')?.value.trim() || null,
    sequence: Number(/^\d{1,9}$/.exec(one('SEQUENCE')?.value.trim() ?? '')?.[0] ?? 0),
    start,
    end,
    duration,
    length: lengthOf(start, end, duration),
    rules: rulesOf(all('RRULE')),
    exceptionRules: rulesOf(all('EXRULE')),
    extraTimes: all('RDATE')
      .flatMap((property) => extraTimesOf(property, question))
      .slice(0, mostDates),
    exceptions: all('EXDATE').flatMap(times).slice(0, mostDates),
    recurrenceId: times(recurrenceId)[0],
    isFollowing: !!recurrenceId && parameterOf(recurrenceId, 'RANGE')?.toUpperCase() === 'THISANDFUTURE',
    title: titleOf(one('SUMMARY')),
    place: placeOf(one('LOCATION') ?? one('URL')),
    mark: one('X-PARLEY-UID')?.value.trim() || null,
    ...standing(properties, start.isDate, question.owners),
  }
}

function timesOf(property: Property, question: DraftQuestion): CalendarTime[] {
  const clock = property.parameters === '' ? question.ownZone : namedClock(property, question)
  return property.value.split(',', mostDates).flatMap((text) => timeOn(text, clock, question) ?? [])
}

function namedClock(property: Property, { clockNamed, ownZone }: DraftQuestion): Clock {
  const name = parameterOf(property, 'TZID')
  return name === undefined || name === '' ? ownZone : clockNamed(name)
}

/** Dates and floating times belong to the owner's zone. */
function timeOn(text: string, clock: Clock, { ownZone }: DraftQuestion): CalendarTime | undefined {
  const time = parseTime(text)
  if (!time) return undefined
  const { isDate, isUtc, wall } = time
  return { isDate, wall, clock: isDate ? ownZone : isUtc ? utcClock : clock }
}

function extraTimesOf(property: Property, question: DraftQuestion): ExtraTime[] {
  const clock = namedClock(property, question)
  return property.value.split(',', mostDates).flatMap((text) => {
    const [from = '', until] = text.split('/')
    const start = timeOn(from, clock, question)
    if (!start) return []
    if (until === undefined) return [{ start, length: undefined }]
    const [end, duration] = [timeOn(until, clock, question), parseDuration(until)]
    return [{ start, length: end || duration ? Math.max(0, lengthOf(start, end, duration)) : undefined }]
  })
}

/** Milliseconds on the clock; below zero when it ends before it starts. */
function lengthOf(
  start: CalendarTime,
  end: CalendarTime | undefined,
  duration: CalendarDuration | undefined,
): number {
  if (end) return end.wall - start.wall
  if (duration) return duration.days * DAY + duration.rest
  return start.isDate ? DAY : 0
}

function rulesOf(properties: readonly Property[]): RecurrenceRule[] {
  return properties.slice(0, mostRules).flatMap(({ value }) => parseRule(value) ?? [])
}

function titleOf(property: Property | undefined): string | null {
  return property ? unescapeText(property.value.slice(0, longestTitle)).trim() || null : null
}

function placeOf(property: Property | undefined): string | null {
  return property && property.value.length <= longestPlace ? unescapeText(property.value).trim() : null
}

/** Whether and why it takes the owner's time, and who else was asked. */
function standing(
  properties: readonly Property[],
  isAllDay: boolean,
  owners: readonly string[],
): Pick<Draft, 'busy' | 'isDeclined' | 'guests'> {
  const word = (name: string) =>
    properties
      .find((property) => property.name === name)
      ?.value.trim()
      .toUpperCase()
  const people = peopleOf(properties)
  const own = people.find(({ address }) => owners.includes(address))
  const organizer = properties.find(({ name }) => name === 'ORGANIZER')
  const isOrganizer = organizer !== undefined && owners.includes(addressOf(organizer))
  const isDeclined = own?.answer === 'DECLINED'
  const status = word('STATUS')
  // What Outlook says beside the standard's word; where one of the two says free, it is.
  const shown = word('X-MICROSOFT-CDO-BUSYSTATUS')
  const isFree =
    status === 'CANCELLED' ||
    word('TRANSP') === 'TRANSPARENT' ||
    shown === 'FREE' ||
    shown === 'WORKINGELSEWHERE'
  const busy = () => {
    if (isFree || isDeclined) return null
    if (isAllDay) return 'all-day'
    if (own?.answer === 'NEEDS-ACTION' && !isOrganizer) return 'unanswered'
    const isTentative = status === 'TENTATIVE' || shown === 'TENTATIVE' || own?.answer === 'TENTATIVE'
    return isTentative ? 'tentative' : 'busy'
  }
  const guests = people.filter(
    (person) => person !== own && person.isPerson && !owners.includes(person.address),
  )
  return { busy: busy(), isDeclined, guests: guests.map(({ address }) => address) }
}

type Person = { address: string; answer: string; isPerson: boolean }

function peopleOf(properties: readonly Property[]): Person[] {
  const attendees = properties.filter(({ name }) => name === 'ATTENDEE').slice(0, mostPeople)
  return attendees.flatMap((attendee) => {
    const address = addressOf(attendee)
    const kind = parameterOf(attendee, 'CUTYPE')?.toUpperCase() ?? 'INDIVIDUAL'
    // Nobody has answered who does not say so (RFC 5545 §3.2.12).
    const answer = parameterOf(attendee, 'PARTSTAT')?.toUpperCase() ?? 'NEEDS-ACTION'
    return address === '' ? [] : [{ address, answer, isPerson: kind === 'INDIVIDUAL' || kind === 'UNKNOWN' }]
  })
}

/** The mail address of a person, in lower case; empty when it is none. */
function addressOf(person: Property): string {
  const given = /^mailto:/i.test(person.value.trim())
    ? person.value.trim().slice(7)
    : parameterOf(person, 'EMAIL')
  const address = decoded(given ?? '')
    .trim()
    .toLowerCase()
  return /^[^\s@]+@[^\s@]+$/.test(address) && address.length <= 320 ? address : ''
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
