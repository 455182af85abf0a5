import { describe, expect, test } from 'vitest'

import { bookedByBen } from '#test/meetings/booked.ts'

import { cancel, reschedule, respond } from './meeting.ts'
import { newsOfChange, spellTime } from './news.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const names: Record<string, string> = { ana: 'Ana Silva', ben: 'Ben Carter', chiyo: 'Chiyo Tanaka' }
const nameOf = (id: string): string => names[id] ?? 'Somebody'
const cause = { actorId: 'ben', reason: '', requestId: null, now }
const booked = bookedByBen(now, { memberIds: ['ana', 'ben', 'chiyo'] })

describe('what the room is told', () => {
  test('names the time in the zone it was meant in', () => {
    const span = { startsAt: Date.parse('2026-11-05T15:00:00Z'), endsAt: Date.parse('2026-11-05T15:30:00Z') }
    expect(spellTime({ ...span, timeZone: 'America/New_York' })).toBe(
      'Thursday, 5 November 2026, 10:00–10:30 (New York time)',
    )
    expect(spellTime({ ...span, timeZone: 'Asia/Kolkata' })).toBe(
      'Thursday, 5 November 2026, 20:30–21:00 (Kolkata time)',
    )
  })

  test('a booking', () => {
    expect(newsOfChange(booked.meeting, booked.change, nameOf)).toEqual({
      body: 'Ben Carter booked a meeting with Ana Silva: Thursday, 5 November 2026, 10:00–10:30 (Lisbon time).',
      detail: {
        type: 'meeting.booked',
        meetingId: 'm',
        actorId: 'ben',
        startsAt: '2026-11-05T10:00:00Z',
        endsAt: '2026-11-05T10:30:00Z',
        timeZone: 'Europe/Lisbon',
      },
    })
  })

  test('a move, with the time before and the reason', () => {
    const moved = reschedule(booked.meeting, Date.parse('2026-11-06T11:00:00Z'), {
      ...cause,
      reason: 'A train.',
    })
    const news = newsOfChange(moved.meeting, moved.change, nameOf)
    expect(news?.body).toBe(
      'Ben Carter moved the meeting of Thursday, 5 November 2026, 10:00–10:30 (Lisbon time) to ' +
        'Friday, 6 November 2026, 11:00–11:30 (Lisbon time). A train.',
    )
    expect(news?.detail).toMatchObject({
      type: 'meeting.rescheduled',
      startsAt: '2026-11-06T11:00:00Z',
      fromStartsAt: '2026-11-05T10:00:00Z',
      reason: 'A train.',
    })
  })

  test.each([
    [cancel(booked.meeting, cause), 'meeting.cancelled', 'Ben Carter cancelled the meeting of '],
    [
      respond(booked.meeting, 'declined', { ...cause, actorId: 'chiyo' }),
      'meeting.declined',
      'Chiyo Tanaka declined',
    ],
    [
      respond(booked.meeting, 'accepted', { ...cause, actorId: 'chiyo' }),
      'meeting.accepted',
      'Chiyo Tanaka accepted',
    ],
  ])('%#', ({ meeting, change }, type, beginning) => {
    const news = newsOfChange(meeting, change, nameOf)
    expect(news?.detail.type).toBe(type)
    expect(news?.body.startsWith(beginning)).toBe(true)
  })
})
