import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

import { describe, expect, test, vi } from 'vitest'

import { DAY, HOUR, type Instant, MINUTE, parseInstant, SECOND, toIso } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'
import { isTimeZone } from '#time/zone.ts'

import type { Window } from './schedule.ts'
import { isOffered, listSlots, type SlotQuestion } from './slots.ts'
import { windowsOf } from './windows.ts'

// Whole processes and hundreds of questions: on a busy machine that is more than a moment.
vi.setConfig({ testTimeout: 30_000 })

describe('the rules, one by one', () => {
  test('2: a time that does not exist moves forward by the gap', () => {
    // Lisbon, 29 March 2026: 01:00 becomes 02:00.
    expect(starts({ overrides: { '2026-03-29': [['01:30', '03:30']] } }, '2026-03-29', '2026-03-30')).toEqual(
      ['2026-03-29T01:30:00Z', '2026-03-29T02:00:00Z'],
    )
  })

  test('2: a time that exists twice means the earlier', () => {
    // Lisbon, 25 October 2026: 02:00 becomes 01:00, so 01:30 to 02:30 is two hours long.
    expect(starts({ overrides: { '2026-10-25': [['01:30', '02:30']] } }, '2026-10-25', '2026-10-26')).toEqual(
      ['2026-10-25T00:30:00Z', '2026-10-25T01:00:00Z', '2026-10-25T01:30:00Z', '2026-10-25T02:00:00Z'],
    )
  })

  test('2: a window whose end is then not after its start is empty', () => {
    // 01:45 moves to 02:45, which is after 02:30.
    expect(starts({ overrides: { '2026-03-29': [['01:45', '02:30']] } }, '2026-03-29', '2026-03-30')).toEqual(
      [],
    )
  })

  test('3 and 4: windows of one date that touch share one grid', () => {
    const touching = {
      overrides: {
        '2026-11-03': [
          ['10:00', '10:50'],
          ['10:50', '12:00'],
        ] as Window[],
      },
    }
    expect(starts(touching, '2026-11-03', '2026-11-04')).toEqual([
      '2026-11-03T10:00:00Z',
      '2026-11-03T10:30:00Z',
      '2026-11-03T11:00:00Z',
      '2026-11-03T11:30:00Z',
    ])
  })

  test('4: the grid does not restart after busy time and does not round', () => {
    const question = ask({ overrides: { '2026-11-03': [['09:10', '11:10']] } }, '2026-11-03', '2026-11-04', {
      busy: [busy('2026-11-03T09:10:00Z', '2026-11-03T09:41:00Z')],
    })
    expect(listSlots(question).map(toIso)).toEqual(['2026-11-03T10:10:00Z', '2026-11-03T10:40:00Z'])
  })

  test('4: neither range nor now move the grid', () => {
    const hours = { overrides: { '2026-11-03': [['09:10', '11:10']] as Window[] } }
    const question = ask(hours, '2026-11-03', '2026-11-04', {
      range: [at('2026-11-03T09:20:00Z'), at('2026-11-03T10:11:00Z')],
    })
    expect(listSlots(question).map(toIso)).toEqual(['2026-11-03T09:40:00Z', '2026-11-03T10:10:00Z'])
  })

  test('5: a slot may span midnight from one window into the next', () => {
    const hours = {
      overrides: { '2026-11-03': [['23:00', '24:00']], '2026-11-04': [['00:00', '00:30']] } as Record<
        string,
        Window[]
      >,
    }
    expect(starts(hours, '2026-11-03', '2026-11-05', { durationMinutes: 60 })).toEqual([
      '2026-11-03T23:00:00Z',
      '2026-11-03T23:30:00Z',
    ])
  })

  test('5: where windows of two dates overlap, both grids count, each start once', () => {
    const hours = {
      weekly: { '2': [['22:00', '02:00']], '3': [['01:00', '02:20']] } as Record<string, Window[]>,
    }
    const found = starts(hours, '2026-11-03', '2026-11-05', { incrementMinutes: 40, durationMinutes: 20 })
    expect(found.filter((iso) => iso >= '2026-11-04')).toEqual([
      '2026-11-04T00:00:00Z',
      '2026-11-04T00:40:00Z',
      '2026-11-04T01:00:00Z',
      '2026-11-04T01:20:00Z',
      '2026-11-04T01:40:00Z',
    ])
  })

  test.each([
    ['touching before', '2026-11-03T09:00:00Z', '2026-11-03T09:50:00Z', true],
    ['a second into the buffer before', '2026-11-03T09:00:00Z', '2026-11-03T09:50:01Z', false],
    ['touching after', '2026-11-03T10:45:00Z', '2026-11-03T12:00:00Z', true],
    ['a second into the buffer after', '2026-11-03T10:44:59Z', '2026-11-03T12:00:00Z', false],
    ['inside', '2026-11-03T10:10:00Z', '2026-11-03T10:11:00Z', false],
    ['around', '2026-11-02T10:10:00Z', '2026-11-05T10:11:00Z', false],
    ['empty', '2026-11-03T10:10:00Z', '2026-11-03T10:10:00Z', true],
  ])('5: busy time %s', (_, from, to, free) => {
    const question = ask({ overrides: { '2026-11-03': [['09:00', '12:00']] } }, '2026-11-03', '2026-11-04', {
      bufferBeforeMinutes: 10,
      bufferAfterMinutes: 15,
      busy: [busy(from, to)],
    })
    expect(isOffered(question, at('2026-11-03T10:00:00Z'))).toBe(free)
  })

  test('6: notice is elapsed time, and just enough is enough', () => {
    // New York, 8 March 2026: the day before counts 23 hours.
    const hours = {
      timeZone: 'America/New_York',
      overrides: { '2026-03-08': [['09:00', '11:00']] as Window[] },
    }
    const question = ask(hours, '2026-03-08', '2026-03-09', {
      now: at('2026-03-07T13:30:00Z'),
      noticeMinutes: 24 * 60,
    })
    expect(listSlots(question).map(toIso)[0]).toBe('2026-03-08T13:30:00Z')
  })

  test('8: an override cuts what runs over from the date before, and may itself run over', () => {
    const week = { '2': [['22:00', '02:00']], '3': [['22:00', '02:00']] } as Record<string, Window[]>
    const closed = { weekly: week, overrides: { '2026-11-04': [] as Window[] } }
    expect(spans(closed, '2026-11-03', '2026-11-06')).toEqual([
      ['2026-11-03T22:00:00Z', '2026-11-04T00:00:00Z'],
    ])
    const moved = { weekly: week, overrides: { '2026-11-04': [['23:00', '01:00']] as Window[] } }
    expect(spans(moved, '2026-11-03', '2026-11-06')).toEqual([
      ['2026-11-03T22:00:00Z', '2026-11-04T00:00:00Z'],
      ['2026-11-04T23:00:00Z', '2026-11-05T01:00:00Z'],
    ])
  })

  test('8: the cut falls on the first instant of a date that begins at half past midnight', () => {
    // Toronto, 31 March 1919: 23:30 became 00:30.
    const hours = {
      timeZone: 'America/Toronto',
      weekly: { '7': [['22:00', '02:00']] } as Record<string, Window[]>,
      overrides: { '1919-03-31': [] as Window[] },
    }
    expect(spans(hours, '1919-03-30', '1919-04-02')).toEqual([
      ['1919-03-31T03:00:00Z', '1919-03-31T04:30:00Z'],
    ])
  })

  test('10: the whole day, around the clock, goes on from date to date', () => {
    const always = Object.fromEntries(
      [1, 2, 3, 4, 5, 6, 7].map((day) => [day, [['00:00', '24:00']] as Window[]]),
    )
    const found = starts({ timeZone: 'Europe/Berlin', weekly: always }, '2026-10-20', '2026-10-30', {
      durationMinutes: 60,
    })
    expect(found).toHaveLength(480)
  })
})

