import { type Instant, parseInstant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'
import { parseLocalDate, parseWallTime } from '#time/wall-time.ts'
import { findTimeZone } from '#time/zone.ts'

import { weekdays, type Window } from './schedule.ts'
import type { SlotQuestion } from './slots.ts'
import type { WindowRules } from './windows.ts'

/** One line that names the key and the value that cannot be read. */
export type Refused = { refused: string }

type Fields = Record<string, unknown>

class Unreadable extends Error {}

/** Reads a question as JSON has it; every key is checked, unknown ones are refused. */
export function parseQuestion(json: unknown): SlotQuestion | Refused {
  try {
    return readQuestion(json)
  } catch (error) {
    if (error instanceof Unreadable) return { refused: error.message }
    throw error
  }
}

const questionKeys = [
  'schedule',
  'busy',
  'duration',
  'increment',
  'notice',
  'bufferBefore',
  'bufferAfter',
  'now',
  'range',
]

function readQuestion(json: unknown): SlotQuestion {
  const question = readObject('question', json, questionKeys, '')
  return {
    schedule: readHours(question.schedule),
    busy: readList('busy', question.busy).map((interval, index) => readInterval(`busy[${index}]`, interval)),
    durationMinutes: readMinutes('duration', question.duration, 1),
    incrementMinutes: readMinutes('increment', question.increment, 1),
    noticeMinutes: readMinutes('notice', orZero(question, 'notice'), 0),
    bufferBeforeMinutes: readMinutes('bufferBefore', orZero(question, 'bufferBefore'), 0),
    bufferAfterMinutes: readMinutes('bufferAfter', orZero(question, 'bufferAfter'), 0),
    now: 'now' in question ? readInstant('now', question.now) : undefined,
    range: readInterval('range', question.range),
  }
}

function readHours(value: unknown): WindowRules {
  const hours = readObject('schedule', value, ['timeZone', 'weekly', 'overrides'])
  const timeZone = typeof hours.timeZone === 'string' ? findTimeZone(hours.timeZone) : undefined
  if (timeZone === undefined) throw refuse('schedule.timeZone', hours.timeZone, 'is not an IANA time zone')
  const weekly = readObject('schedule.weekly', hours.weekly, weekdays)
  const overrides = readObject('schedule.overrides', 'overrides' in hours ? hours.overrides : {})
  return {
    timeZone,
    weekly: readEach(weekly, (day, windows) => readWindows(`schedule.weekly.${day}`, windows)),
    overrides: readEach(overrides, (date, windows) => {
      const key = keyOf('schedule.overrides', date)
      if (parseLocalDate(date) === undefined) throw refuse(key, date, 'is not a date of the calendar')
      return readWindows(key, windows)
    }),
  }
}

function readWindows(key: string, value: unknown): Window[] {
  return readList(key, value).map((window, index): Window => {
    const [from, to] = readPair(`${key}[${index}]`, window, 'two wall times')
    if (!isWallTime(from) || from === '24:00')
      throw refuse(`${key}[${index}][0]`, from, 'is not a time from 00:00 to 23:59')
    if (!isWallTime(to)) throw refuse(`${key}[${index}][1]`, to, 'is not a time from 00:00 to 24:00')
    return [from, to]
  })
}

function readInterval(key: string, value: unknown): Interval {
  const [first, second] = readPair(key, value, 'two instants')
  const start = readInstant(`${key}[0]`, first)
  const end = readInstant(`${key}[1]`, second)
  if (end < start) throw refuse(key, value, 'ends before it starts')
  return [start, end]
}

function readInstant(key: string, value: unknown): Instant {
  const at = typeof value === 'string' ? parseInstant(value) : undefined
  if (at === undefined) throw refuse(key, value, 'is not an instant such as 2026-11-03T15:00:00Z')
  return at
}

function readMinutes(key: string, value: unknown, least: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value
  throw refuse(key, value, `is not a whole number of minutes, ${least} or more`)
}

function readPair(key: string, value: unknown, what: string): unknown[] {
  if (!Array.isArray(value) || value.length !== 2) throw refuse(key, value, `is not a list of ${what}`)
  return value
}

function readList(key: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw refuse(key, value, 'is not a list')
  return value
}

function readObject(key: string, value: unknown, known?: readonly string[], prefix = key): Fields {
  if (!isFields(value)) throw refuse(key, value, 'is not an object')
  const unknown = Object.keys(value).find((name) => known && !known.includes(name))
  if (unknown !== undefined)
    throw refuse(keyOf(prefix, unknown), value[unknown], 'stands under a key that is not known')
  return value
}

function readEach<T>(fields: Fields, read: (key: string, value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, read(key, value)]))
}

/** 0 for a key that is not there; a null that is written out stays and is refused. */
function orZero(fields: Fields, key: string): unknown {
  return key in fields ? fields[key] : 0
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWallTime(value: unknown): value is string {
  return typeof value === 'string' && parseWallTime(value) !== undefined
}

function keyOf(parent: string, name: string): string {
  if (!/^[\w-]+$/.test(name)) return `${parent}[${short(name)}]`
  return parent === '' ? name : `${parent}.${name}`
}

function refuse(key: string, value: unknown, why: string): Unreadable {
  return new Unreadable(`${key}: ${value === undefined ? 'nothing' : short(value)} ${why}`)
}

function short(value: unknown): string {
  const text = JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
