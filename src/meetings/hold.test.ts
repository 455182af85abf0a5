import { describe, expect, test } from 'vitest'

import { bookedByBen } from '#test/meetings/booked.ts'
import { refusedCode } from '#test/support/refusals.ts'
import { HOUR } from '#time/instant.ts'

import { confirm, type HoldEnd, holdEnds, isHeld, release } from './hold.ts'
import { cancel, isToCome, refuseSteering } from './meeting.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const heldUntil = now + HOUR
const startsAt = Date.parse('2026-10-26T09:00:00Z')
const causeAt = (at: number) => ({ actorId: 'ana', reason: '', requestId: null, now: at })

const { meeting: held, change: asked } = bookedByBen(now, {
  inviteId: null,
  offeringId: 'offering',
  hours: { scheduleId: null, noticeMinutes: null, needsYes: true },
  startsAt,
  heldUntil,
})

describe('a hold', () => {
  test('is asked for, is no meeting yet, and is nobody’s to move or cancel', () => {
    expect(asked.kind).toBe('requested')
    expect(held).toMatchObject({ status: 'held', heldUntil })
    expect(isToCome(held, now)).toBe(false)
    expect(refusedCode(() => refuseSteering(held, 'ana', now))).toBe('meeting_unconfirmed')
    expect(refusedCode(() => cancel(held, causeAt(now)))).toBe('meeting_unconfirmed')
  })

  test.each([
    [now, true],
    [heldUntil - 1, true],
    [heldUntil, false],
    [heldUntil + HOUR, false],
  ])('at %i it holds: %s', (at, isSo) => {
    expect(isHeld(held, at)).toBe(isSo)
    expect(refusedCode(() => confirm(held, causeAt(at)))).toBe(isSo ? undefined : 'hold_ended')
    expect(refusedCode(() => release(held, 'refused', causeAt(at)))).toBe(isSo ? undefined : 'hold_ended')
    expect(refusedCode(() => release(held, 'withdrawn', causeAt(at)))).toBe(isSo ? undefined : 'hold_ended')
  })

  test('becomes a meeting like any other', () => {
    const { meeting, change } = confirm(held, causeAt(now))
    expect(meeting).toMatchObject({ status: 'confirmed', heldUntil: null, sequence: 0, uid: held.uid })
    expect(change).toMatchObject({ kind: 'confirmed', to: { startsAt } })
    expect(isToCome(meeting, now)).toBe(true)
    expect(cancel(meeting, causeAt(now)).meeting.status).toBe('cancelled')
  })

  test.each<HoldEnd>([...holdEnds])(
    '%s, it is over for good and known never to have been a meeting',
    (how) => {
      const { meeting } = release(held, how, causeAt(how === 'ran_out' ? heldUntil : now))
      expect(meeting).toMatchObject({ status: 'cancelled', heldUntil })
      for (const at of [now, heldUntil])
        expect(refusedCode(() => confirm(meeting, causeAt(at)))).toBe('hold_ended')
    },
  )
})
