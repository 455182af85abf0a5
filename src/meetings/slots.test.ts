import { describe, expect, test } from 'vitest'

import { usualSchedule } from '#availability/schedule.ts'
import { MINUTE, toIso } from '#time/instant.ts'

import { endOfOffer, type Offer, questionOf } from './invite.ts'
import { type Ask, findObjection, listBookable, listWarned, type Taken } from './slots.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const offer: Offer = {
  timeZone: 'UTC',
  weekly: { '1': [['09:00', '11:00']] },
  overrides: {},
  fromDate: '2026-10-26',
  untilDate: '2026-10-26',
  durationMinutes: 30,
  note: '',
  place: 'parley',
  placeUrl: '',
}
const question = questionOf(offer, endOfOffer(offer) ?? 0, usualSchedule('UTC'), now)
const paused = { ...question, bufferBeforeMinutes: 15, bufferAfterMinutes: 15 }

function at(time: string): number {
  return Date.parse(`2026-10-26T${time}:00Z`)
}

function taken(personId: string, from: string, to: string, blocks: boolean): Taken {
  return { personId, blocks, intervals: [[at(from), at(to)]] }
}

function askWith(list: Taken[], changes: Partial<Ask> = {}): Ask {
  return { question, taken: list, organizerId: 'ana', bookerId: 'ben', ...changes }
}

function times(starts: number[]): string[] {
  return starts.map((start) => toIso(start).slice(11, 16))
}

describe('only so many', () => {
  const full: Taken = { ...taken('ana', '09:00', '09:30', true), isOrganized: true }
  const limited = { ...question, limits: { timeZone: 'UTC', mostADay: 1, mostAWeek: null, weekStart: 1 } }

  test('a day that is full offers nothing, and says so only as a day without hours does', () => {
    const ask = askWith([full], { question: limited })
    expect(listBookable(ask)).toEqual([])
    expect(findObjection(ask, at('10:00'))).toBe('time_not_offered')
    expect(findObjection(ask, at('09:00'))).toBe('time_taken')
  })

  test.each<[string, Taken]>([
    ['a meeting they only attend', { ...full, isOrganized: false }],
    ['something in a calendar elsewhere', { ...full, isOrganized: false, isOutside: true }],
    ['what the other side organizes', { ...full, personId: 'eve' }],
  ])('%s does not count', (_, one) => {
    expect(listBookable(askWith([one], { question: limited }))).not.toEqual([])
  })
})

describe('what can be booked', () => {
  test.each([
    ['nobody taken', askWith([]), ['09:00', '09:30', '10:00', '10:30']],
    ['the organizer taken', askWith([taken('ana', '09:30', '10:00', true)]), ['09:00', '10:00', '10:30']],
    [
      'the organizer attending',
      askWith([taken('ana', '09:30', '10:00', false)]),
      ['09:00', '10:00', '10:30'],
    ],
    ['pauses around it', askWith([taken('ana', '09:30', '10:00', true)], { question: paused }), ['10:30']],
    [
      'the reader taken, without pauses',
      askWith([taken('ben', '09:30', '10:00', true)], { question: paused }),
      ['09:00', '10:00', '10:30'],
    ],
    [
      'the reader taken by a second',
      askWith([taken('ben', '09:59', '10:00', true)]),
      ['09:00', '10:00', '10:30'],
    ],
    [
      'the reader taken over and over',
      askWith([
        taken('ben', '09:00', '10:00', true),
        taken('ben', '09:10', '09:20', true),
        taken('ben', '09:50', '10:10', true),
      ]),
      ['10:30'],
    ],
    [
      'the reader only attending',
      askWith([taken('ben', '09:30', '10:00', false)]),
      ['09:00', '09:30', '10:00', '10:30'],
    ],
    [
      'somebody else taken',
      askWith([taken('eve', '09:30', '10:00', true)]),
      ['09:00', '09:30', '10:00', '10:30'],
    ],
    ['its own time', askWith([], { presentStart: at('09:30') }), ['09:00', '10:00', '10:30']],
  ])('with %s', (_, ask, expected) => {
    expect(times(listBookable(ask))).toEqual(expected)
  })

  test('is judged the same for one start as for the list, on every minute', () => {
    const ask = askWith(
      [
        taken('ana', '09:30', '09:45', true),
        taken('ben', '10:35', '10:40', true),
        taken('ben', '09:00', '09:30', false),
      ],
      { question: { ...paused, incrementMinutes: 5 } },
    )
    const list = new Set(listBookable(ask))
    const minutes = Array.from({ length: 240 }, (_, minute) => at('08:00') + minute * MINUTE)
    expect(list.size).toBeGreaterThan(0)
    expect(minutes.filter((start) => findObjection(ask, start) === undefined)).toEqual([...list])
  })

  test('anything else is not offered, or taken', () => {
    const ask = askWith([taken('ana', '09:30', '10:00', true), taken('ben', '10:00', '10:10', true)])
    expect(findObjection(ask, at('09:00'))).toBeUndefined()
    expect(findObjection(ask, at('09:30'))).toBe('time_taken')
    expect(findObjection(ask, at('10:00'))).toBe('time_taken')
    expect(findObjection(ask, at('10:15'))).toBe('time_not_offered')
    expect(findObjection(ask, at('10:30') + 1)).toBe('time_not_offered')
    expect(findObjection(ask, at('11:00'))).toBe('time_not_offered')
    expect(findObjection(ask, Number.NaN)).toBe('time_not_offered')
    expect(findObjection(ask, at('09:00') + 7 * 24 * 60 * MINUTE)).toBe('time_not_offered')
  })

  test('warns of what the reader merely attends', () => {
    const ask = askWith([taken('ben', '09:45', '10:15', false), taken('ana', '10:30', '11:00', false)])
    const starts = listBookable(ask)
    expect(times(listWarned(ask, starts, 'ben'))).toEqual(['09:30', '10:00'])
    expect(listWarned(ask, starts, 'chiyo')).toEqual([])
  })
})
