import { describe, expect, test } from 'vitest'

import { type Entry, findViolations, type Kept, type KeptMeeting, type Rules } from './history.ts'

const rules: Rules = { before: 0, after: 0, notice: 0, increment: 5 }
const minute = 60_000
const nine = Date.parse('2030-01-07T09:00:00Z')

function booking(changes: Partial<Entry> = {}): Entry {
  return {
    key: 'k1',
    kind: 'book',
    actorId: 'ben',
    organizerId: 'ana',
    inviteId: 'i1',
    startsAt: nine,
    minutes: 30,
    invokedAt: 10,
    answeredAt: 20,
    status: 200,
    told: 'm1',
    ...changes,
  }
}

function meeting(changes: Partial<KeptMeeting> = {}, key = 'k1'): KeptMeeting {
  const startsAt = changes.startsAt ?? nine
  const endsAt = changes.endsAt ?? startsAt + 30 * minute
  const bookerId = changes.bookerId ?? 'ben'
  return {
    id: 'm1',
    inviteId: 'i1',
    organizerId: 'ana',
    bookerId,
    requestId: key,
    status: 'confirmed',
    startsAt,
    endsAt,
    changes: [{ kind: 'booked', actorId: bookerId, requestId: key, startsAt, endsAt }],
    cards: 1,
    calls: 1,
    lines: { booked: 1 },
    ...changes,
  }
}

// Refused for having no times.
function offering(changes: Partial<Entry> = {}): Entry {
  return booking({ key: 'k9', kind: 'offer', actorId: 'ana', status: 422, code: 'no_times', ...changes })
}

const another = { id: 'm2', inviteId: 'i2', bookerId: 'chiyo' }
const byAnother = { key: 'k2', actorId: 'chiyo', inviteId: 'i2', told: 'm2' }

function kept(...meetings: KeptMeeting[]): Kept {
  return {
    meetings,
    engagements: meetings.flatMap(({ id, organizerId, bookerId, startsAt, endsAt, status }) =>
      [organizerId, bookerId].map((personId) => ({
        meetingId: id,
        personId,
        blocks: true,
        status: status === 'confirmed' ? 'live' : 'released',
        startsAt,
        endsAt,
      })),
    ),
  }
}

function broken(history: Entry[], state: Kept, options: { rules?: Rules; crashes?: boolean } = {}): string[] {
  return [...new Set(findViolations(history, state, { rules, ...options }).map(({ rule }) => rule))]
}

describe('what is right', () => {
  test('one wins and the other is refused', () => {
    const loser = booking({ ...byAnother, status: 409, code: 'time_taken', answeredAt: 30 })
    expect(broken([booking(), loser], kept(meeting()))).toEqual([])
  })

  test('a lost answer that took effect, asked again', () => {
    const first = booking({ status: 0, answeredAt: Infinity, told: undefined })
    expect(broken([first, booking({ invokedAt: 40, answeredAt: 50 })], kept(meeting()))).toEqual([])
  })

  test('a lost answer that came to nothing', () => {
    expect(broken([booking({ status: 0, answeredAt: Infinity })], kept())).toEqual([])
  })

  test('a time that a cancellation gave back', () => {
    const cancelled = meeting({
      status: 'cancelled',
      lines: { booked: 1, cancelled: 1 },
      changes: [
        ...meeting().changes,
        { kind: 'cancelled', actorId: 'ben', requestId: 'k3', startsAt: null, endsAt: null },
      ],
    })
    const history = [
      booking(),
      booking({ key: 'k3', kind: 'cancel', meetingId: 'm1', invokedAt: 30, answeredAt: 40, told: '' }),
      booking({ ...byAnother, invokedAt: 50, answeredAt: 60 }),
    ]
    expect(broken(history, kept(cancelled, meeting(another, 'k2')))).toEqual([])
  })

  test('an offer that is refused while the notice leaves none of its times', () => {
    const notice = { ...rules, notice: 43_200 }
    const saved = booking({ key: 'k0', kind: 'schedule', actorId: 'ana', rules: notice, told: '' })
    const refused = offering({ invokedAt: 30, answeredAt: 40 })
    expect(broken([saved, refused], kept())).toEqual([])
  })

  test('a server that is away while it is being killed', () => {
    expect(broken([booking({ status: 503 })], kept(), { crashes: true })).toEqual([])
  })
})

