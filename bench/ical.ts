import { readEvents, type ReadQuestion } from '#ical/read-events.ts'
import { occurrencesOf, mostOfOneRule } from '#ical/recurrence.ts'
import { parseRule } from '#ical/recurrence-rule.ts'
import { DAY, MINUTE } from '#time/instant.ts'
import { dateOfDay, dayNumberOf, weekdayOfDay } from '#time/wall-time.ts'

import { plainInstant, type PlainZone, readPlainZone } from './limits/plain-zone.ts'
import { tokenise } from './limits/tokeniser.ts'
import { cpuPerCall, inTurns, median, sumUp, untilSteady } from './measure.ts'
import { atMost, type Bench, type How, type Measured, oursAtMost } from './row.ts'

/** Reading calendars: repetitions beside day arithmetic on plain numbers, text beside a bare tokeniser. */
export const benches: readonly Bench[] = [
  {
    id: 'R1',
    what: '1 000 recurring events over 60 days, parsed and worked out',
    unit: 'CPU ms',
    bar: atMost(50),
    aim: atMost(15),
    needed: true,
    run: (how) => untilSteady(() => besideArithmetic(how)),
  },
  {
    id: 'R2',
    what: 'an event from 1930 beside one from last week',
    unit: 'CPU ms',
    bar: atMost(2),
    aim: atMost(1.2),
    needed: true,
    run: (how) => untilSteady(() => oldBesideNew(how)),
  },
  {
    id: 'R3',
    what: 'the worst of 2 000 rules of 1 KiB, made to hurt',
    unit: 'CPU ms',
    bar: oursAtMost(50, '≤ 50 ms'),
    aim: oursAtMost(10, '≤ 10 ms'),
    needed: true,
    run: worstRule,
  },
  {
    id: 'R4',
    what: 'read 1 000 events, beside a bare tokeniser',
    unit: 'CPU ms',
    bar: atMost(130),
    aim: atMost(20),
    needed: true,
    run: (how) => untilSteady(() => besideTokeniser(how)),
  },
]

type Kind = 'daily' | 'weekly' | 'fortnightly' | 'monthly'
type Made = { kind: Kind; zone: string; startDay: number; minute: number; weekdays: readonly number[] }

