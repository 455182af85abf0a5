import { describe, expect, test } from 'vitest'

import { refusedCode } from '#test/support/refusals.ts'
import { usualSchedule } from '#availability/schedule.ts'
import { listSlots } from '#availability/slots.ts'
import { toIso } from '#time/instant.ts'

import {
  acceptOffer,
  endOfOffer,
  type Invite,
  isPast,
  isSameOffer,
  type Offer,
  questionOf,
  questionOfSchedule,
  refuseBooking,
  refuseChange,
  refuseWithoutSender,
  statusOf,
} from './invite.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const schedule = usualSchedule('Europe/Lisbon')
const offer: Offer = {
  timeZone: 'Europe/Lisbon',
  weekly: { '1': [['09:00', '10:00']], '5': [['16:00', '17:00']] },
  overrides: {},
  fromDate: '2026-10-23',
  untilDate: '2026-11-02',
  durationMinutes: 30,
  note: '',
  place: 'parley',
  placeUrl: '',
}

function starts(given: Offer, at = now): string[] {
  const endsAt = endOfOffer(given) ?? Number.NaN
  return listSlots({ ...questionOf(given, endsAt, schedule, at), busy: [] }).map(toIso)
}

describe('an offer', () => {
  test('leaves its hours on its dates, both included, across the clock change of 25 October', () => {
    expect(starts(offer)).toEqual([
      '2026-10-23T15:00:00Z',
      '2026-10-23T15:30:00Z',
      '2026-10-26T09:00:00Z',
      '2026-10-26T09:30:00Z',
      '2026-10-30T16:00:00Z',
      '2026-10-30T16:30:00Z',
      '2026-11-02T09:00:00Z',
      '2026-11-02T09:30:00Z',
    ])
  })

  test('ends with its last window', () => {
    expect(toIso(endOfOffer(offer) ?? 0)).toBe('2026-11-02T10:00:00Z')
    expect(endOfOffer({ ...offer, weekly: {} })).toBeUndefined()
  })

  test('of late evenings runs past midnight of its last date, and nothing runs into its first', () => {
    const nights: Offer = {
      ...offer,
      timeZone: 'UTC',
      weekly: { '5': [['23:00', '01:00']], '6': [['23:00', '01:00']], '7': [['23:00', '01:00']] },
      fromDate: '2026-10-24',
      untilDate: '2026-10-24',
    }
    expect(toIso(endOfOffer(nights) ?? 0)).toBe('2026-10-25T01:00:00Z')
    expect(starts(nights)).toEqual([
      '2026-10-24T23:00:00Z',
      '2026-10-24T23:30:00Z',
      '2026-10-25T00:00:00Z',
      '2026-10-25T00:30:00Z',
    ])
  })

  test('does not begin the next date inside its last evening', () => {
    const evening: Offer = {
      ...offer,
      timeZone: 'UTC',
      weekly: { '6': [['23:00', '02:00']], '7': [['00:20', '04:00']] },
      fromDate: '2026-10-24',
      untilDate: '2026-10-24',
    }
    const offered = [
      '2026-10-24T23:00:00Z',
      '2026-10-24T23:30:00Z',
      '2026-10-25T00:00:00Z',
      '2026-10-25T00:30:00Z',
      '2026-10-25T01:00:00Z',
      '2026-10-25T01:30:00Z',
    ]
    expect(starts(evening)).toEqual(offered)
    // Offered as well, the next date begins a grid of its own (00:20, 00:50 …).
    expect(starts({ ...evening, untilDate: '2026-10-25' })).toEqual(expect.arrayContaining(offered))
    expect(starts({ ...evening, untilDate: '2026-10-25' })).toContain('2026-10-25T00:20:00Z')
  })

  test('ends where its last evening does, whatever the next date offers', () => {
    const overrides = { '2026-10-25': [['00:00', '12:00']] } as Offer['overrides']
    const cut: Offer = { ...offer, timeZone: 'UTC', weekly: { '6': [['23:00', '02:00']] }, overrides }
    // An override owns its whole date, so it ends the evening before at midnight.
    expect(starts({ ...cut, fromDate: '2026-10-24', untilDate: '2026-10-24' })).toEqual([
      '2026-10-24T23:00:00Z',
      '2026-10-24T23:30:00Z',
    ])
  })

  test('takes notice and steps from the schedule as it is now', () => {
    const busyPerson = { ...schedule, minimumNoticeMinutes: 24 * 60, incrementMinutes: 60 as const }
    const endsAt = endOfOffer(offer) ?? Number.NaN
    const question = questionOf(offer, endsAt, busyPerson, now)
    expect(listSlots({ ...question, busy: [] }).map(toIso)).toEqual([
      '2026-10-26T09:00:00Z',
      '2026-10-30T16:00:00Z',
      '2026-11-02T09:00:00Z',
    ])
  })

  test('is past once its last start is closer than the notice', () => {
    const endsAt = endOfOffer(offer) ?? Number.NaN
    expect(isPast(questionOf(offer, endsAt, schedule, Date.parse('2026-11-02T07:30:00Z')))).toBe(false)
    expect(isPast(questionOf(offer, endsAt, schedule, Date.parse('2026-11-02T07:30:01Z')))).toBe(true)
  })

  test.each([
    ['no hours at all', { weekly: {} }, 'no_times'],
    ['hours shorter than the meeting', { weekly: { '1': [['09:00', '09:20']] } }, 'no_times'],
    ['dates without its weekdays', { fromDate: '2026-10-27', untilDate: '2026-10-28' }, 'no_times'],
    ['dates that are past', { fromDate: '2026-10-01', untilDate: '2026-10-20' }, 'no_times'],
    ['the first date there is', { fromDate: '0000-01-01', untilDate: '0000-01-02' }, 'no_times'],
    ['dates in the wrong order', { fromDate: '2026-11-02', untilDate: '2026-11-01' }, 'invalid'],
    ['a date too far away', { untilDate: '2028-11-01' }, 'invalid'],
  ] as const)('with %s is refused', (_, change, code) => {
    expect(refusedCode(() => acceptOffer({ ...offer, ...change } as unknown as Offer, schedule, now))).toBe(
      code,
    )
  })

  test('is taken with the end of its last window', () => {
    expect(acceptOffer(offer, schedule, now)).toBe(Date.parse('2026-11-02T10:00:00Z'))
  })

  test('is the same whatever the order of its days', () => {
    const turned = { ...offer, weekly: { '5': offer.weekly['5'] ?? [], '1': offer.weekly['1'] ?? [] } }
    expect(isSameOffer(offer, turned)).toBe(true)
    expect(isSameOffer(offer, { ...offer, note: 'Bring the plans' })).toBe(false)
  })
})

