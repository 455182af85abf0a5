import { describe, expect, test } from 'vitest'

import { bookedByBen } from '#test/meetings/booked.ts'
import { refusedCode } from '#test/support/refusals.ts'

import type { Cause } from './change.ts'
import {
  callOf,
  cancel,
  isToCome,
  mayMove,
  maySteer,
  type Meeting,
  reschedule,
  respond,
  startsLocal,
  withAttendee,
  withoutPerson,
} from './meeting.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const startsAt = Date.parse('2026-10-26T09:00:00Z')
const later = Date.parse('2026-10-27T09:00:00Z')

function causeOf(actorId: string, reason = '', at = now): Cause {
  return { actorId, reason, requestId: 'request', now: at }
}

function meetingOf(...memberIds: string[]): Meeting {
  return bookedByBen(now, { startsAt, durationMinutes: 45, memberIds }).meeting
}

const meeting = meetingOf('ana', 'ben', 'chiyo')

describe('booking', () => {
  test('takes organizer and booker, and asks the others', () => {
    expect(meeting.people).toEqual([
      { personId: 'ana', role: 'organizer', rsvp: 'accepted', blocks: true },
      { personId: 'ben', role: 'booker', rsvp: 'accepted', blocks: true },
      { personId: 'chiyo', role: 'attendee', rsvp: 'waiting', blocks: false },
    ])
  })

  test('begins a life under one UID, at sequence 0', () => {
    expect(meeting).toMatchObject({
      uid: 'm@talk.example',
      sequence: 0,
      status: 'confirmed',
      startsAt,
      endsAt: startsAt + 45 * 60_000,
      timeZone: 'Europe/Lisbon',
      organizerId: 'ana',
      bookedById: 'ben',
    })
    expect(startsLocal(meeting)).toBe('2026-10-26 09:00:00')
    expect(callOf(meeting).people).toEqual(['ana', 'ben', 'chiyo'])
  })
})

describe('rescheduling', () => {
  test('moves the time, keeps its length and UID, raises the sequence and asks attendees again', () => {
    const accepted = respond(meeting, 'accepted', causeOf('chiyo')).meeting
    const { meeting: moved, change } = reschedule(accepted, later, causeOf('ben', 'A train is late'))
    expect(moved).toMatchObject({
      startsAt: later,
      endsAt: later + 45 * 60_000,
      sequence: 1,
      uid: meeting.uid,
    })
    expect(moved.people.map((one) => one.rsvp)).toEqual(['accepted', 'accepted', 'waiting'])
    expect(change).toMatchObject({
      kind: 'rescheduled',
      reason: 'A train is late',
      from: { startsAt },
      to: { startsAt: later },
    })
  })

  test.each([
    ['by an attendee', 'chiyo', later, now, 'not_organizer_or_booker'],
    ['by somebody outside', 'eve', later, now, 'not_organizer_or_booker'],
    ['to where it is', 'ana', startsAt, now, 'same_time'],
    ['after its end', 'ana', later, startsAt + 45 * 60_000, 'meeting_over'],
  ])('%s is refused', (_, actorId, to, at, code) => {
    expect(refusedCode(() => reschedule(meeting, to, causeOf(actorId, '', at)))).toBe(code)
  })

  test('is possible until the very end', () => {
    expect(reschedule(meeting, later, causeOf('ana', '', meeting.endsAt - 1)).meeting.startsAt).toBe(later)
  })
})

describe('cancelling', () => {
  test('keeps the time and the people, and raises the sequence', () => {
    const { meeting: cancelled, change } = cancel(meeting, causeOf('ana', 'Ill'))
    expect(cancelled).toMatchObject({ status: 'cancelled', sequence: 1, startsAt, people: meeting.people })
    expect(change).toMatchObject({ kind: 'cancelled', reason: 'Ill', from: { startsAt }, to: null })
  })

  test('happens once, and by organizer or booker', () => {
    const cancelled = cancel(meeting, causeOf('ben')).meeting
    expect(refusedCode(() => cancel(cancelled, causeOf('ana')))).toBe('meeting_cancelled')
    expect(refusedCode(() => reschedule(cancelled, later, causeOf('ana')))).toBe('meeting_cancelled')
    expect(refusedCode(() => respond(cancelled, 'accepted', causeOf('chiyo')))).toBe('meeting_cancelled')
    expect(refusedCode(() => cancel(meeting, causeOf('chiyo')))).toBe('not_organizer_or_booker')
  })
})

