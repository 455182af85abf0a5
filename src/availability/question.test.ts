import { describe, expect, test } from 'vitest'

import { parseQuestion } from './question.ts'

const schedule = {
  timeZone: 'Europe/Lisbon',
  weekly: { '1': [['09:00', '24:00']] },
  overrides: { '2026-11-03': [] },
}
const question = {
  schedule,
  busy: [['2026-11-02T10:00:00Z', '2026-11-02T10:30:00Z']],
  duration: 30,
  increment: 15,
  range: ['2026-11-01T00:00:00Z', '2026-12-01T00:00:00Z'],
}

test('a sound question, with what defaults to 0', () => {
  expect(parseQuestion(question)).toEqual({
    schedule,
    busy: [[Date.UTC(2026, 10, 2, 10), Date.UTC(2026, 10, 2, 10, 30)]],
    durationMinutes: 30,
    incrementMinutes: 15,
    noticeMinutes: 0,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    now: undefined,
    range: [Date.UTC(2026, 10, 1), Date.UTC(2026, 11, 1)],
  })
})

test('what may be: an empty busy interval, an empty range, a window around the clock', () => {
  const instant = '2026-11-02T10:00:00Z'
  const weekly = { '1': [['09:00', '09:00']] }
  expect(
    parseQuestion({
      ...question,
      busy: [[instant, instant]],
      range: [instant, instant],
      now: instant,
      schedule: { ...schedule, weekly },
    }),
  ).not.toHaveProperty('refused')
})

describe('refused, naming key and value', () => {
  const within = (more: object) => ({ ...question, schedule: { ...schedule, ...more } })
  test.each<[unknown, string]>([
    [null, 'question: null'],
    ['text', 'question: "text"'],
    [{}, 'schedule: nothing'],
    [within({ timeZone: 'Mars/Base' }), 'schedule.timeZone: "Mars/Base"'],
    [within({ timeZone: '+02:00' }), 'schedule.timeZone: "+02:00"'],
    [within({ weekly: { '8': [] } }), 'schedule.weekly.8: []'],
    [within({ weekly: { '1': [['25:00', '26:00']] } }), 'schedule.weekly.1[0][0]: "25:00"'],
    [within({ weekly: { '1': [['24:00', '01:00']] } }), 'schedule.weekly.1[0][0]: "24:00"'],
    [within({ weekly: { '1': [['09:00', '9:30']] } }), 'schedule.weekly.1[0][1]: "9:30"'],
    [within({ weekly: { '1': [['09:00']] } }), 'schedule.weekly.1[0]: ["09:00"]'],
    [within({ weekly: { '1': '09:00' } }), 'schedule.weekly.1: "09:00"'],
    [within({ overrides: { '2026-02-30': [] } }), 'schedule.overrides.2026-02-30: "2026-02-30"'],
    [within({ overrides: { 'a\nb': [] } }), 'schedule.overrides["a\\nb"]: "a\\nb"'],
    [within({ zone: 'UTC' }), 'schedule.zone: "UTC"'],
    [{ ...question, duration: 0 }, 'duration: 0'],
    [{ ...question, duration: 30.5 }, 'duration: 30.5'],
    [{ ...question, duration: '30' }, 'duration: "30"'],
    [{ ...question, increment: -5 }, 'increment: -5'],
    [{ ...question, notice: null }, 'notice: null'],
    [{ ...question, bufferBefore: -1 }, 'bufferBefore: -1'],
    [{ ...question, bufferAfter: true }, 'bufferAfter: true'],
    [{ ...question, now: null }, 'now: null'],
    [{ ...question, now: '2026-11-03T15:00:00' }, 'now: "2026-11-03T15:00:00"'],
    [
      { ...question, busy: [['2026-11-02T10:30:00Z', '2026-11-02T10:00:00Z']] },
      'busy[0]: ["2026-11-02T10:30:00Z","2026-11-02T10:00:00Z"]',
    ],
    [{ ...question, busy: {} }, 'busy: {}'],
    [
      { ...question, range: question.range.toReversed() },
      'range: ["2026-12-01T00:00:00Z","2026-11-01T00:00:00Z"]',
    ],
    [{ ...question, range: ['soon', 'later'] }, 'range[0]: "soon"'],
    [{ ...question, buffer: 5 }, 'buffer: 5'],
  ])('%j', (json, beginning) => {
    const answer = parseQuestion(json)
    const refused = 'refused' in answer ? answer.refused : 'accepted'
    expect(refused.slice(0, beginning.length)).toBe(beginning)
    expect(refused).not.toContain('\n')
  })
})
