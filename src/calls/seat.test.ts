import { describe, expect, test } from 'vitest'

import { refusedCode } from '#test/support/refusals.ts'

import { isStale, type Seat, sendFrom, takeSeat } from './seat.ts'

const now = Date.parse('2026-11-03T15:00:00Z')
const quiet = { microphone: true, camera: false, sharing: false }

function seat(name: string, changes: Partial<Seat> = {}): Seat {
  const own = { id: `seat of ${name}`, personId: name, connectionId: `connection of ${name}` }
  return { ...own, callId: 'call', ...quiet, joinedAt: now, seenAt: now, leftAt: null, ...changes }
}

const four = ['ana', 'ben', 'chiyo', 'dev'].map((name) => seat(name, { camera: true }))
const six = [...four, seat('eve'), seat('finn')]
const come = { moves: false, now }

describe('taking a seat', () => {
  test('beside others one is seen and heard', () => {
    const taken = takeSeat(four.slice(0, 3), seat('eve', { camera: true }), come)
    expect(taken).toEqual({ seat: seat('eve', { camera: true }), replaced: [] })
  })

  test('the fifth and the sixth are heard first', () => {
    expect(takeSeat(four, seat('eve', { camera: true }), come).seat.camera).toBe(false)
    const dark = four.map((one) => ({ ...one, camera: false }))
    expect(takeSeat(dark, seat('eve', { camera: true }), come).seat.camera).toBe(false)
  })

  test('a seventh does not fit, but everybody inside can come back', () => {
    expect(refusedCode(() => takeSeat(six, seat('gil'), come))).toBe('call_full')
    for (const one of six) expect(takeSeat(six, one, come).seat).toEqual(one)
  })

  test('coming back keeps when one came, and what others may not have meanwhile', () => {
    const later = { moves: false, now: now + 60_000 }
    const back = takeSeat(six, seat('eve', { joinedAt: later.now, connectionId: 'other' }), later).seat
    expect(back).toMatchObject({ joinedAt: now, seenAt: later.now, connectionId: 'other' })
    const sharing = [seat('ana', { sharing: true }), seat('ben')]
    expect(takeSeat(sharing, seat('ben', { sharing: true }), come).seat.sharing).toBe(false)
  })

  test('a second window may only move the call to itself', () => {
    const second = seat('ana', { id: 'second' })
    expect(refusedCode(() => takeSeat(four, second, come))).toBe('call_elsewhere')
    const moved = takeSeat(four, { ...second, camera: true }, { moves: true, now })
    expect(moved.replaced.map(({ id }) => id)).toEqual(['seat of ana'])
    expect(moved.seat.camera).toBe(true)
  })
})

describe('what one sends', () => {
  test('a fifth camera has to wait, one that is on stays on', () => {
    const five = [...four, seat('eve')]
    const seen = { ...quiet, camera: true }
    expect(refusedCode(() => sendFrom(five, five[4] as Seat, seen))).toBe('call_cameras_full')
    expect(sendFrom(five, five[0] as Seat, seen).camera).toBe(true)
    const fewer = five.map((one) => (one.personId === 'ana' ? { ...one, camera: false } : one))
    expect(sendFrom(fewer, fewer[4] as Seat, seen).camera).toBe(true)
  })

  test('one presents at a time', () => {
    const presenting = [seat('ana', { sharing: true }), seat('ben')]
    const shared = { ...quiet, sharing: true }
    expect(refusedCode(() => sendFrom(presenting, presenting[1] as Seat, shared))).toBe('call_sharing_taken')
    expect(sendFrom(presenting, presenting[0] as Seat, shared).sharing).toBe(true)
  })
})

test('a page that was not heard of for nine seconds has gone', () => {
  expect([8_999, 9_000, 9_001].map((ms) => isStale(seat('ana'), now + ms))).toEqual([false, false, true])
})
