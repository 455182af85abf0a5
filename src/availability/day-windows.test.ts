import { describe, expect, test } from 'vitest'

import { endsNextDate, listOverlaps, mergeWindows, suggestWindow } from './day-windows.ts'
import type { Window } from './schedule.ts'

describe('windows of one date', () => {
  test.each<[string, Window[], Window[], Window[]]>([
    ['nothing', [], [], []],
    [
      'in order',
      [
        ['13:00', '17:00'],
        ['09:00', '12:00'],
      ],
      [
        ['09:00', '12:00'],
        ['13:00', '17:00'],
      ],
      [],
    ],
    [
      'overlapping',
      [
        ['09:00', '12:00'],
        ['11:00', '13:00'],
      ],
      [['09:00', '13:00']],
      [['09:00', '13:00']],
    ],
    [
      'touching',
      [
        ['09:00', '12:00'],
        ['12:00', '13:00'],
      ],
      [['09:00', '13:00']],
      [],
    ],
    [
      'nested',
      [
        ['09:00', '17:00'],
        ['10:00', '11:00'],
      ],
      [['09:00', '17:00']],
      [['09:00', '17:00']],
    ],
    [
      'the same twice',
      [
        ['09:00', '17:00'],
        ['09:00', '17:00'],
      ],
      [['09:00', '17:00']],
      [['09:00', '17:00']],
    ],
    [
      'past midnight',
      [
        ['20:00', '23:00'],
        ['22:00', '02:00'],
      ],
      [['20:00', '02:00']],
      [['20:00', '02:00']],
    ],
    ['ending at midnight, written either way', [['20:00', '00:00']], [['20:00', '24:00']], []],
    [
      'up to midnight',
      [
        ['00:00', '12:00'],
        ['11:00', '24:00'],
      ],
      [['00:00', '24:00']],
      [['00:00', '24:00']],
    ],
    [
      'early hours do not meet the night before',
      [
        ['02:00', '05:00'],
        ['20:00', '03:00'],
      ],
      [
        ['02:00', '05:00'],
        ['20:00', '03:00'],
      ],
      [],
    ],
    [
      'more than a day stays apart',
      [
        ['00:00', '24:00'],
        ['22:00', '02:00'],
      ],
      [
        ['00:00', '24:00'],
        ['22:00', '02:00'],
      ],
      [],
    ],
    [
      'exactly a day from nine stays apart',
      [
        ['09:00', '17:00'],
        ['17:00', '09:00'],
      ],
      [
        ['09:00', '17:00'],
        ['17:00', '09:00'],
      ],
      [],
    ],
  ])('%s', (_, windows, merged, overlaps) => {
    expect(mergeWindows(windows)).toEqual(merged)
    expect(listOverlaps(windows)).toEqual(overlaps)
  })

  test('are not changed by looking at them', () => {
    const windows: Window[] = [
      ['13:00', '17:00'],
      ['09:00', '14:00'],
    ]
    mergeWindows(windows)
    expect(windows).toEqual([
      ['13:00', '17:00'],
      ['09:00', '14:00'],
    ])
  })
})

describe('the next window', () => {
  test.each<[string, Window[], Window | undefined]>([
    ['is the working day on a free one', [], ['09:00', '17:00']],
    ['follows a lunch break', [['09:00', '12:00']], ['13:00', '17:00']],
    ['is two hours of an evening', [['09:00', '17:00']], ['18:00', '20:00']],
    ['starts on a half hour', [['09:00', '17:10']], ['18:30', '20:30']],
    [
      'follows the last one, wherever it stands',
      [
        ['13:00', '17:00'],
        ['09:00', '12:00'],
      ],
      ['18:00', '20:00'],
    ],
    ['ends at midnight at the latest', [['09:00', '21:30']], ['22:30', '24:00']],
    ['comes before when the evening is full', [['09:00', '24:00']], ['06:00', '08:00']],
    ['begins at midnight at the earliest', [['02:30', '23:30']], ['00:00', '01:30']],
    ['is none on a full day', [['00:00', '24:00']], undefined],
    ['is none after a night that runs on', [['01:00', '00:30']], undefined],
  ])('%s', (_, windows, next) => {
    expect(suggestWindow(windows)).toEqual(next)
  })
})

test.each<[Window, boolean]>([
  [['22:00', '02:00'], true],
  [['22:00', '24:00'], false],
  [['22:00', '00:00'], false],
  [['09:00', '17:00'], false],
])('%s ends on the next date: %s', (window, answer) => {
  expect(endsNextDate(window)).toBe(answer)
})
