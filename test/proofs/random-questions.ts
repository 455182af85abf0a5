import type { PlainQuestion } from './independent-slots.ts'

/** A number from 0 up to and without `sides`. */
export type Dice = (sides: number) => number

/** Marsaglia's xorshift32: the same seed gives the same throws, so that a failing question can be asked again. */
export function dice(seed: number): Dice {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0 || 1
  return (sides) => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % sides
  }
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/*
 * Where clocks do something odd: changes by half an hour, zones off by three quarters, changes at midnight, at 00:01 and
 * backwards over midnight, whole dates skipped or repeated, offsets with seconds, a two-hour change, Ramadan.
 */
const oddPlaces: readonly (readonly [zone: string, year: number])[] = [
  ['Australia/Lord_Howe', 2026],
  ['Australia/Lord_Howe', 2027],
  ['Pacific/Chatham', 2026],
  ['Asia/Kathmandu', 1985],
  ['Australia/Eucla', 2008],
  ['Asia/Kolkata', 1945],
  ['Asia/Tehran', 2021],
  ['America/St_Johns', 2010],
  ['America/St_Johns', 2026],
  ['America/Havana', 2026],
  ['America/Santiago', 2026],
  ['America/Asuncion', 2023],
  ['America/Sao_Paulo', 2018],
  ['Asia/Beirut', 2026],
  ['Africa/Cairo', 2026],
  ['Asia/Gaza', 2026],
  ['Asia/Amman', 2021],
  ['Atlantic/Azores', 2026],
  ['America/Scoresbysund', 2023],
  ['Antarctica/Troll', 2026],
  ['Africa/Casablanca', 2024],
  ['Asia/Pyongyang', 2015],
  ['Asia/Pyongyang', 2018],
  ['America/Caracas', 2007],
  ['America/Caracas', 2016],
  ['Pacific/Apia', 2011],
  ['Pacific/Fakaofo', 2011],
  ['Pacific/Kwajalein', 1993],
  ['Pacific/Kwajalein', 1969],
  ['Pacific/Kiritimati', 1994],
  ['Pacific/Enderbury', 1994],
  ['Pacific/Guam', 1944],
  ['Africa/Monrovia', 1972],
  ['Europe/Dublin', 1971],
  ['Europe/Moscow', 2011],
  ['Europe/Lisbon', 2026],
  ['Europe/Berlin', 2026],
  ['America/New_York', 2026],
  ['America/Nuuk', 2024],
  ['Australia/Sydney', 2027],
]

const allZones = Intl.supportedValuesOf('timeZone')

/** A question about some days around a change of the clocks, with as many oddities as the dice give. */
export function randomQuestion(seed: number): PlainQuestion {
  const roll = dice(seed)
  const { zone, changeAt } = pickChange(roll)
  const from = changeAt - roll(5 * 24) * hour - (roll(3) === 0 ? roll(3600) * 1000 : 0)
  const range: [number, number] = [from, from + pick(roll, [hour, day, 2 * day, 2 * day, 3 * day, 7 * day])]
  const increment = pick(roll, [5, 7, 10, 15, 20, 30, 45, 60, 90])
  const hasNotice = roll(3) === 0
  return {
    schedule: {
      timeZone: zone,
      weekly: weeklyHours(roll),
      overrides: overridesNear(roll, changeAt, zone),
    },
    busy: busyNear(roll, range),
    duration: pick(roll, [5, 15, 15, 20, 30, 30, 45, 60, 75, roll(8) ? 120 : 1500]),
    increment,
    ...(hasNotice && {
      now: textOf(changeAt - roll(4 * 48) * 30 * minute + roll(90) * 1000),
      notice: pick(roll, [0, 1, 60, 120, 1440, 2880]),
    }),
    ...(roll(2) && { bufferBefore: pick(roll, [0, 5, 10, 30, 90]) }),
    ...(roll(2) && { bufferAfter: pick(roll, [0, 5, 15, 60]) }),
    range: [textOf(range[0]), textOf(range[1])],
  }
}

function pickChange(roll: Dice): { zone: string; changeAt: number } {
  const isOdd = roll(5) < 3
  const [zone, year] = isOdd ? pick(roll, oddPlaces) : [pick(roll, allZones), 1950 + roll(90)]
  const changes = changesOf(zone, year)
  const changeAt = changes.length > 0 ? pick(roll, changes) : Date.UTC(year, roll(12), 1 + roll(28))
  return { zone, changeAt }
}

const known = new Map<string, number[]>()

function changesOf(zone: string, year: number): number[] {
  const key = `${zone} ${year}`
  const changes = known.get(key) ?? readChanges(zone, year)
  known.set(key, changes)
  return changes
}

function readChanges(zone: string, year: number): number[] {
  const changes: number[] = []
  let at = Temporal.ZonedDateTime.from(`${year}-01-01T00:00[${zone}]`).subtract({ days: 2 })
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (!next || next.year > year) return changes
    changes.push(next.epochMilliseconds)
    at = next
  }
}

function weeklyHours(roll: Dice): Record<string, [string, string][]> {
  const weekdays = ['1', '2', '3', '4', '5', '6', '7'].filter(() => roll(6) > 0)
  const same = windows(roll)
  const isUniform = roll(3) === 0
  return Object.fromEntries(weekdays.map((weekday) => [weekday, isUniform ? same : windows(roll)]))
}

function overridesNear(roll: Dice, changeAt: number, zone: string): Record<string, [string, string][]> {
  const middle = Temporal.Instant.fromEpochMilliseconds(changeAt).toZonedDateTimeISO(zone).toPlainDate()
  const dates = Array.from({ length: roll(5) }, () => middle.add({ days: roll(6) - 2 }).toString())
  return Object.fromEntries(dates.map((date) => [date, roll(3) === 0 ? [] : windows(roll)]))
}

function windows(roll: Dice): [string, string][] {
  return Array.from({ length: 1 + roll(3) }, () => {
    const from = clock(roll)
    return [from, roll(6) === 0 ? '24:00' : clock(roll)]
  })
}

// Mostly in the small hours, where clocks change, on quarters and sometimes between.
function clock(roll: Dice): string {
  const hours = roll(2) ? roll(5) : roll(24)
  const minutes = roll(4) === 0 ? roll(60) : 15 * roll(4)
  return `${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`
}

// Single ones, nests of ever smaller ones, twins, touching ones and empty ones, to the second, in no order.
function busyNear(roll: Dice, [from, until]: [number, number]): [string, string][] {
  const busy: [string, string][] = []
  for (let left = roll(14); left > 0; left -= 1) {
    let start = from - day + roll(Math.ceil((until - from + 2 * day) / minute)) * minute
    if (roll(4) === 0) start += roll(60) * 1000
    let end = start + pick(roll, [0, 1000, 15 * minute, 30 * minute, hour, 3 * hour, 20 * hour])
    busy.push([textOf(start), textOf(end)])
    for (let depth = roll(4); depth > 0 && end - start > 4000; depth -= 1) {
      const quarter = Math.floor((end - start) / 4000) * 1000
      start += roll(2) * quarter
      end -= roll(2) * quarter
      busy.push([textOf(start), textOf(end)])
    }
    if (roll(5) === 0) busy.push([textOf(end), textOf(end + 10 * minute)])
  }
  return busy
}

function pick<T>(roll: Dice, among: readonly T[]): T {
  return among[roll(among.length)] as T
}

function textOf(at: number): string {
  return Temporal.Instant.fromEpochMilliseconds(Math.floor(at / 1000) * 1000).toString({
    smallestUnit: 'second',
  })
}