describe('against a naive reading of the rules with Temporal', () => {
  const rounds = 600

  test(`${rounds} random questions around clock changes`, () => {
    const random = randomFrom(20_261_023)
    let offered = 0
    for (let round = 0; round < rounds; round++) {
      const question = randomQuestion(random)
      const found = listSlots(question)
      expect(found.map(toIso), JSON.stringify(question)).toEqual(naiveSlots(question).map(toIso))
      offered += found.length
    }
    expect(offered).toBeGreaterThan(10 * rounds)
  })

  test('a range asked in parts equals the range asked at once', () => {
    const random = randomFrom(7)
    for (let round = 0; round < 60; round++) {
      const question = randomQuestion(random)
      const [from, to] = question.range
      const cuts = [
        from,
        ...Array.from({ length: 6 }, () => from + random.below(to - from)).toSorted((a, b) => a - b),
        to,
      ]
      const parts = cuts
        .slice(1)
        .flatMap((end, index) => listSlots({ ...question, range: [cuts[index] ?? end, end] }))
      expect(parts).toEqual(listSlots(question))
    }
  })

  test('what is offered is bookable, and nothing else is', () => {
    const random = randomFrom(11)
    for (let round = 0; round < 40; round++) {
      const question = randomQuestion(random)
      const found = new Set(listSlots(question))
      for (const start of found) expect(isOffered(question, start)).toBe(true)
      for (let probe = 0; probe < 40; probe++) {
        const start =
          question.range[0] + random.below((question.range[1] - question.range[0]) / MINUTE) * MINUTE
        expect(isOffered(question, start)).toBe(found.has(start))
      }
    }
  })
})