test('the schedule is asked as far ahead as it goes', () => {
  const question = questionOfSchedule({ ...schedule, daysAhead: 4 }, { durationMinutes: 60 }, now)
  const all = listSlots({ ...question, busy: [] }).map(toIso)
  expect(all[0]).toBe('2026-10-23T12:00:00Z')
  expect(all.at(-1)).toBe('2026-10-26T16:00:00Z')
})

describe('an invite', () => {
  const invite: Invite = {
    id: 'invite',
    roomId: 'room',
    organizerId: 'ana',
    offer,
    status: 'open',
    endsAt: Date.parse('2026-11-02T10:00:00Z'),
    version: 1,
    requestId: 'request',
    createdAt: now,
    meetingId: null,
    answerBy: null,
  }

  test('expires by itself at the end of its last window', () => {
    expect(statusOf(invite, invite.endsAt - 1)).toBe('open')
    expect(statusOf(invite, invite.endsAt)).toBe('expired')
    expect(statusOf({ ...invite, status: 'booked' }, invite.endsAt)).toBe('booked')
    expect(statusOf({ ...invite, status: 'withdrawn' }, invite.endsAt)).toBe('withdrawn')
  })

  test('is confirmed by somebody else than its sender, while it is open', () => {
    expect(refusedCode(() => refuseBooking(invite, 'ben', now))).toBeUndefined()
    expect(refusedCode(() => refuseBooking(invite, 'ana', now))).toBe('own_invite')
    expect(refusedCode(() => refuseBooking({ ...invite, status: 'booked' }, 'ben', now))).toBe(
      'invite_closed',
    )
    expect(refusedCode(() => refuseBooking(invite, 'ben', invite.endsAt))).toBe('invite_closed')
    expect(refusedCode(() => refuseWithoutSender(invite, ['ana', 'ben']))).toBeUndefined()
    expect(refusedCode(() => refuseWithoutSender(invite, ['ben', 'chiyo']))).toBe('invite_closed')
  })

  test('is changed by its sender alone', () => {
    expect(refusedCode(() => refuseChange(invite, 'ana', now))).toBeUndefined()
    expect(refusedCode(() => refuseChange(invite, 'ben', now))).toBe('not_sender')
    expect(refusedCode(() => refuseChange({ ...invite, status: 'withdrawn' }, 'ana', now))).toBe(
      'invite_closed',
    )
  })
})
