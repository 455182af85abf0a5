import { describe, expect, test } from 'vitest'

import { bookedByBen } from '#test/meetings/booked.ts'
import type { Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import type { Span } from './change.ts'
import { cancel, type Meeting } from './meeting.ts'
import { concernsMove, findCollision, findObstacle } from './outside-move.ts'
import type { Ask, Taken } from './slots.ts'

const at = (time: string): Instant => Date.parse(`2026-10-26T${time}:00Z`)
const span = (from: string, to: string): Span => ({ startsAt: at(from), endsAt: at(to) })
const interval = (from: string, to: string): Interval => [at(from), at(to)]
const now = at('08:00')

describe('concernsMove', () => {
  const from = span('10:00', '10:30')
  const to = span('11:00', '11:30')

  test('takes a move from the time that the meeting has', () => {
    expect(concernsMove(meeting(), { personId: 'ana', from, to }, now)).toBe(true)
  })

  test.each<[string, Meeting, Span, Span, Instant]>([
    ['from another time than it has by now', meeting(), span('09:00', '09:30'), to, now],
    ['to where it is', meeting(), from, from, now],
    ['of one that is over', meeting(), from, to, at('10:30')],
    ['of one that was cancelled', cancelled(), from, to, now],
  ])('not a move %s', (_, one, before, after, when) => {
    expect(concernsMove(one, { personId: 'ana', from: before, to: after }, when)).toBe(false)
  })
})

describe('findObstacle', () => {
  test.each([
    ['ana', span('11:00', '11:30'), undefined],
    ['ben', span('10:00', '11:30'), undefined],
    ['dev', span('11:00', '11:30'), 'not_theirs'],
    ['eve', span('11:00', '11:30'), 'not_theirs'],
    ['ana', span('07:30', '08:00'), 'past'],
    ['ana', { startsAt: at('11:00') + 1_000, endsAt: at('11:30') + 1_000 }, 'odd_length'],
    ['ana', span('11:00', '11:04'), 'odd_length'],
    [
      'ana',
      { startsAt: Date.parse('2026-10-27T00:00Z'), endsAt: Date.parse('2026-10-28T00:00Z') },
      'odd_length',
    ],
  ])('%s moves it to %o', (personId, to, expected) => {
    expect(findObstacle(meeting(), { personId, from: span('10:00', '10:30'), to }, now)).toBe(expected)
  })
})

describe('findCollision', () => {
  const organizerTaken: Taken = { personId: 'ana', blocks: true, intervals: [interval('11:00', '12:00')] }
  const bookerTaken: Taken = { personId: 'ben', blocks: true, intervals: [interval('11:00', '12:00')] }
  const outside = { isOutside: true, intervals: [interval('11:00', '12:00')] }

  test.each<[string, string, Taken[], string | undefined]>([
    ['an organizer into nothing', 'ana', [], undefined],
    ['an organizer into another meeting of theirs', 'ana', [organizerTaken], 'taken'],
    ['an organizer into what they only attend', 'ana', [{ ...organizerTaken, blocks: false }], undefined],
    [
      'an organizer into what stands in their own calendar',
      'ana',
      [{ personId: 'ana', blocks: true, ...outside }],
      undefined,
    ],
    ['an organizer into a meeting of who booked', 'ana', [bookerTaken], 'taken'],
    [
      'an organizer into the calendar of who booked',
      'ana',
      [{ personId: 'ben', blocks: false, ...outside }],
      'taken',
    ],
    [
      'who booked into the organizer’s calendar',
      'ben',
      [{ personId: 'ana', blocks: true, ...outside }],
      'taken',
    ],
    [
      'who booked into their own calendar',
      'ben',
      [{ personId: 'ben', blocks: false, ...outside }],
      undefined,
    ],
  ])('%s', (_, personId, taken, expected) => {
    expect(collide(personId, span('11:00', '11:30'), { taken })).toBe(expected)
  })

  test('who booked takes what is offered, an organizer what they like', () => {
    expect(collide('ben', span('18:00', '18:30'))).toBe('not_offered')
    expect(collide('ana', span('18:00', '18:30'))).toBeUndefined()
  })

  test('who booked may make it longer where that fits', () => {
    expect(collide('ben', span('10:00', '11:00'))).toBeUndefined()
    expect(collide('ben', span('10:00', '11:00'), { taken: [organizerTaken] })).toBeUndefined()
    expect(collide('ben', span('10:00', '11:30'), { taken: [organizerTaken] })).toBe('taken')
  })

  test('who booked waits while the organizer’s times are not known', () => {
    expect(collide('ben', span('11:00', '11:30'), { isUnchecked: true })).toBe('unchecked')
    expect(collide('ana', span('11:00', '11:30'), { isUnchecked: true })).toBeUndefined()
  })
})

function collide(personId: string, to: Span, more: Partial<Ask> = {}) {
  const ask: Ask = {
    question: {
      schedule: { timeZone: 'Europe/Lisbon', weekly: { '1': [['09:00', '17:00']] }, overrides: {} },
      range: interval('00:00', '23:59'),
      durationMinutes: 30,
      incrementMinutes: 30,
      noticeMinutes: 0,
      bufferBeforeMinutes: 0,
      bufferAfterMinutes: 0,
      now,
    },
    taken: [],
    organizerId: 'ana',
    bookerId: 'ben',
    presentStart: at('10:00'),
    ...more,
  }
  return findCollision(ask, { personId, from: span('10:00', '10:30'), to })
}

function meeting(): Meeting {
  return bookedByBen(now, { startsAt: at('10:00'), memberIds: ['ana', 'ben', 'dev'] }).meeting
}

function cancelled(): Meeting {
  return cancel(meeting(), { actorId: 'ana', reason: '', requestId: null, now }).meeting
}
