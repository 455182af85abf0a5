/*
 * A second reading of the rules of slots, to hold the engine against. It shares no code with `src/`, asks Temporal for
 * every single wall time, and tries every start against every interval: slow, and plain enough to be checked by eye.
 */

/** The question as `npm run slots` takes it. */
export type PlainQuestion = {
  schedule: {
    timeZone: string
    weekly: Record<string, [string, string][]>
    overrides: Record<string, [string, string][]>
  }
  busy: [string, string][]
  duration: number
  increment: number
  notice?: number
  bufferBefore?: number
  bufferAfter?: number
  now?: string
  range: [string, string]
}

type Span = { start: number; end: number }

const minute = 60_000

/** The starts that are offered, as `YYYY-MM-DDTHH:MM:SSZ`, ascending. */
export function independentSlots(question: PlainQuestion): string[] {
  const range = spanOf(question.range)
  const duration = question.duration * minute
  const windows = listWindows(question, range.start, range.end + duration)
  const busy = question.busy.map(spanOf).filter(({ start, end }) => start < end)
  const earliest =
    question.now === undefined
      ? range.start
      : Math.max(range.start, instantOf(question.now) + (question.notice ?? 0) * minute)

  const offered = new Set<number>()
  for (const window of windows) {
    for (let start = window.start; start < window.end; start += question.increment * minute) {
      if (start < earliest || start >= range.end) continue
      if (isOpen(windows, start, start + duration) && isFree(question, busy, start)) offered.add(start)
    }
  }
  return [...offered].toSorted((one, other) => one - other).map(textOf)
}

// The windows of all dates that could matter, those of one date joined where they meet.
function listWindows({ schedule }: PlainQuestion, from: number, until: number): Span[] {
  const zone = schedule.timeZone
  const last = dateAt(until, zone).add({ days: 4 })
  // A date with hours of its own begins anew: nothing of an earlier date reaches beyond its first instant.
  const begins = Object.keys(schedule.overrides).map((text) => {
    const date = Temporal.PlainDate.from(text)
    return { date, at: date.toZonedDateTime(zone).epochMilliseconds }
  })
  const windows: Span[] = []
  let date = dateAt(from, zone).subtract({ days: 5 })
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    const told = schedule.overrides[date.toString()] ?? schedule.weekly[String(date.dayOfWeek)] ?? []
    const closes = Math.min(
      ...begins.filter((one) => Temporal.PlainDate.compare(one.date, date) > 0).map((one) => one.at),
    )
    const spans = told.map((window) => resolve(window, date, zone))
    const kept = spans.map(({ start, end }) => ({ start, end: Math.min(end, closes) }))
    windows.push(...join(kept.filter(({ start, end }) => start < end)))
  }
  return windows
}

function resolve([from, to]: [string, string], date: Temporal.PlainDate, zone: string): Span {
  const runsOver = to === '24:00' || to <= from
  const endDate = runsOver ? date.add({ days: 1 }) : date
  return { start: atClock(date, from, zone), end: atClock(endDate, to === '24:00' ? '00:00' : to, zone) }
}

function atClock(date: Temporal.PlainDate, time: string, zone: string): number {
  const wall = date.toPlainDateTime(Temporal.PlainTime.from(time))
  return wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
}

function join(spans: Span[]): Span[] {
  const joined: Span[] = []
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const before = joined.at(-1)
    if (before && span.start <= before.end) before.end = Math.max(before.end, span.end)
    else joined.push({ ...span })
  }
  return joined
}

// Walks from window to window as long as one takes over where another ends.
function isOpen(windows: readonly Span[], start: number, end: number): boolean {
  let reached = start
  while (reached < end) {
    let next = reached
    for (const window of windows)
      if (window.start <= reached && reached < window.end) next = Math.max(next, window.end)
    if (next === reached) return false
    reached = next
  }
  return true
}

function isFree(question: PlainQuestion, busy: readonly Span[], start: number): boolean {
  const from = start - (question.bufferBefore ?? 0) * minute
  const until = start + (question.duration + (question.bufferAfter ?? 0)) * minute
  return busy.every((taken) => taken.end <= from || until <= taken.start)
}

function dateAt(at: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDate()
}

function spanOf([start, end]: [string, string]): Span {
  return { start: instantOf(start), end: instantOf(end) }
}

function instantOf(text: string): number {
  return Temporal.Instant.from(text).epochMilliseconds
}

function textOf(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(at).toString({ smallestUnit: 'second' })
}
