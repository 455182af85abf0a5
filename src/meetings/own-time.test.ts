import { describe, expect, test } from 'vitest'

import { usualSchedule } from '#availability/schedule.ts'
import type { Interval } from '#time/interval.ts'

import { explainHabit, type OwnTime } from './own-time.ts'

const at = (time: string) => Date.parse(`2026-10-26T${time}:00Z`)
const now = Date.parse('2026-10-23T10:00:00Z')
const nothing: OwnTime = { calendars: [], meetings: [], unknown: [] }
const span: Interval = [at('10:00'), at('10:30')]
const dentist = { startsAt: span[0], endsAt: span[1], title: 'Dentist' }
const meeting = { meetingId: 'm1', roomId: 'r1', name: 'Meeting: Garden', startsAt: span[0], endsAt: span[1] }

describe('why a schedule does not offer a time', () => {
  test.each<[string, OwnTime, object[]]>([
    ['nothing', nothing, []],
    [
      'a meeting',
      { ...nothing, meetings: [{ ...meeting, isOrganizer: false }] },
      [{ kind: 'meeting', name: 'Meeting: Garden', mend: 'meeting' }],
    ],
    [
      'a calendar elsewhere',
      { ...nothing, calendars: [{ calendarId: 'c1', name: 'Work', busy: [dentist] }] },
      [{ kind: 'calendar', name: 'Work', title: 'Dentist', mend: 'calendars' }],
    ],
    [
      'a calendar that cannot be read',
      { ...nothing, unknown: [{ calendarId: 'c1', name: 'Work' }] },
      [{ kind: 'unknown', name: 'Work' }],
    ],
  ])('%s', (_, own, expected) => {
    expect(explainHabit(usualSchedule('UTC'), own, at('10:00'), now)).toMatchObject(expected)
  })

  test('a limit counts what one organizes', () => {
    const schedule = { ...usualSchedule('UTC'), mostADay: 1 }
    const why = (isOrganizer: boolean) =>
      explainHabit(schedule, { ...nothing, meetings: [{ ...meeting, isOrganizer }] }, at('15:00'), now)
    expect(why(true)).toMatchObject([{ kind: 'day', most: 1 }])
    expect(why(false)).toEqual([])
  })

  test('hours are changed where one is, not in an invite', () => {
    expect(explainHabit(usualSchedule('UTC'), nothing, at('18:00'), now)).toMatchObject([
      { kind: 'hours', mend: null },
    ])
  })
})
