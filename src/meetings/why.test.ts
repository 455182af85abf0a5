import { describe, expect, test } from 'vitest'

import type { Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { explain, type WhyQuestion } from './why.ts'

const at = (time: string): Instant => Date.parse(`2026-10-26T${time}:00Z`)
const span = (from: string, to: string): Interval => [at(from), at(to)]

// A Monday in winter time: Lisbon's clocks show UTC.
const question: WhyQuestion['question'] = {
  schedule: { timeZone: 'Europe/Lisbon', weekly: { '1': [['09:00', '17:00']] }, overrides: {} },
  range: [at('00:00'), at('23:59')],
  durationMinutes: 30,
  incrementMinutes: 30,
  noticeMinutes: 60,
  bufferBeforeMinutes: 15,
  bufferAfterMinutes: 0,
  now: at('08:00'),
}
const work = { kind: 'calendar', name: 'Work', calendarId: 'c1', title: 'Dentist' } as const
const other = { kind: 'meeting', name: 'Meeting: Garden', roomId: 'r2', meetingId: 'm2' } as const

describe('explain', () => {
  test('says nothing of a time that is offered', () => {
    expect(ask('10:00')).toEqual([])
  })

  test.each<[string, string, Partial<WhyQuestion>, object[]]>([
    ['over', '07:00', {}, [{ kind: 'over', mend: null }]],
    ['before the hours', '08:00', {}, [{ kind: 'notice' }, { kind: 'hours', mend: 'invite' }]],
    ['too late for its length', '16:45', {}, [{ kind: 'hours' }]],
    ['between two steps', '10:10', {}, [{ kind: 'steps', mend: 'schedule' }]],
    ['within the notice', '08:30', {}, [{ kind: 'notice', mend: 'schedule' }, { kind: 'hours' }]],
    [
      'busy in a calendar',
      '15:00',
      { taken: [{ cause: work, intervals: [span('15:00', '17:00')] }] },
      [
        {
          kind: 'calendar',
          name: 'Work',
          title: 'Dentist',
          calendarId: 'c1',
          startsAt: at('15:00'),
          mend: 'calendars',
        },
      ],
    ],
    [
      'in another meeting',
      '15:00',
      { taken: [{ cause: other, intervals: [span('15:15', '15:45')] }] },
      [{ kind: 'meeting', name: 'Meeting: Garden', roomId: 'r2', meetingId: 'm2', mend: 'meeting' }],
    ],
    [
      'in the pause after something',
      '15:00',
      { taken: [{ cause: work, intervals: [span('14:00', '14:50')] }] },
      [{ kind: 'pause', name: 'Work', title: 'Dentist', endsAt: at('14:50'), mend: 'schedule' }],
    ],
    [
      'unknown',
      '15:00',
      { unknown: [{ calendarId: 'c1', name: 'Work' }] },
      [{ kind: 'unknown', name: 'Work', calendarId: 'c1', mend: 'calendars' }],
    ],
    [
      'on a day that is full',
      '15:00',
      {
        question: { ...question, limits: { timeZone: 'UTC', mostADay: 1, mostAWeek: 2, weekStart: 1 } },
        organized: [at('09:00')],
      },
      [{ kind: 'day', most: 1, mend: 'schedule' }],
    ],
  ])('%s', (_, time, more, expected) => {
    expect(ask(time, more)).toMatchObject(expected)
    expect(ask(time, more)).toHaveLength(expected.length)
  })

  test('touching is free', () => {
    const touching = [{ cause: work, intervals: [span('14:00', '14:45'), span('15:30', '16:00')] }]
    expect(ask('15:00', { taken: touching })).toEqual([])
  })

  test('names everything that stands in the way', () => {
    const taken = [
      { cause: work, intervals: [span('15:00', '15:10'), span('15:20', '16:00')] },
      { cause: other, intervals: [span('15:00', '15:30')] },
    ]
    expect(ask('15:00', { taken }).map((one) => one.kind)).toEqual(['calendar', 'calendar', 'meeting'])
  })
})

function ask(time: string, more: Partial<WhyQuestion> = {}) {
  return explain({ question, taken: [], unknown: [], organized: [], at: at(time), ...more })
}
