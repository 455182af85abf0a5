import { describe, expect, test } from 'vitest'

import {
  firstOwnWindows,
  horizonOf,
  isSameSchedule,
  isSoundWindow,
  refuseHours,
  tidyHours,
  usualSchedule,
  type Weekday,
  weekdays,
  type Window,
} from './schedule.ts'

type Weekly = Partial<Record<Weekday, Window[]>>

describe('the usual schedule', () => {
  test('is nine to five from Monday to Friday in the person’s zone', () => {
    const { timeZone, weekly, overrides } = usualSchedule('Asia/Tokyo')
    expect(timeZone).toBe('Asia/Tokyo')
    expect(weekdays.map((day) => weekly[day])).toEqual([
      ...Array.from({ length: 5 }, () => [['09:00', '17:00']]),
      [],
      [],
    ])
    expect(overrides).toEqual({})
  })

  test('is sound', () => {
    expect(refuseHours(usualSchedule('Europe/Lisbon'))).toEqual([])
  })
})

describe('hours are refused', () => {
  test.each<[string, Weekly, string[], string]>([
    [
      'a start that is no time',
      { '1': [['9:00', '17:00']] },
      ['weekly', '1', '0'],
      '“9:00” is not a time. Write it like 09:30.',
    ],
    [
      'a start at the end of the day',
      { '7': [['24:00', '01:00']] },
      ['weekly', '7', '0'],
      '“24:00” is not a time. Write it like 09:30.',
    ],
    [
      'an end that is no time',
      { '3': [['09:00', '25:00']] },
      ['weekly', '3', '0'],
      '“25:00” is not a time. Write it like 17:30.',
    ],
    [
      'minutes that do not exist',
      { '3': [['09:00', '09:60']] },
      ['weekly', '3', '0'],
      '“09:60” is not a time. Write it like 17:30.',
    ],
    [
      'an empty window, the second of its day',
      {
        '2': [
          ['09:00', '12:00'],
          ['13:00', '13:00'],
        ],
      },
      ['weekly', '2', '1'],
      'It ends when it starts. Choose another end, or remove it.',
    ],
  ])('with %s', (_, weekly, path, sentence) => {
    expect(refuseHours({ weekly, overrides: {} })).toEqual([{ path, sentence }])
  })

  test.each([
    ['2026-02-30', [], ['overrides', '2026-02-30'], '“2026-02-30” is not a date.'],
    ['tomorrow', [], ['overrides', 'tomorrow'], '“tomorrow” is not a date.'],
    ['2026-11-03', [['', '10:00']], ['overrides', '2026-11-03', '0'], 'Say when it starts.'],
  ] as [string, Window[], string[], string][])('on the date %s', (date, windows, path, sentence) => {
    expect(refuseHours({ weekly: {}, overrides: { [date]: windows } })).toEqual([{ path, sentence }])
  })

  test('with more dates than anyone keeps', () => {
    const dates = Array.from({ length: 401 }, (_, day) =>
      new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
    )
    const overrides = Object.fromEntries(dates.map((date) => [date, []]))
    expect(refuseHours({ weekly: {}, overrides })).toEqual([
      { path: ['overrides'], sentence: 'At most 400 dates can have hours of their own.' },
    ])
  })

  test('once for each place that is wrong', () => {
    const wrong: Window[] = [
      ['x', '10:00'],
      ['10:00', '10:00'],
    ]
    const paths = refuseHours({ weekly: { '1': wrong }, overrides: { '2026-11-03': wrong } }).map(
      ({ path }) => path.join('.'),
    )
    expect(paths).toEqual(['weekly.1.0', 'weekly.1.1', 'overrides.2026-11-03.0', 'overrides.2026-11-03.1'])
  })
})