describe('the command', () => {
  const source = fileURLToPath(new URL('../../tools/slots.ts', import.meta.url))
  const run = (input: string, timeZone = 'UTC') =>
    spawnSync(process.execPath, [source], { input, encoding: 'utf8', env: { ...process.env, TZ: timeZone } })

  test('answers the same under every TZ of the machine', () => {
    const random = randomFrom(5)
    const questions = Array.from({ length: 60 }, () => randomQuestion(random))
    const input = JSON.stringify(questions.map(asJson))
    const expected = `${JSON.stringify(questions.map((question) => listSlots(question).map(toIso)))}\n`
    for (const timeZone of ['UTC', 'America/New_York', 'Pacific/Apia'])
      expect(run(input, timeZone).stdout).toBe(expected)
  })

  test('refuses with one line, nothing on standard output, and status 2', () => {
    const question = asJson(ask({}, '2026-11-03', '2026-11-04'))
    const refused = run(JSON.stringify([question, { ...question, duration: 0 }]))
    expect(refused).toMatchObject({ status: 2, stdout: '' })
    expect(refused.stderr).toBe('[1] duration: 0 is not a whole number of minutes, 1 or more\n')
    expect(run('{"duration": ')).toMatchObject({ status: 2, stdout: '' })
  })
})

type Hours = { timeZone?: string; weekly?: Record<string, Window[]>; overrides?: Record<string, Window[]> }

function ask(hours: Hours, from: string, to: string, more: Partial<SlotQuestion> = {}): SlotQuestion {
  return {
    schedule: { timeZone: 'Europe/Lisbon', weekly: {}, overrides: {}, ...hours },
    busy: [],
    durationMinutes: 30,
    incrementMinutes: 30,
    noticeMinutes: 0,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    range: [at(`${from}T00:00:00Z`), at(`${to}T00:00:00Z`)],
    ...more,
  }
}

function starts(hours: Hours, from: string, to: string, more: Partial<SlotQuestion> = {}): string[] {
  return listSlots(ask(hours, from, to, more)).map(toIso)
}

function spans(hours: Hours, from: string, to: string): string[][] {
  const { schedule, range } = ask(hours, from, to)
  return windowsOf(schedule, range).map((window) => window.map(toIso))
}

