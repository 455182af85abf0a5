import type { Instant } from './instant.ts'

/** Half-open: the start belongs to it, the end does not. Equal ends make it empty. */
export type Interval = readonly [start: Instant, end: Instant]

/** Whether the two share an instant. Touching is not overlapping; an empty interval overlaps nothing. */
export function overlaps(one: Interval, other: Interval): boolean {
  return Math.max(one[0], other[0]) < Math.min(one[1], other[1])
}

/** Whether the instant lies in the interval. */
export function contains(interval: Interval, at: Instant): boolean {
  return interval[0] <= at && at < interval[1]
}

/** The part of the interval inside the bounds; undefined when there is none. */
export function clip(interval: Interval, bounds: Interval): Interval | undefined {
  const start = Math.max(interval[0], bounds[0])
  const end = Math.min(interval[1], bounds[1])
  return start < end ? [start, end] : undefined
}

/** The intervals in order of their start: the same array when it is in order already. */
export function inOrder<T extends Interval>(intervals: readonly T[]): readonly T[] {
  let last = Number.NEGATIVE_INFINITY
  for (const interval of intervals) {
    if (interval[0] < last) return intervals.toSorted((one, other) => one[0] - other[0])
    last = interval[0]
  }
  return intervals
}

/** All that any of them covers: ascending, disjoint, not touching, none empty. They may come in any order. */
export function union(...lists: readonly (readonly Interval[])[]): Interval[] {
  const all = inOrder(lists.length === 1 ? (lists[0] ?? []) : lists.flat())
  const merged: Interval[] = []
  let open: [start: Instant, end: Instant] | undefined
  for (const [start, end] of all) {
    if (end <= start) continue
    if (open && start <= open[1]) open[1] = Math.max(open[1], end)
    else merged.push((open = [start, end]))
  }
  return merged
}
