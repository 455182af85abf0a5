import { describe, expect, test } from 'vitest'

import { overnightText, summariseWeek, weekdaysFrom } from './hours-summary.ts'
import { type Hours, usualSchedule, type Window } from './schedule.ts'

const nine: Window[] = [['09:00', '17:00']]
const split: Window[] = [
  ['09:00', '12:00'],
  ['13:00', '17:30'],
]

describe('the week in a line', () => {
  test.each<[string, Hours['weekly'], string]>([
    ['the usual week', usualSchedule('UTC').weekly, 'Mon–Fri 09:00–17:00'],
    [
      'a day of its own',
      { '1': nine, '2': nine, '3': nine, '4': nine, '5': [['09:00', '13:00']] },
      'Mon–Thu 09:00–17:00, Fri 09:00–13:00',
    ],
    ['scattered days', { '1': nine, '3': nine, '6': nine }, 'Mon, Wed, Sat 09:00–17:00'],
    ['two days running', { '2': nine, '3': nine }, 'Tue, Wed 09:00–17:00'],
    ['a break', { '1': split, '2': split, '3': split }, 'Mon–Wed 09:00–12:00 and 13:00–17:30'],
    [
      'every day',
      { '1': nine, '2': nine, '3': nine, '4': nine, '5': nine, '6': nine, '7': nine },
      'Every day 09:00–17:00',
    ],
    [
      'overlapping windows as one',
      {
        '7': [
          ['09:00', '12:00'],
          ['11:00', '24:00'],
        ],
      },
      'Sun 09:00–midnight',
    ],
    ['nothing', { '1': [] }, 'No hours'],
    ['nothing at all', {}, 'No hours'],
  ])('%s', (_, weekly, line) => {
    expect(summariseWeek(weekly, { hourCycle: 24, weekStart: 1 })).toBe(line)
  })

  test('runs in the order of the reader’s week', () => {
    const weekly = { '7': nine, '1': nine, '2': nine, '6': split }
    expect(summariseWeek(weekly, { hourCycle: 24, weekStart: 7 })).toBe(
      'Sun–Tue 09:00–17:00, Sat 09:00–12:00 and 13:00–17:30',
    )
    expect(summariseWeek(weekly, { hourCycle: 24, weekStart: 1 })).toBe(
      'Mon, Tue, Sun 09:00–17:00, Sat 09:00–12:00 and 13:00–17:30',
    )
  })

  test('speaks in twelve hours', () => {
    expect(summariseWeek({ '1': split }, { hourCycle: 12, weekStart: 1 })).toBe(
      'Mon 9\u00a0AM–12\u00a0PM and 1\u00a0PM–5:30\u00a0PM',
    )
  })
})

test('weeks begin where the reader’s do', () => {
  expect(weekdaysFrom(1)).toEqual(['1', '2', '3', '4', '5', '6', '7'])
  expect(weekdaysFrom(7)).toEqual(['7', '1', '2', '3', '4', '5', '6'])
  expect(weekdaysFrom(6)).toEqual(['6', '7', '1', '2', '3', '4', '5'])
})

describe('a window past midnight', () => {
  test.each<[Window, string | undefined]>([
    [['09:00', '17:00'], undefined],
    [['18:00', '24:00'], undefined],
    [['18:00', '00:00'], undefined],
    [['22:00', '06:00'], 'Until 06:00 on Tuesday: 8 hours.'],
    [['18:00', '10:00'], 'Until 10:00 on Tuesday: 16 hours.'],
    [['10:00', '09:00'], 'Until 09:00 on Tuesday: 23 hours. If you mean one day, swap the two times.'],
  ])('%j is said to end on the day after', (window, said) => {
    expect(overnightText(window, 'Tuesday', 24)).toBe(said)
  })
})
