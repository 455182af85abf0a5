import {
  addDays,
  type LocalDate,
  parseLocalDate,
  parseWallTime,
  type WallTime,
  weekdayOf,
} from '#time/wall-time.ts'

import { mergeWindows } from './day-windows.ts'
import type { Limits } from './limits.ts'

export type Weekday = '1' | '2' | '3' | '4' | '5' | '6' | '7'
export const weekdays: readonly Weekday[] = ['1', '2', '3', '4', '5', '6', '7']

/** A window of wall times; an end at or before its start runs into the next date, `24:00` is midnight. */
export type Window = [from: WallTime, to: WallTime]

export type Hours = {
  timeZone: string
  weekly: Partial<Record<Weekday, Window[]>>
  /** Replace the weekly windows of a date; an empty list closes it. */
  overrides: Record<LocalDate, Window[]>
}

/** A person's habit: hours, and what protects them. Minutes and days are whole numbers. */
export type Schedule = Hours & {
  bufferBeforeMinutes: number
  bufferAfterMinutes: number
  minimumNoticeMinutes: number
  daysAhead: number
  incrementMinutes: IncrementMinutes
} & Omit<Limits, 'timeZone'>

/** Between two starts that are offered, in minutes. */
export const increments = [5, 10, 15, 20, 30, 60] as const
export type IncrementMinutes = (typeof increments)[number]

/** The most that can be asked for: four hours of pause, thirty days of notice, a year ahead. */
export const mostBufferMinutes = 240
export const mostNoticeMinutes = 43_200
export const mostDaysAhead = 365
export const mostLimitADay = 50
export const mostLimitAWeek = 200
const mostOverrides = 400

/** Nine to five: where nobody has said anything yet. */
export const usualWindow: Window = ['09:00', '17:00']

/** The schedule of a person who has not saved one: Monday to Friday, nine to five, in their zone. */
export function usualSchedule(timeZone: string): Schedule {
  const day: Window[] = [usualWindow]
  return {
    timeZone,
    weekly: { '1': day, '2': day, '3': day, '4': day, '5': day, '6': [], '7': [] },
    overrides: {},
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    minimumNoticeMinutes: 120,
    daysAhead: 14,
    incrementMinutes: 30,
    mostADay: null,
    mostAWeek: null,
    weekStart: 1,
  }
}

/** What is wrong with the hours: one sentence for each place. Empty when they are sound. */
export function refuseHours(hours: {
  weekly: Partial<Record<Weekday, [string, string][]>>
  overrides: Record<string, [string, string][]>
}): { path: string[]; sentence: string }[] {
  const tooMany = Object.keys(hours.overrides).length > mostOverrides
  return [
    ...(tooMany
      ? [{ path: ['overrides'], sentence: `At most ${mostOverrides} dates can have hours of their own.` }]
      : []),
    ...Object.entries(hours.weekly).flatMap(([day, windows]) => refuseWindows(['weekly', day], windows)),
    ...Object.entries(hours.overrides).flatMap(([date, windows]) =>
      parseLocalDate(date) === undefined
        ? [{ path: ['overrides', date], sentence: `“${date}” is not a date.` }]
        : refuseWindows(['overrides', date], windows),
    ),
  ]
}

/** Whether both times are there and the window holds something. */
export function isSoundWindow(window: Window): boolean {
  return refuseWindow(window) === undefined
}

/** The hours without windows that are half typed. */
export function soundHours<H extends Pick<Hours, 'weekly' | 'overrides'>>(hours: H): H {
  const sound = (windows: readonly Window[] = []) => windows.filter(isSoundWindow)
  return {
    ...hours,
    weekly: Object.fromEntries(weekdays.map((day) => [day, sound(hours.weekly[day])])),
    overrides: Object.fromEntries(
      Object.entries(hours.overrides).map(([date, windows]) => [date, sound(windows)]),
    ),
  }
}

/** The windows of a date: its own, or those of its weekday. */
export function windowsOn(
  { weekly, overrides }: Pick<Hours, 'weekly' | 'overrides'>,
  date: LocalDate,
): Window[] {
  return overrides[date] ?? weekly[weekdayNameOf(date)] ?? []
}

/** Where hours of a date’s own begin: as on its weekday, or as on a usual day where that one is closed. */
export function firstOwnWindows({ weekly }: Pick<Hours, 'weekly'>, date: LocalDate): Window[] {
  const windows = (weekly[weekdayNameOf(date)] ?? []).filter(isSoundWindow)
  return windows.length > 0 ? windows : [usualWindow]
}

/** The hours with other windows on a date: its own where it has any, else those of its weekday. */
export function withWindowsOn<H extends Pick<Hours, 'weekly' | 'overrides'>>(
  hours: H,
  date: LocalDate,
  windows: Window[],
): H {
  if (hours.overrides[date]) return { ...hours, overrides: { ...hours.overrides, [date]: windows } }
  return { ...hours, weekly: { ...hours.weekly, [weekdayNameOf(date)]: windows } }
}

/** The hours as they are kept: windows in order and joined where they meet, dates before `today` left out. Expects sound hours. */
export function tidyHours({ timeZone, weekly, overrides }: Hours, today: LocalDate): Hours {
  const dates = Object.keys(overrides).filter((date) => date >= today)
  return {
    timeZone,
    weekly: Object.fromEntries(weekdays.map((day) => [day, mergeWindows(weekly[day] ?? [])])),
    overrides: Object.fromEntries(
      dates.toSorted().map((date) => [date, mergeWindows(overrides[date] ?? [])]),
    ),
  }
}

/** Whether two schedules say the same, however their days and dates are ordered. A day without windows is a closed one. */
export function isSameSchedule(one: Schedule, other: Schedule): boolean {
  return JSON.stringify(inOneOrder(one)) === JSON.stringify(inOneOrder(other))
}

/** The dates a person offers from `today` on, both ends included. */
export function horizonOf(
  today: LocalDate,
  schedule: Schedule,
): { fromDate: LocalDate; untilDate: LocalDate } {
  return { fromDate: today, untilDate: addDays(today, schedule.daysAhead - 1) }
}

function weekdayNameOf(date: LocalDate): Weekday {
  return `${weekdayOf(date)}`
}

function inOneOrder(schedule: Schedule): unknown {
  const { weekly, overrides, ...rest } = schedule
  return [
    Object.entries(rest).toSorted(([name], [other]) => (name < other ? -1 : 1)),
    weekdays.map((day) => weekly[day] ?? []),
    Object.entries(overrides).toSorted(([date], [other]) => (date < other ? -1 : 1)),
  ]
}

function refuseWindows(path: string[], windows: [string, string][]): { path: string[]; sentence: string }[] {
  return windows.flatMap((window, index) => {
    const sentence = refuseWindow(window)
    return sentence ? [{ path: [...path, String(index)], sentence }] : []
  })
}

function refuseWindow([from, to]: [string, string]): string | undefined {
  if (from === '') return 'Say when it starts.'
  if (to === '') return 'Say when it ends.'
  if (parseWallTime(from) === undefined || from === '24:00')
    return `“${from}” is not a time. Write it like 09:30.`
  if (parseWallTime(to) === undefined) return `“${to}” is not a time. Write it like 17:30.`
  if (from === to) return 'It ends when it starts. Choose another end, or remove it.'
  return undefined
}
