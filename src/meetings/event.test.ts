import { describe, expect, test } from 'vitest'

import { bookedByBen } from '#test/meetings/booked.ts'

import { writeCalendarFile } from '#ical/calendar-file.ts'

import { bareAddress, eventOf } from './event.ts'
import { cancel } from './meeting.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const cause = { actorId: 'ben', reason: '', requestId: null, now }
const { meeting } = bookedByBen(now, { note: 'Bring the plans' })
const around = {
  roomName: 'Kitchen rebuild',
  people: [
    { id: 'ana', name: 'Ana Silva' },
    { id: 'ben', name: 'Ben Carter' },
  ],
  joinUrl: 'https://talk.example/join/abc',
  postAddress: 'post@talk.example',
  now: now + 60_000,
}

describe('a meeting as calendars hear of it', () => {
  test('has the room as its title, the people and the note beneath, and no address of anybody', () => {
    const event = eventOf({ meeting, ...around })
    expect(event).toMatchObject({
      method: 'PUBLISH',
      uid: 'm@talk.example',
      title: 'Meeting: Kitchen rebuild',
      description: 'With Ana Silva, Ben Carter.\n\nBring the plans',
      organizer: { name: 'Ana Silva', email: 'post@talk.example' },
      attendees: [],
      changedAt: now,
      stampedAt: now + 60_000,
    })
    expect(writeCalendarFile(event)).toContain('DTSTART:20261105T100000Z')
  })

  test('stays the same event once it is cancelled', () => {
    const file = writeCalendarFile(eventOf({ meeting: cancel(meeting, cause).meeting, ...around }))
    expect(file).toContain('METHOD:PUBLISH')
    expect(file).toContain('STATUS:CANCELLED')
    expect(file).toContain('SEQUENCE:1')
    expect(file).toContain('UID:m@talk.example')
  })

  test('is sent by a bare address', () => {
    expect(bareAddress('Parley <parley@localhost>')).toBe('parley@localhost')
    expect(bareAddress('post@talk.example')).toBe('post@talk.example')
  })
})
