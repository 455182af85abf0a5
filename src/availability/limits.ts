import type { Instant } from '#time/instant.ts'
import { dayNumberAt } from '#time/zone.ts'

/** How many starts a day and a week hold at most, counted on the clock of a zone; null is no limit. */
export type Limits = {
  timeZone: string
  mostADay: number | null
  mostAWeek: number | null
  /** The ISO weekday with which a week begins. */
  weekStart: number
}

/** A limit that is reached. */
export type Reached = { per: 'day' | 'week'; most: number }

/** Which limits one more start would pass, when these are there already. In any order. */
export function findReached(limits: Limits, starts: readonly Instant[], at: Instant): Reached[] {
  const counts = count(limits, starts)
  return reachedOn(limits, counts, dayNumberAt(limits.timeZone, at))
}

/** Those of the starts that pass no limit, when `others` are there already. */
export function withinLimits(limits: Limits, others: readonly Instant[], starts: Instant[]): Instant[] {
  if (others.length === 0) return starts
  const counts = count(limits, others)
  return starts.filter((at) => reachedOn(limits, counts, dayNumberAt(limits.timeZone, at)).length === 0)
}

type Counts = { byDay: Map<number, number>; byWeek: Map<number, number> }

function count(limits: Limits, starts: readonly Instant[]): Counts {
  const counts: Counts = { byDay: new Map(), byWeek: new Map() }
  for (const at of starts) {
    const day = dayNumberAt(limits.timeZone, at)
    const week = weekOf(limits, day)
    counts.byDay.set(day, (counts.byDay.get(day) ?? 0) + 1)
    counts.byWeek.set(week, (counts.byWeek.get(week) ?? 0) + 1)
  }
  return counts
}

function reachedOn(limits: Limits, { byDay, byWeek }: Counts, day: number): Reached[] {
  const { mostADay, mostAWeek } = limits
  return [
    ...reached('day', mostADay, byDay.get(day)),
    ...reached('week', mostAWeek, byWeek.get(weekOf(limits, day))),
  ]
}

function reached(per: Reached['per'], most: number | null, present = 0): Reached[] {
  return most !== null && present >= most ? [{ per, most }] : []
}

// Day 0, the first of January 1970, is a Thursday: the Monday before it is day -3.
function weekOf({ weekStart }: Limits, day: number): number {
  return Math.floor((day + 3 - (weekStart - 1)) / 7)
}