describe('responding', () => {
  test('is for those who were only asked, and can be taken back', () => {
    const declined = respond(meeting, 'declined', causeOf('chiyo', 'On a plane'))
    expect(declined.meeting.people[2]?.rsvp).toBe('declined')
    expect(declined.meeting.sequence).toBe(0)
    expect(declined.change).toMatchObject({ kind: 'declined', reason: 'On a plane' })
    expect(respond(declined.meeting, 'accepted', causeOf('chiyo')).meeting.people[2]?.rsvp).toBe('accepted')
    expect(refusedCode(() => respond(meeting, 'declined', causeOf('ana')))).toBe('not_asked')
    expect(refusedCode(() => respond(meeting, 'declined', causeOf('eve')))).toBe('not_asked')
    expect(refusedCode(() => respond(meeting, 'declined', causeOf('chiyo', '', meeting.endsAt)))).toBe(
      'meeting_over',
    )
  })
})

describe('who comes and goes', () => {
  test('a newcomer is asked, once', () => {
    const grown = withAttendee(meeting, 'dev', now)
    expect(grown?.people.at(-1)).toEqual({
      personId: 'dev',
      role: 'attendee',
      rsvp: 'waiting',
      blocks: false,
    })
    expect(grown && withAttendee(grown, 'dev', now)).toBeUndefined()
    expect(withAttendee(meeting, 'dev', meeting.endsAt)).toBeUndefined()
  })

  test('but to what was booked of an offering nobody is', () => {
    expect(withAttendee({ ...meeting, offeringId: 'offering' }, 'dev', now)).toBeUndefined()
  })

  test.each([
    ['an attendee', ['ana', 'ben', 'chiyo'], 'chiyo', 'confirmed', 'left'],
    ['the booker of three', ['ana', 'ben', 'chiyo'], 'ben', 'confirmed', 'left'],
    ['the booker of two', ['ana', 'ben'], 'ben', 'cancelled', 'cancelled'],
    ['the organizer', ['ana', 'ben', 'chiyo'], 'ana', 'cancelled', 'cancelled'],
  ])('without %s', (_, members, leaver, status, kind) => {
    const changed = withoutPerson(
      meetingOf(...members),
      { personId: leaver, name: 'Dee', removedById: null },
      now,
    )
    expect(changed?.meeting.status).toBe(status)
    expect(changed?.change.kind).toBe(kind)
    expect(changed?.change.reason).toBe(kind === 'cancelled' ? 'Dee left the room.' : '')
  })

  test('whoever removed its organizer is the one who cancelled it', () => {
    const removed = { personId: 'ana', name: 'Ana', removedById: 'chiyo' }
    const changed = withoutPerson(meetingOf('ana', 'ben', 'chiyo'), removed, now)
    expect(changed?.change).toMatchObject({
      kind: 'cancelled',
      actorId: 'chiyo',
      reason: 'Its organizer was removed from the room.',
    })
  })

  test('who is not in it, or it being over, changes nothing', () => {
    expect(withoutPerson(meeting, { personId: 'eve', name: 'Eve', removedById: null }, now)).toBeUndefined()
    expect(
      withoutPerson(meeting, { personId: 'ana', name: 'Ana', removedById: null }, meeting.endsAt),
    ).toBeUndefined()
  })
})

test('it is to come until its end, and two may steer it', () => {
  expect(isToCome(meeting, meeting.endsAt - 1)).toBe(true)
  expect(isToCome(meeting, meeting.endsAt)).toBe(false)
  expect(['ana', 'ben', 'chiyo', 'eve'].map((id) => maySteer(meeting, id))).toEqual([
    true,
    true,
    false,
    false,
  ])
})

test('where the organizer says yes to each time, they alone move it', () => {
  const who = ['ana', 'ben', 'chiyo', 'eve']
  const hours = { scheduleId: null, noticeMinutes: null, needsYes: true }
  const mayOf = (one: Meeting) => who.map((id) => mayMove(one, id))
  expect(mayOf(meeting)).toEqual([true, true, false, false])
  expect(mayOf({ ...meeting, hours: { ...hours, needsYes: false } })).toEqual([true, true, false, false])
  expect(mayOf({ ...meeting, hours })).toEqual([true, false, false, false])
})