const zones = [
  'Europe/Lisbon',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Sydney',
  'America/Sao_Paulo',
  'UTC',
]
const kinds: readonly Kind[] = ['daily', 'weekly', 'fortnightly', 'monthly']
const dayNames = ['', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const firstDay = dayNumberOf('2027-03-01')
// Four changes of clocks lie in it.
const days = 60
const question: ReadQuestion = {
  window: [firstDay * DAY, (firstDay + days) * DAY],
  timeZone: 'Europe/Berlin',
  owners: [],
}

const made = Array.from({ length: 1000 }, (_, index): Made => {
  const startDay = firstDay - 30 - ((index * 37) % 1400)
  const weekdays =
    kinds[index % 4] === 'daily'
      ? []
      : [weekdayOfDay(startDay), ((weekdayOfDay(startDay) + 1 + (index % 5)) % 7) + 1]
  return {
    kind: kinds[index % 4] ?? 'daily',
    zone: zones[index % 6] ?? 'UTC',
    startDay,
    minute: 8 * 60 + (index % 20) * 30,
    weekdays: [...new Set(weekdays)],
  }
})

async function besideArithmetic(how: How): Promise<Measured> {
  const text = calendarOf(made.map(eventOf))
  const plain = new Map(
    zones.map((zone) => [zone, readPlainZone(zone, (firstDay - 3) * DAY, (firstDay + days + 3) * DAY)]),
  )
  const ours = () => readEvents(text, question).events.length
  const limit = () => workOut(plain).length
  const [one, other] = [
    readEvents(text, question).events.map(({ startsAt }) => startsAt),
    workOut(plain).sort((a, b) => a - b),
  ]
  if (one.length !== other.length || one.some((at, index) => at !== other[index]))
    throw new Error(`The answers differ: ${one.length} and ${other.length}`)
  const slices = await inTurns(
    turnsOf(how),
    () => cpuPerCall(ours),
    () => cpuPerCall(limit),
  )
  return sumUp(slices, `${one.length} instances`)
}

/** The tight limit: the days of the window, and for each a comparison of numbers. */
function workOut(plain: ReadonlyMap<string, PlainZone>): number[] {
  const [from, until] = question.window
  const found: number[] = []
  for (const event of made) {
    const zone = plain.get(event.zone)
    if (!zone) continue
    for (let day = Math.max(event.startDay, firstDay - 1); day <= firstDay + days; day += 1) {
      if (!happensOn(event, day)) continue
      const at = plainInstant(zone, day * DAY + event.minute * MINUTE)
      if (at + 30 * MINUTE > from && at < until) found.push(at)
    }
  }
  return found
}

function happensOn({ kind, startDay, weekdays }: Made, day: number): boolean {
  if (kind === 'daily') return true
  if (kind === 'monthly') return Number(dateOfDay(day).slice(8)) === Number(dateOfDay(startDay).slice(8))
  if (!weekdays.includes(weekdayOfDay(day))) return false
  const weeks = (day - weekdayOfDay(day) - (startDay - weekdayOfDay(startDay))) / 7
  return kind === 'weekly' || weeks % 2 === 0
}

function eventOf({ kind, zone, startDay, minute, weekdays }: Made, index: number): string {
  const at = `${basicDay(startDay)}T${String(Math.floor(minute / 60)).padStart(2, '0')}${String(minute % 60).padStart(2, '0')}00`
  const byDay = weekdays.map((weekday) => dayNames[weekday]).join(',')
  const rule = {
    daily: 'FREQ=DAILY',
    weekly: `FREQ=WEEKLY;BYDAY=${byDay}`,
    fortnightly: `FREQ=WEEKLY;INTERVAL=2;BYDAY=${byDay}`,
    monthly: 'FREQ=MONTHLY',
  }[kind]
  return `UID:event-${index}@example.com\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=${zone}:${at}\r\nDURATION:PT30M\r\nSUMMARY:Meeting ${index}\r\nRRULE:${rule}`
}

async function oldBesideNew(how: How): Promise<Measured> {
  const texts = [
    'FREQ=DAILY',
    'FREQ=WEEKLY;BYDAY=MO,WE',
    'FREQ=MONTHLY;BYDAY=-1FR',
    'FREQ=YEARLY;BYMONTH=3',
    'FREQ=HOURLY;INTERVAL=7',
  ]
  const from = (start: string) =>
    calendarOf(
      texts.map((rule) => `DTSTART;TZID=Europe/Lisbon:${start}T090000\r\nDURATION:PT1H\r\nRRULE:${rule}`),
    )
  const [old, recent] = [from('19300303'), from('20270222')]
  const slices = await inTurns(
    turnsOf(how),
    () => cpuPerCall(() => readEvents(old, question).events.length),
    () => cpuPerCall(() => readEvents(recent, question).events.length),
  )
  return sumUp(slices, 'five rules without an end')
}

async function worstRule(how: How): Promise<Measured> {
  const rules = hostileRules(how.size === 'quick' ? 300 : 2000)
  const year: ReadQuestion = { ...question, window: [firstDay * DAY, (firstDay + 400) * DAY] }
  const costs = rules.map((rule) => {
    const text = calendarOf([`UID:a\r\nDTSTART:19300303T090000\r\nDTEND:19300303T090001\r\nRRULE:${rule}`])
    const started = process.cpuUsage()
    readEvents(text, year)
    const { user, system } = process.cpuUsage(started)
    return { rule, cost: (user + system) / 1000 }
  })
  // Once more for the worst, without what a first call or the collector cost.
  const worst = costs.toSorted((one, other) => other.cost - one.cost).slice(0, 10)
  const again = worst.map(({ rule }) => median([1, 2, 3, 4, 5].map(() => cpuOfRule(rule))))
  const ours = Math.max(...again)
  const hurts = worst[again.indexOf(ours)]?.rule.slice(0, 60) ?? ''
  return { ours, steady: true, note: `${rules.length} rules over 400 days; ${hurts.replaceAll('|', ' ')}…` }
}

function cpuOfRule(text: string): number {
  const rule = parseRule(text)
  if (!rule) return 0
  const span = { from: firstDay * DAY, until: (firstDay + 400) * DAY, isAllDay: false }
  return cpuPerCall(
    () => occurrencesOf(rule, dayNumberOf('1930-03-03') * DAY, span, { ...mostOfOneRule }).length,
    20,
  )
}

/** Rules with dense lists, impossible ones, and ones that have to be counted from 1930. */
function hostileRules(count: number): string[] {
  const range = (from: number, until: number, step = 1) =>
    Array.from({ length: Math.ceil((until - from) / step) }, (_, index) => from + index * step).join(',')
  const frequencies = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY', 'SECONDLY']
  const parts = [
    `BYSECOND=${range(0, 60)}`,
    `BYMINUTE=${range(0, 60)}`,
    `BYHOUR=${range(0, 24)}`,
    `BYMONTHDAY=${range(1, 32)}`,
    `BYYEARDAY=${range(1, 200)}`,
    `BYWEEKNO=${range(1, 54)}`,
    'BYDAY=MO,TU,WE,TH,FR,SA,SU,53MO,-53TU',
    `BYSETPOS=${range(1, 90)}`,
    'BYMONTH=2;BYMONTHDAY=30',
    'BYSECOND=1,3,5,7,9',
    'BYHOUR=3;BYMINUTE=0;BYSECOND=0',
    'COUNT=1',
    'COUNT=999999999',
    'INTERVAL=2',
    'INTERVAL=86399',
    'INTERVAL=999999999',
  ]
  const rules = Array.from({ length: count * 2 }, (_, index) => {
    const chosen = parts.filter((_part, place) => ((index * 2_654_435_761) >>> (place + 3)) % 3 === 0)
    return [`FREQ=${frequencies[index % 7]}`, ...chosen].join(';')
  })
  return rules.filter((rule) => rule.length <= 1024).slice(0, count)
}

async function besideTokeniser(how: How): Promise<Measured> {
  const text = calendarOf(
    Array.from({ length: 1000 }, (_, index) => {
      const day = basicDay(firstDay + (index % days))
      const words = 'Plans for autumn and what comes after them '.repeat(2).trimEnd()
      return `UID:event-${index}@example.com\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Europe/Lisbon:${day}T090000\r\nDTEND;TZID=Europe/Lisbon:${day}T093000\r\nSUMMARY:Meeting ${index}\r\nDESCRIPTION:${words.slice(0, 50)}\r\n ${words.slice(50)}`
    }),
  )
  const slices = await inTurns(
    turnsOf(how),
    () => cpuPerCall(() => readEvents(text, question).events.length),
    () => cpuPerCall(() => tokenise(text)),
  )
  return sumUp(slices, `${Math.round(text.length / 1024)} KiB`)
}

function calendarOf(events: readonly string[]): string {
  const bodies = events.map((event) => `BEGIN:VEVENT\r\n${event}\r\nEND:VEVENT\r\n`).join('')
  return `BEGIN:VCALENDAR\r\nVERSION:2.0\r\n${bodies}END:VCALENDAR\r\n`
}

function basicDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10).replaceAll('-', '')
}

function turnsOf({ size }: How): number {
  return size === 'quick' ? 5 : 11
}