function at(iso: string): Instant {
  return parseInstant(iso) ?? Number.NaN
}

function busy(from: string, to: string): Interval {
  return [at(from), at(to)]
}

function asJson(question: SlotQuestion): Record<string, unknown> {
  const isoPair = (interval: Interval) => interval.map(toIso)
  return {
    schedule: question.schedule,
    busy: question.busy.map(isoPair),
    duration: question.durationMinutes,
    increment: question.incrementMinutes,
    notice: question.noticeMinutes,
    bufferBefore: question.bufferBeforeMinutes,
    bufferAfter: question.bufferAfterMinutes,
    ...(question.now !== undefined && { now: toIso(question.now) }),
    range: isoPair(question.range),
  }
}

/** SLOTS.md read word for word: every date, every grid point, every busy interval; nothing shared with the engine. */
function naiveSlots(question: SlotQuestion): Instant[] {
  const { schedule, range } = question
  const zone = schedule.timeZone
  const first = Temporal.Instant.fromEpochMilliseconds(range[0])
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .subtract({ days: 5 })
  const count = Math.ceil((range[1] - range[0]) / DAY) + 12 + Math.ceil(question.durationMinutes / 1440)
  const windows = Array.from({ length: count }, (_, index) =>
    naiveWindows(schedule, first.add({ days: index })),
  ).flat()
  const found = windows.flatMap(([start, end]) => {
    const grid: Instant[] = []
    for (let time = start; time < end; time += question.incrementMinutes * MINUTE) grid.push(time)
    return grid
  })
  return [...new Set(found)].filter((time) => isFree(question, windows, time)).toSorted((a, b) => a - b)
}

function isFree(question: SlotQuestion, windows: Interval[], time: Instant): boolean {
  const end = time + question.durationMinutes * MINUTE
  const from = time - question.bufferBeforeMinutes * MINUTE
  const to = end + question.bufferAfterMinutes * MINUTE
  if (time < question.range[0] || time >= question.range[1]) return false
  if (question.now !== undefined && time < question.now + question.noticeMinutes * MINUTE) return false
  if (question.busy.some(([start, stop]) => start < stop && start < to && from < stop)) return false
  let reached = time
  for (;;) {
    const window = windows.find(([start, stop]) => start <= reached && reached < stop)
    if (!window) return false
    if (window[1] >= end) return true
    reached = window[1]
  }
}

function naiveWindows(schedule: SlotQuestion['schedule'], date: Temporal.PlainDate): Interval[] {
  const weekly: Record<string, readonly Readonly<Window>[]> = schedule.weekly
  const pairs = schedule.overrides[date.toString()] ?? weekly[String(date.dayOfWeek)] ?? []
  const cuts = [1, 2]
    .map((days) => date.add({ days }))
    .filter((later) => schedule.overrides[later.toString()] !== undefined)
    .map((later) => later.toZonedDateTime(schedule.timeZone).epochMilliseconds)
  const windows = pairs
    .map(([from, to]): [Instant, Instant] => {
      const runsOver = to === '24:00' || to <= from
      const start = naiveInstant(schedule.timeZone, date, from)
      const end = naiveInstant(
        schedule.timeZone,
        runsOver ? date.add({ days: 1 }) : date,
        to === '24:00' ? '00:00' : to,
      )
      return [start, Math.min(end, ...cuts)]
    })
    .filter(([start, end]) => start < end)
  return naiveUnion(windows)
}

function naiveInstant(timeZone: string, date: Temporal.PlainDate, time: string): Instant {
  return date.toPlainDateTime(time).toZonedDateTime(timeZone, { disambiguation: 'compatible' })
    .epochMilliseconds
}

function naiveUnion(windows: [Instant, Instant][]): Interval[] {
  for (const one of windows) {
    const other = windows.find((window) => window !== one && window[0] <= one[1] && one[0] <= window[1])
    if (!other) continue
    const rest = windows.filter((window) => window !== one && window !== other)
    return naiveUnion([...rest, [Math.min(one[0], other[0]), Math.max(one[1], other[1])]])
  }
  return windows
}