test.each<[string, Window[]]>([
  ['running into the next date', [['22:00', '02:00']]],
  ['ending at midnight', [['09:00', '24:00']]],
  ['the whole day', [['00:00', '24:00']]],
  [
    'overlapping',
    [
      ['09:00', '12:00'],
      ['11:00', '13:00'],
    ],
  ],
  ['none', []],
])('windows %s are sound', (_, windows) => {
  expect(refuseHours({ weekly: { '1': windows }, overrides: { '2024-02-29': windows } })).toEqual([])
})

test('the horizon counts today as its first day', () => {
  const schedule = { ...usualSchedule('Europe/Lisbon'), daysAhead: 14 }
  expect(horizonOf('2026-10-23', schedule)).toEqual({ fromDate: '2026-10-23', untilDate: '2026-11-05' })
  expect(horizonOf('2026-12-31', { ...schedule, daysAhead: 1 })).toEqual({
    fromDate: '2026-12-31',
    untilDate: '2026-12-31',
  })
})

test.each<[Window, boolean]>([
  [['09:00', '17:00'], true],
  [['22:00', '02:00'], true],
  [['', '17:00'], false],
  [['09:00', ''], false],
  [['09:00', '09:00'], false],
])('the window %s is sound: %s', (window, answer) => {
  expect(isSoundWindow(window)).toBe(answer)
})

test('hours are kept in order, joined, with every day, and without dates that have passed', () => {
  const kept = tidyHours(
    {
      timeZone: 'Europe/Lisbon',
      weekly: {
        '1': [
          ['13:00', '17:00'],
          ['09:00', '12:00'],
          ['11:00', '12:30'],
        ],
      },
      overrides: { '2026-12-24': [], '2026-10-22': [], '2026-10-23': [['10:00', '12:00']] },
    },
    '2026-10-23',
  )
  expect(kept.weekly).toEqual({
    '1': [
      ['09:00', '12:30'],
      ['13:00', '17:00'],
    ],
    '2': [],
    '3': [],
    '4': [],
    '5': [],
    '6': [],
    '7': [],
  })
  expect(Object.entries(kept.overrides)).toEqual([
    ['2026-10-23', [['10:00', '12:00']]],
    ['2026-12-24', []],
  ])
})

describe('two schedules say the same', () => {
  const schedule = { ...usualSchedule('Europe/Lisbon'), overrides: { '2026-12-24': [], '2026-12-25': [] } }

  test('when only the order of days, dates and names differs', () => {
    const { weekly, ...rest } = schedule
    const { '6': _, ...workdays } = weekly
    const other = { weekly: workdays, ...rest, overrides: { '2026-12-25': [], '2026-12-24': [] } }
    expect(isSameSchedule(schedule, other)).toBe(true)
  })

  test('not when anything else does', () => {
    expect(isSameSchedule(schedule, { ...schedule, daysAhead: 15 })).toBe(false)
    expect(isSameSchedule(schedule, { ...schedule, timeZone: 'Europe/Madrid' })).toBe(false)
    expect(
      isSameSchedule(schedule, { ...schedule, weekly: { ...schedule.weekly, '6': [['09:00', '10:00']] } }),
    ).toBe(false)
    expect(isSameSchedule(schedule, { ...schedule, overrides: { '2026-12-24': [] } })).toBe(false)
  })
})

describe('hours of a date’s own', () => {
  const { weekly } = usualSchedule('UTC')
  const early: Window[] = [
    ['06:00', '10:00'],
    ['', '12:00'],
  ]

  test.each<[string, Weekly, Window[]]>([
    ['as on its weekday', { ...weekly, '2': [['12:00', '20:00']] }, [['12:00', '20:00']]],
    ['without what is half typed', { ...weekly, '2': early }, [['06:00', '10:00']]],
    ['as on a usual day, where its weekday is closed', { ...weekly, '2': [] }, [['09:00', '17:00']]],
    ['as on a usual day, where nothing is said of it', {}, [['09:00', '17:00']]],
  ])('begin %s', (_, hours, windows) => {
    // A Tuesday.
    expect(firstOwnWindows({ weekly: hours }, '2026-11-03')).toEqual(windows)
  })
})
