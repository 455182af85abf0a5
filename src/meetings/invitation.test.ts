import { describe, expect, test } from 'vitest'

import { bookedByBen } from '#test/meetings/booked.ts'

import { type Holding, invitationFor } from './invitation.ts'
import { cancel, moveTo, respond, withoutPerson } from './meeting.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const hour = 3_600_000
const startsAt = Date.parse('2026-11-05T10:00:00Z')
const cause = (actorId: string) => ({ actorId, reason: '', requestId: null, now })
const booked = bookedByBen(now, { durationMinutes: 60, memberIds: ['ana', 'ben', 'dev'] })
const moved = moveTo(booked.meeting, { startsAt: startsAt + hour, endsAt: startsAt + 2 * hour }, cause('ana'))
const movedBack = moveTo(moved.meeting, { startsAt, endsAt: startsAt + hour }, cause('ana'))
const cancelled = cancel(booked.meeting, cause('ana'))
const declined = respond(booked.meeting, 'declined', cause('dev'))
const left =
  withoutPerson(booked.meeting, { personId: 'dev', name: 'Dev', removedById: null }, now) ?? declined

const old = { startsAt, endsAt: startsAt + hour }
const heard = { reached: { ...old, isOn: true, byCalendar: true } }
const read = { reached: { ...old, isOn: true, byCalendar: false } }
const heardOff = { reached: { ...old, isOn: false, byCalendar: true } }
const waits = { reached: null }

type Told = [kind: string, method: string | null, was: boolean] | null
type Case = [
  what: string,
  changed: typeof booked,
  personId: string,
  holding: Holding | null,
  fate: Parameters<typeof invitationFor>[0]['fate'],
  Told,
]

describe('what somebody is told by mail', () => {
  test.each<Case>([
    ['booked: who organizes', booked, 'ana', null, null, ['meeting_new', 'REQUEST', false]],
    ['booked: who booked, for their calendar', booked, 'ben', null, null, ['meeting_new', 'REQUEST', false]],
    ['booked: who booked and has it written', booked, 'ben', 'written', null, null],
    ['booked: who has it written', booked, 'dev', 'written', null, ['meeting_new', null, false]],
    ['moved: who heard', moved, 'ben', null, heard, ['meeting_changed', 'REQUEST', true]],
    ['moved before the first mail went', moved, 'ben', null, waits, ['meeting_new', 'REQUEST', false]],
    ['moved: whoever wanted no mail before', moved, 'ben', null, null, ['meeting_changed', 'REQUEST', true]],
    ['moved: whose copy is their own now', moved, 'ben', 'own', heard, ['meeting_changed', null, true]],
    [
      'moved: linked since the first mail',
      moved,
      'ben',
      'written',
      heard,
      ['meeting_changed', 'REQUEST', true],
    ],
    ['moved and back before the mail went', movedBack, 'ben', null, heard, null],
    ['cancelled: who heard', cancelled, 'ben', null, heard, ['meeting_cancelled', 'CANCEL', false]],
    ['cancelled: who only read it', cancelled, 'ben', 'written', read, ['meeting_cancelled', null, false]],
    ['cancelled before the first mail went', cancelled, 'ben', null, waits, null],
    ['cancelled: who declined and was told so', cancelled, 'dev', null, heardOff, null],
    [
      'cancelled: whoever wanted no mail before',
      cancelled,
      'ben',
      null,
      null,
      ['meeting_cancelled', null, false],
    ],
    [
      'cancelled: who did it, for their calendar',
      cancelled,
      'ana',
      null,
      heard,
      ['meeting_cancelled', 'CANCEL', false],
    ],
    ['cancelled: who did it and only read it', cancelled, 'ana', 'written', read, null],
    ['declined: for their calendar', declined, 'dev', null, heard, ['meeting_cancelled', 'CANCEL', false]],
    ['declined before the mail went', declined, 'dev', null, waits, null],
    ['left the room', left, 'dev', null, heard, ['meeting_cancelled', 'CANCEL', false]],
    ['asked again after a no', moved, 'dev', null, heardOff, ['meeting_new', 'REQUEST', false]],
  ])('%s', (_what, { meeting, change }, personId, holding, fate, told) => {
    const invitation = invitationFor({ meeting, change, personId, holding, fate })
    expect(invitation && [invitation.kind, invitation.method, invitation.was !== null]).toEqual(told)
  })
})