type Random = { below(limit: number): number; of<T>(choices: readonly T[]): T }

function randomFrom(seed: number): Random {
  let state = seed
  const next = () => {
    // Mulberry32.
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return { below, of: <T>(choices: readonly T[]) => choices[below(choices.length)] as T }
}

/** Zones with an odd rule, each with a day near one of its changes. */
const places: readonly [zone: string, near: string][] = [
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Europe/Lisbon', '2026-10-25'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Pacific/Apia', '2011-12-30'],
  ['Pacific/Kwajalein', '1993-08-21'],
  ['Asia/Beirut', '2026-03-29'],
  ['Asia/Beirut', '2026-10-25'],
  ['America/Santiago', '2026-09-06'],
  ['America/Santiago', '2026-04-05'],
  ['America/Asuncion', '2023-10-01'],
  ['America/Asuncion', '2024-03-24'],
  ['Africa/Cairo', '2026-04-24'],
  ['Africa/Casablanca', '2025-02-23'],
  ['America/Havana', '2026-03-08'],
  ['America/St_Johns', '2010-11-07'],
  ['America/St_Johns', '2010-03-14'],
  ['America/Toronto', '1919-03-31'],
  ['Asia/Kathmandu', '2026-05-05'],
  ['Pacific/Chatham', '2026-09-27'],
  ['Antarctica/Troll', '2026-03-29'],
  ['Europe/Dublin', '2026-03-29'],
  ['Asia/Kolkata', '2026-10-23'],
  ['Africa/Monrovia', '1972-01-07'],
  ['America/Nuuk', '2026-03-29'],
  ['Europe/London', '2095-03-27'],
]

function randomQuestion(random: Random): SlotQuestion {
  const [timeZone, near] = random.of(places)
  expect(isTimeZone(timeZone)).toBe(true)
  const centre = at(`${near}T00:00:00Z`)
  const date = (offset: number) => toIso(centre + offset * DAY).slice(0, 10)
  const span = 1 + random.below(5)
  const from = centre - random.below(4) * DAY + random.below(24) * HOUR
  const range: Interval = [from, from + span * DAY]
  const aroundRange = () => from - DAY + random.below((span + 2) * 86_400) * SECOND
  const overrides = Array.from({ length: random.below(4) }, () => [
    date(random.below(7) - 3),
    randomWindows(random),
  ])
  return {
    schedule: {
      timeZone,
      weekly: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [day, randomWindows(random)])),
      overrides: Object.fromEntries(overrides),
    },
    busy: Array.from({ length: random.of([0, 1, 4, 12]) }, (): Interval => {
      const start = random.of([aroundRange(), Math.floor(aroundRange() / (15 * MINUTE)) * 15 * MINUTE])
      return [start, start + random.of([0, 1, 900, 1800, 5400, random.below(100_000)]) * SECOND]
    }),
    durationMinutes: random.of([5, 15, 25, 30, 60, 90, 240, 1500]),
    incrementMinutes: random.of([5, 10, 15, 20, 30, 45, 60, 97]),
    noticeMinutes: random.of([0, 0, 60, 1440]),
    bufferBeforeMinutes: random.of([0, 0, 5, 15]),
    bufferAfterMinutes: random.of([0, 0, 10, 30]),
    now: random.of([undefined, aroundRange()]),
    range,
  }
}

function randomWindows(random: Random): Window[] {
  const time = () =>
    `${String(random.below(24)).padStart(2, '0')}:${random.of(['00', '30', '15', '01', '59'])}`
  const nightly = () =>
    random.of(['00:00', '00:30', '01:00', '01:30', '02:00', '02:15', '02:30', '03:00', '23:00', '23:30'])
  return Array.from({ length: random.of([0, 1, 1, 1, 2, 3]) }, (): Window => {
    const from = random.of([time(), nightly()])
    return [from, random.of([time(), nightly(), '24:00', from])]
  })
}
