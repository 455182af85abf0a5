import ical, { ICalEventClass, ICalEventStatus, ICalEventTransparency } from 'ical-generator'

import type { Instant } from '#time/instant.ts'

import { displayAlarm } from './alarm.ts'
import { joinAddress } from './join-link.ts'
import { cleanLine, cleanProse } from './plain-text.ts'
import { refuseUnfit } from './unfit.ts'

/** One meeting as it is to stand in a calendar that we may write to. All texts may be whatever people typed. */
export type EventToWrite = {
  /** For ever the same: letters, digits and `.@:+-_`, at most 255 (RFC 7986 §5.3). */
  uid: string
  sequence: number
  /** Whole seconds are written. */
  startsAt: Instant
  endsAt: Instant
  title: string
  /** With the join link in it. */
  description: string
  /** An http or https address. */
  joinUrl: string
  /** When this is written: DTSTAMP. */
  stampedAt: Instant
}

type Line = { name: string; text: string }

/** What an event of ours says by itself; the rest of what stands in a calendar is its owner's. */
const ownNames = new Set(
  (
    'UID SEQUENCE DTSTAMP LAST-MODIFIED DTSTART DTEND DURATION SUMMARY DESCRIPTION LOCATION URL STATUS TRANSP ' +
    'X-PARLEY-UID X-MICROSOFT-CDO-BUSYSTATUS X-ALT-DESC STYLED-DESCRIPTION RRULE RDATE EXDATE EXRULE RECURRENCE-ID'
  ).split(' '),
)

/**
 * The calendar object with the event, for a CalDAV server: one VEVENT in UTC (RFC 5545 §3.3.5, form 2), without METHOD
 * (RFC 4791 §4.1) and without people, so that no server mails anybody (RFC 6638 §3.2.1). Written over `before`, what stood
 * there already, it keeps what its owner added: alarms, categories, colours, guests; repetitions go. Throws a RangeError for
 * what no calendar could take.
 */
export function writeEvent(event: EventToWrite, before?: string): string {
  const fresh = writeFresh(event, 0, 'with alarm')
  const lines = before === undefined ? [] : linesOf(before)
  const block = findOwn(lines)
  if (!block) return fresh
  const [from, end] = block
  const kept = keptLines(lines.slice(from + 1, end))
  // Alarms are its owner's from then on, also when there are none any more.
  const written = linesOf(writeFresh(event, sequenceIn(lines.slice(from, end)) + 1, 'bare'))
  const own = written.slice(indexOf(written, 'BEGIN:VEVENT') + 1, indexOf(written, 'END:VEVENT'))
  const whole = [...withoutEvents(lines.slice(0, from)), ...lines.slice(from, from + 1)]
  const rest = [...lines.slice(end, end + 1), ...withoutEvents(lines.slice(end + 1))]
  return [...whole, ...own.filter(({ name }) => ownNames.has(name)), ...kept, ...rest]
    .map(({ text }) => `${text}\r\n`)
    .join('')
}

function writeFresh(event: EventToWrite, leastSequence: number, form: 'with alarm' | 'bare'): string {
  refuseUnfit(event)
  const joinUrl = joinAddress(event.joinUrl)
  const calendar = ical({ prodId: { company: 'Parley', product: 'Parley' }, scale: 'gregorian' })
  calendar.createEvent({
    id: event.uid,
    sequence: Math.max(event.sequence, leastSequence),
    stamp: new Date(event.stampedAt),
    lastModified: new Date(event.stampedAt),
    start: new Date(event.startsAt),
    end: new Date(event.endsAt),
    summary: cleanLine(event.title, 255) || 'Meeting',
    description: cleanProse(event.description, 8_000),
    location: joinUrl,
    url: joinUrl,
    status: ICalEventStatus.CONFIRMED,
    transparency: ICalEventTransparency.OPAQUE,
    class: ICalEventClass.PUBLIC,
    // Stays when a program gives the event another UID.
    x: [{ key: 'X-PARLEY-UID', value: event.uid }],
    alarms: form === 'with alarm' ? [displayAlarm(event.title)] : [],
  })
  return `${calendar.toString()}\r\n`
}

/** Content lines with their folds, as they are written. */
function linesOf(text: string): Line[] {
  const lines: Line[] = []
  for (const part of text.split(/\r\n|\n|\r/)) {
    const last = lines.at(-1)
    if (/^[ \t]/.test(part) && last) last.text += `\r\n${part}`
    else if (part !== '')
      lines.push({ name: /^[^:;]*/.exec(part)?.[0].trim().toUpperCase() ?? '', text: part })
  }
  return lines
}

function indexOf(lines: readonly Line[], text: string): number {
  return lines.findIndex((line) => line.text.trim().toUpperCase() === text)
}

/** Where the event begins and ends that is no instance of a series; undefined when the text is no whole calendar. */
function findOwn(lines: readonly Line[]): readonly [begin: number, end: number] | undefined {
  const isWhole =
    indexOf(lines, 'BEGIN:VCALENDAR') === 0 && indexOf(lines, 'END:VCALENDAR') === lines.length - 1
  if (!isWhole) return undefined
  for (let at = 0; at < lines.length; at += 1) {
    if (lines[at]?.text.trim().toUpperCase() !== 'BEGIN:VEVENT') continue
    const length = indexOf(lines.slice(at), 'END:VEVENT')
    if (length < 0) return undefined
    const isInstance = lines.slice(at, at + length).some(({ name }) => name === 'RECURRENCE-ID')
    if (!isInstance) return [at, at + length]
  }
  return undefined
}

/** What is the owner's in an event, parts such as alarms whole. */
function keptLines(lines: readonly Line[]): Line[] {
  let depth = 0
  return lines.filter(({ name }) => {
    if (name === 'BEGIN') depth += 1
    const isInside = depth > 0
    if (name === 'END') depth -= 1
    return isInside || !ownNames.has(name)
  })
}

function withoutEvents(lines: readonly Line[]): Line[] {
  let inEvent = false
  return lines.filter(({ text }) => {
    const line = text.trim().toUpperCase()
    if (line === 'BEGIN:VEVENT') inEvent = true
    const isKept = !inEvent
    if (line === 'END:VEVENT') inEvent = false
    return isKept
  })
}

function sequenceIn(lines: readonly Line[]): number {
  const text = lines.find(({ name }) => name === 'SEQUENCE')?.text ?? ''
  return Number(/:\s*(\d{1,9})\s*$/.exec(text)?.[1] ?? -1)
}
