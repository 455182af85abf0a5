import { expect, test } from 'vitest'

import { bookedByBen } from '#test/meetings/booked.ts'

import { cancel, type Meeting, moveTo } from './meeting.ts'
import { refuseReply, type ReplyState, replyState } from './reply.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const startsAt = Date.parse('2026-11-05T10:00:00Z')
const cause = { actorId: 'ana', reason: '', requestId: null, now }
const { meeting } = bookedByBen(now, { durationMinutes: 60, memberIds: ['ana', 'ben', 'dev'] })
const link = { meetingId: 'm', personId: 'dev', startsAt, endsAt: meeting.endsAt }
const later = { startsAt: startsAt + 1, endsAt: meeting.endsAt + 1 }

test.each<[ReplyState, string, Meeting | null, number]>([
  ['open', 'dev', meeting, now],
  ['moved', 'dev', moveTo(meeting, later, cause).meeting, now],
  ['cancelled', 'dev', cancel(meeting, cause).meeting, now],
  ['over', 'dev', meeting, meeting.endsAt],
  ['unasked', 'ben', meeting, now],
  ['unasked', 'gone', meeting, now],
  ['unknown', 'dev', null, now],
])('%s: %s', (state, personId, found, at) => {
  expect(replyState({ ...link, personId }, found, at)).toBe(state)
})

test('only an open one is answered; every other says why', () => {
  expect(() => refuseReply('open')).not.toThrow()
  expect(() => refuseReply('unknown')).toThrow(expect.objectContaining({ kind: 'missing' }))
  for (const state of ['moved', 'cancelled', 'over', 'unasked'] as const)
    expect(() => refuseReply(state)).toThrow(expect.objectContaining({ code: `reply_${state}` }))
})
