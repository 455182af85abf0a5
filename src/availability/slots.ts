import { DAY, type Instant, MINUTE } from '#time/instant.ts'
import { inOrder, type Interval, union } from '#time/interval.ts'
import { lastDayNumber } from '#time/wall-time.ts'

import { type WindowRules, windowsByDate } from './windows.ts'

/** All that decides which starts are offered. Minutes are whole numbers, duration and increment above zero. */
export type SlotQuestion = {
  readonly schedule: WindowRules
  /** In any order; they may overlap, nest or repeat. In order of their start they cost least. */
  readonly busy: readonly Interval[]
  readonly durationMinutes: number
  readonly incrementMinutes: number
  readonly noticeMinutes: number
  readonly bufferBeforeMinutes: number
  readonly bufferAfterMinutes: number
  /** Notice counts from here; without it there is no lower bound. */
  readonly now?: Instant | undefined
  /** Selects starts; a slot may end after it. */
  readonly range: Interval
}

/** Starts that busy time forbids, both ends left out: ascending by both, the last one infinitely late. */
type Forbidden = { after: Float64Array; until: Float64Array }

const lastInstant = lastDayNumber * DAY

/**
 * The starts that are offered, ascending, each once. One sweep over windows and busy time: the cost grows with windows, busy
 * intervals and starts, not with their product. Throws a RangeError for an unknown zone or a step or length of nothing.
 */
export function listSlots(question: SlotQuestion): Instant[] {
  const { schedule, range, incrementMinutes, durationMinutes, now, noticeMinutes } = question
  if (!(incrementMinutes > 0 && durationMinutes > 0))
    throw new RangeError('Increment and duration must be above zero.')
  const from = Math.max(range[0], now === undefined ? range[0] : now + noticeMinutes * MINUTE)
  const before = range[1]
  if (!(from < before)) return []
  const duration = durationMinutes * MINUTE
  const increment = incrementMinutes * MINUTE
  const windows = windowsByDate(schedule, [from, Math.min(before + duration, Math.max(before, lastInstant))])
  const open = union(windows)
  const forbidden = forbiddenStarts(question, from, before)

  const slots: Instant[] = []
  let run = 0
  let next = 0
  for (const [start, end] of windows) {
    if (end <= from) continue
    if (start >= before) break
    while (endOf(open, run) <= start) run++
    while (numberAt(forbidden.until, next) <= start) next++
    const lastFit = endOf(open, run) - duration
    const stop = Math.min(end, before)
    const already = slots.length
    let at = stepUpTo(from, start, increment)
    for (let index = next; at < stop && at <= lastFit;) {
      while (numberAt(forbidden.until, index) <= at) index++
      if (numberAt(forbidden.after, index) < at) {
        at = stepUpTo(numberAt(forbidden.until, index), start, increment)
      } else {
        slots.push(at)
        at += increment
      }
    }
    weaveIn(slots, already)
  }
  return slots
}

/** Whether `listSlots` offers this start: the same rules, asked about one instant. The question's range does not matter. */
export function isOffered(question: SlotQuestion, startsAt: Instant): boolean {
  return listSlots({ ...question, range: [startsAt, startsAt + 1] }).length === 1
}

/** A busy interval [b, c) forbids the starts strictly between b − duration − buffer after and c + buffer before. */
function forbiddenStarts(question: SlotQuestion, from: Instant, before: Instant): Forbidden {
  const lead = (question.durationMinutes + question.bufferAfterMinutes) * MINUTE
  const trail = question.bufferBeforeMinutes * MINUTE
  const { busy } = question
  const after = new Float64Array(busy.length + 1)
  const until = new Float64Array(busy.length + 1)
  let count = 0
  let last = Number.NEGATIVE_INFINITY
  let reach = from - trail
  for (const interval of busy) {
    const start = interval[0]
    const end = interval[1]
    // Mostly they come in order, so that is found out on the way.
    if (start < last) return forbiddenStarts({ ...question, busy: inOrder(busy) }, from, before)
    last = start
    // Over before it matters, not yet begun after it, or covered by an earlier one; those left out keep both lists ascending.
    if (end <= reach || end <= start || start - lead >= before) continue
    reach = end
    after[count] = start - lead
    until[count++] = end + trail
  }
  after[count] = until[count] = Number.POSITIVE_INFINITY
  return { after, until }
}

/** The first instant of the grid that is not before the given one. The grid begins at its origin. */
function stepUpTo(at: Instant, origin: Instant, increment: number): Instant {
  return at <= origin ? origin : origin + Math.ceil((at - origin) / increment) * increment
}

/** Brings starts from `already` on into order with those before them, where windows of two dates overlap. */
function weaveIn(slots: Instant[], already: number): void {
  const first = slots[already]
  if (first === undefined || already === 0 || numberAt(slots, already - 1) < first) return
  let overlap = already
  while (overlap > 0 && numberAt(slots, overlap - 1) >= first) overlap--
  const woven = new Set(slots.splice(overlap).sort((a, b) => a - b))
  for (const at of woven) slots.push(at)
}

function endOf(intervals: readonly Interval[], index: number): Instant {
  return intervals[index]?.[1] ?? Number.NaN
}

function numberAt(values: Float64Array | readonly number[], index: number): number {
  return values[index] ?? Number.NaN
}
