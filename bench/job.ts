import { MINUTE } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'
import { startOfDate, toInstant } from '#time/zone.ts'
import { addDays, dayNumberOf, weekdayOfDay } from '#time/wall-time.ts'

/** The job of all slot benches: weekdays 09 to 17 in New York, seen from Berlin, on a grid of 15 minutes. */
export type Job = {
  days: number
  zone: string
  readerZone: string
  range: Interval
  durationMinutes: number
  incrementMinutes: number
  /** In order of their start, as an index returns them. */
  busy: Interval[]
}

const firstDate = '2027-03-01'
const zone = 'America/New_York'
const opens = 9 * 60
const closes = 17 * 60
// Busy time lies in two blocks of each day, so that the answer is the same however many intervals fill them. They end on
// the grid: the peer's begins anew after busy time, ours does not.
const blocks = [
  [10 * 60, 11 * 60 + 30],
  [14 * 60, 15 * 60 + 45],
] as const

/** The job over so many days, with so many busy intervals of each host; together they cover 40 % of the hours. */
export function makeJob(shape: {
  days: number
  hosts: number
  busyPerHost: number
  durationMinutes?: number
}): Job {
  const { days, hosts, busyPerHost, durationMinutes = 30 } = shape
  const range: Interval = [startOfDate(zone, firstDate), startOfDate(zone, addDays(firstDate, days))]
  const busy = Array.from({ length: hosts }, () => makeBusy(days, busyPerHost)).flat()
  return {
    days,
    zone,
    readerZone: 'Europe/Berlin',
    range,
    durationMinutes,
    incrementMinutes: 15,
    busy: busy.sort((one, other) => one[0] - other[0]),
  }
}

/** The weekly hours of the job. */
export const jobHours: Record<'1' | '2' | '3' | '4' | '5', [string, string][]> = {
  '1': [['09:00', '17:00']],
  '2': [['09:00', '17:00']],
  '3': [['09:00', '17:00']],
  '4': [['09:00', '17:00']],
  '5': [['09:00', '17:00']],
}

/** The same hours as minutes of the day. */
export const jobWindow = { opens, closes }

/** Busy intervals from a date on that fill the blocks of each working day without gaps. */
export function makeBusy(days: number, count: number, from: string = firstDate): Interval[] {
  const all = listWorkdays(from, days).flatMap((date) =>
    blocks.map(
      ([first, last]): Interval => [toInstant(zone, date, first), toInstant(zone, date, last)] as const,
    ),
  )
  return all.flatMap((block, index) => cut(block, shareOf(count, all.length, index)))
}

/** Monday to Friday, so many days from a date on. */
function listWorkdays(from: string, days: number): string[] {
  const dates = Array.from({ length: days }, (_, index) => addDays(from, index))
  return dates.filter((date) => weekdayOfDay(dayNumberOf(date)) <= 5)
}

function shareOf(count: number, parts: number, index: number): number {
  return Math.floor(((index + 1) * count) / parts) - Math.floor((index * count) / parts)
}

function cut([start, end]: Interval, pieces: number): Interval[] {
  const length = (end - start) / Math.max(pieces, 1)
  return Array.from({ length: pieces }, (_, index): Interval => [
    start + Math.floor((index * length) / 1000) * 1000,
    Math.max(start + Math.floor(((index + 1) * length) / 1000) * 1000, start + MINUTE / 60),
  ])
}
