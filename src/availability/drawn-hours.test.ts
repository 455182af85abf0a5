import { describe, expect, test } from 'vitest'

import {
  carried,
  drawnTo,
  findWindow,
  type Gesture,
  markAt,
  type Press,
  stepOf,
  stepped,
  whileDrawn,
  withDrawn,
  withoutFound,
} from './drawn-hours.ts'
import { type Hours, usualSchedule, type Window } from './schedule.ts'

const monday = '2026-11-02'
const tuesday = '2026-11-03'
const sunday = '2026-11-08'
const dates = [monday, tuesday, sunday]
const split: Window[] = [
  ['09:00', '12:00'],
  ['', '13:00'],
  ['14:00', '17:00'],
]
const hours: Hours = { ...usualSchedule('UTC'), overrides: { [tuesday]: split } }
const afternoon = { date: tuesday, index: 1, window: ['14:00', '17:00'] as Window }

describe('the window at a spot', () => {
  test.each([
    [tuesday, 14 * 60, afternoon],
    [tuesday, 12 * 60, undefined],
    [monday, 16 * 60 + 59, { date: monday, index: 0, window: ['09:00', '17:00'] }],
    [sunday, 600, undefined],
  ])('%s, minute %i', (date, minute, found) => {
    expect(findWindow(hours, { date, minute })).toEqual(found)
  })
})

describe('what is drawn', () => {
  const evening: Gesture = { from: null, date: tuesday, span: { from: 16 * 60, to: 19 * 60 } }

  test('stands beside the others while it is drawn, and is joined with them once it is let go', () => {
    expect(whileDrawn(hours, evening).overrides[tuesday]).toEqual([
      ['09:00', '12:00'],
      ['14:00', '17:00'],
      ['16:00', '19:00'],
      ['', '13:00'],
    ])
    expect(withDrawn(hours, evening).overrides[tuesday]).toEqual([
      ['09:00', '12:00'],
      ['14:00', '19:00'],
      ['', '13:00'],
    ])
  })

  test('is taken from where it was', () => {
    const moved = withDrawn(hours, { from: afternoon, date: monday, span: { from: 1080, to: 1260 } })
    expect(moved.overrides[tuesday]).toEqual([
      ['09:00', '12:00'],
      ['', '13:00'],
    ])
    expect(moved.weekly['1']).toEqual([
      ['09:00', '17:00'],
      ['18:00', '21:00'],
    ])
    expect(withoutFound(hours, afternoon).overrides[tuesday]).toEqual(moved.overrides[tuesday])
    expect(withoutFound(hours, null)).toBe(hours)
  })
})

describe('a pointer', () => {
  const at = (minute: number, date = tuesday) => ({ date, minute })
  const press = (kind: Press['kind'], minute: number, found?: Press['found']): Press => ({
    kind,
    spot: at(minute),
    found,
  })

  test.each<[string, Press, ReturnType<typeof at>, Gesture | undefined]>([
    ['draws downwards', press('draw', 731), at(790), drawn(720, 795)],
    ['draws upwards', press('draw', 790), at(731), drawn(720, 795)],
    ['stays on the date it began on', press('draw', 731), at(790, monday), drawn(720, 795)],
    ['moves a window', press('move', 850, afternoon), at(910), drawn(900, 1080, afternoon)],
    [
      'moves it to another date',
      press('move', 850, afternoon),
      at(850, monday),
      { ...drawn(840, 1020, afternoon), date: monday },
    ],
    ['pulls its beginning', press('from', 840, afternoon), at(780), drawn(780, 1020, afternoon)],
    ['pulls its end', press('to', 1020, afternoon), at(1080), drawn(840, 1080, afternoon)],
    ['does nothing before it has moved by a step', press('move', 850, afternoon), at(856), undefined],
    ['that is a finger does nothing', press('tap', 850, afternoon), at(950), undefined],
  ])('%s', (_, pressed, spot, gesture) => {
    expect(drawnTo(pressed, spot)).toEqual(gesture)
  })

  test('puts the mark at the quarter it points at', () => {
    expect([markAt(at(554)).minute, markAt(at(1439)).minute]).toEqual([540, 1425])
  })
})

describe('keys', () => {
  const step = (key: string) => stepOf(key) ?? { days: 0, minutes: 0 }

  test('move the mark within the day and the dates that are shown', () => {
    const nine = { date: tuesday, minute: 540 }
    expect(stepped(nine, step('ArrowDown'), dates)).toEqual({ date: tuesday, minute: 555 })
    expect(stepped(nine, step('PageUp'), dates)).toEqual({ date: tuesday, minute: 480 })
    expect(stepped(nine, step('ArrowLeft'), dates)).toEqual({ date: monday, minute: 540 })
    expect(stepped({ date: sunday, minute: 1425 }, step('ArrowRight'), dates).date).toBe(sunday)
    expect(stepped({ date: sunday, minute: 1425 }, step('PageDown'), dates).minute).toBe(1425)
    expect(stepped({ date: monday, minute: 0 }, step('ArrowUp'), dates).minute).toBe(0)
    expect(stepOf('x')).toBeUndefined()
  })

  test('move what is held, or with Shift its end', () => {
    const held = drawn(840, 1020, afternoon)
    expect(carried(held, step('PageDown'), { dates, isEnd: false })).toEqual({
      ...drawn(900, 1080, afternoon),
      leads: 'from',
    })
    expect(carried(held, step('ArrowUp'), { dates, isEnd: true })).toEqual({
      ...drawn(840, 1005, afternoon),
      leads: 'to',
    })
    expect(carried(held, step('ArrowLeft'), { dates, isEnd: false }).date).toBe(monday)
  })
})

function drawn(from: number, to: number, found: Gesture['from'] = null): Gesture {
  return { from: found, date: tuesday, span: { from, to } }
}
