import { describe, expect, test } from 'vitest'

import { spanOf, windowOf } from './day-windows.ts'
import {
  drawnAfter,
  drawnOn,
  movedBy,
  resizedBy,
  spanBetween,
  windowAt,
  withoutWindow,
  withWindow,
} from './drawn-week.ts'
import type { Window } from './schedule.ts'

const nine: Window = ['09:00', '12:00']
const night: Window = ['22:00', '02:00']

test('what runs past midnight is drawn on both days', () => {
  expect(drawnOn([nine, night])).toEqual([
    { index: 0, from: 540, to: 720 },
    { index: 1, from: 1320, to: 1440 },
  ])
  expect(drawnAfter([nine, night])).toEqual([{ from: 0, to: 120 }])
  expect(drawnAfter([['18:00', '24:00']])).toEqual([])
})

test.each([
  [539, undefined],
  [540, 0],
  [719, 0],
  [720, undefined],
  [1439, 1],
])('at minute %i stands window %s', (minute, index) => {
  expect(windowAt([nine, night], minute)).toBe(index)
})

test.each([
  [540, 600, '09:00', '10:00'],
  [600, 540, '09:00', '10:00'],
  [547, 581, '09:00', '09:45'],
  [540, 540, '09:00', '09:15'],
  [-20, 10, '00:00', '00:15'],
  [1430, 1500, '23:45', '24:00'],
])('from %i to %i is drawn as %s–%s', (one, other, from, to) => {
  expect(windowOf(spanBetween(one, other))).toEqual([from, to])
})

describe('a window', () => {
  test('that is added joins what it touches', () => {
    expect(withWindow([nine], { from: 720, to: 780 })).toEqual([['09:00', '13:00']])
    expect(withWindow([nine], { from: 780, to: 840 })).toEqual([nine, ['13:00', '14:00']])
  })

  test('is taken away', () => {
    expect(withoutWindow([nine, night], 0)).toEqual([night])
  })

  test.each([
    [nine, 60, ['10:00', '13:00']],
    [nine, -900, ['00:00', '03:00']],
    [nine, 900, ['21:00', '24:00']],
    [night, 60, ['20:00', '24:00']],
  ] as [Window, number, Window][])(
    '%s moved by %i minutes stays within its day: %s',
    (window, by, expected) => {
      expect(windowOf(movedBy(spanOf(window), by))).toEqual(expected)
    },
  )

  test.each([
    [nine, 'to', 30, ['09:00', '12:30']],
    [nine, 'to', -300, ['09:00', '09:15']],
    [nine, 'to', 900, ['09:00', '24:00']],
    [nine, 'from', 300, ['11:45', '12:00']],
    [nine, 'from', -900, ['00:00', '12:00']],
    [night, 'to', -60, ['22:00', '01:00']],
  ] as [Window, 'from' | 'to', number, Window][])(
    '%s with its end %s moved by %i: %s',
    (window, end, by, expected) => {
      expect(windowOf(resizedBy(spanOf(window), end, by))).toEqual(expected)
    },
  )
})