describe('what is wrong is found', () => {
  test('a fault', () => {
    expect(broken([booking({ status: 500 })], kept())).toContain('no faults')
    expect(broken([booking({ status: 503 })], kept())).toContain('no faults')
    expect(broken([booking({ status: 404 })], kept())).toContain('no faults')
    expect(broken([offering()], kept())).toContain('no faults')
  })

  test('two who win overlapping times of one organizer', () => {
    const second = meeting({ ...another, startsAt: nine + 15 * minute, endsAt: nine + 45 * minute }, 'k2')
    const history = [booking(), booking({ ...byAnother, startsAt: nine + 15 * minute })]
    expect(broken(history, kept(meeting(), second))).toEqual([
      'nobody is booked twice',
      'pauses are kept',
      'no pair overlaps',
    ])
  })

  test('two meetings that overlapped for a while only', () => {
    const moved = meeting(
      {
        ...another,
        startsAt: nine + 60 * minute,
        lines: { booked: 1, rescheduled: 1 },
        changes: [
          { kind: 'booked', actorId: 'chiyo', requestId: 'k2', startsAt: nine, endsAt: nine + 30 * minute },
          {
            kind: 'rescheduled',
            actorId: 'chiyo',
            requestId: 'k4',
            startsAt: nine + 60 * minute,
            endsAt: nine + 90 * minute,
          },
        ],
      },
      'k2',
    )
    const history = [
      booking(),
      booking(byAnother),
      booking({
        ...byAnother,
        key: 'k4',
        kind: 'reschedule',
        meetingId: 'm2',
        invokedAt: 90,
        answeredAt: 99,
      }),
    ]
    expect(broken(history, kept(meeting(), moved))).toContain('nobody is booked twice')
  })

  test('a pause that is not kept', () => {
    const second = meeting({ ...another, startsAt: nine + 30 * minute, endsAt: nine + 60 * minute }, 'k2')
    const history = [booking(), booking({ ...byAnother, startsAt: nine + 30 * minute })]
    expect(broken(history, kept(meeting(), second))).toEqual([])
    expect(broken(history, kept(meeting(), second), { rules: { ...rules, before: 5, after: 5 } })).toEqual([
      'pauses are kept',
    ])
  })

  test('a start off the grid, or within the notice', () => {
    const off = nine + 3 * minute
    expect(broken([booking({ startsAt: off })], kept(meeting({ startsAt: off })))).toEqual([
      'only what is offered is booked',
    ])
    const late = { invokedAt: nine - 60 * minute, answeredAt: nine - 59 * minute }
    expect(broken([booking(late)], kept(meeting()), { rules: { ...rules, notice: 120 } })).toEqual([
      'only what is offered is booked',
    ])
  })

  test('a refusal for nothing', () => {
    const refused = booking({ ...byAnother, status: 409, code: 'time_taken' })
    expect(broken([refused], kept())).toEqual(['nobody is refused for nothing'])
    // What came only after the answer is no reason.
    const later = booking({ invokedAt: 30, answeredAt: 40 })
    expect(broken([refused, later], kept(meeting()))).toEqual(['nobody is refused for nothing'])
    expect(broken([booking({ status: 409, code: 'invite_closed' })], kept())).toEqual([
      'nobody is refused for nothing',
    ])
    expect(broken([booking({ status: 409, code: 'time_not_offered' })], kept())).toEqual([
      'nobody is refused for nothing',
    ])
  })

  test('a cancellation that gives nothing back', () => {
    const cancelled = meeting({
      status: 'cancelled',
      lines: { booked: 1, cancelled: 1 },
      changes: [
        ...meeting().changes,
        { kind: 'cancelled', actorId: 'ben', requestId: 'k3', startsAt: null, endsAt: null },
      ],
    })
    const history = [
      booking(),
      booking({ key: 'k3', kind: 'cancel', meetingId: 'm1', invokedAt: 30, answeredAt: 40, told: '' }),
      booking({ ...byAnother, status: 409, code: 'time_taken', invokedAt: 50, answeredAt: 60 }),
    ]
    expect(broken(history, kept(cancelled))).toEqual(['nobody is refused for nothing'])
  })

  test('a retry that is refused, or told of another meeting', () => {
    const again = booking({ invokedAt: 30, answeredAt: 40 })
    expect(broken([booking(), { ...again, told: 'm9' }], kept(meeting()))).toEqual([
      'retries are answered alike',
    ])
    expect(broken([booking(), { ...again, status: 409, code: 'time_taken' }], kept(meeting()))).toContain(
      'retries are answered alike',
    )
  })

  test('an invite that is booked twice, or taken back as well', () => {
    const second = meeting({ ...another, inviteId: 'i1', startsAt: nine + 60 * minute }, 'k2')
    const history = [booking(), booking({ ...byAnother, inviteId: 'i1', startsAt: nine + 60 * minute })]
    expect(broken(history, kept(meeting(), second))).toEqual(['an invite is booked once'])
    const withdrawal = booking({ key: 'k5', kind: 'withdraw', actorId: 'ana', told: '' })
    expect(broken([booking(), withdrawal], kept(meeting()))).toEqual(['an invite is booked once'])
  })

  test('an acknowledged booking that is not there, or there twice', () => {
    expect(broken([booking()], kept())).toEqual(['what is acknowledged is there once'])
    const twice = meeting({ id: 'm2', inviteId: 'i2', startsAt: nine + 60 * minute })
    expect(broken([booking()], kept(meeting(), twice))).toContain('what is acknowledged is there once')
  })

  test('a meeting nobody asked for', () => {
    expect(broken([], kept(meeting()))).toContain('nothing happens unasked')
  })

  test.each([
    ['no line', { lines: {} }],
    ['two lines', { lines: { booked: 2 } }],
    ['no card', { cards: 0 }],
    ['two cards', { cards: 2 }],
    ['no call', { calls: 0 }],
  ])('a meeting with %s', (_, changes) => {
    expect(broken([booking()], kept(meeting(changes)))).toEqual(['the room is told once'])
  })

  test('rows that do not agree', () => {
    const state = kept(meeting())
    state.engagements[1] = { ...state.engagements[1], startsAt: 0 } as (typeof state.engagements)[number]
    expect(broken([booking()], state)).toEqual(['rows agree'])
  })
})
