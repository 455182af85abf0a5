import { describe, expect, test } from 'vitest'

import { bookedByBen } from '#test/meetings/booked.ts'
import { DAY, HOUR, type Instant, MINUTE } from '#time/instant.ts'

import type { Meeting, Rsvp } from './meeting.ts'
import {
  defaultLeads,
  judgeDue,
  listStale,
  planReminders,
  type Reminder,
  sayDistance,
  sayLead,
} from './reminder.ts'

const start = Date.parse('2026-10-26T10:00:00Z')
const longBefore = start - 3 * DAY
const usual = () => defaultLeads

function meetingOf(changes: Partial<Meeting> = {}, rsvpOfChiyo: Rsvp = 'waiting'): Meeting {
  const startsAt = changes.startsAt ?? start
  const { meeting } = bookedByBen(longBefore, { startsAt, memberIds: ['ana', 'ben', 'chiyo'] })
  const people = meeting.people.map((one) => (one.personId === 'chiyo' ? { ...one, rsvp: rsvpOfChiyo } : one))
  return { ...meeting, people, ...changes }
}

/** What is kept after a plan. */
function keep(kept: readonly Reminder[], changed: readonly Reminder[]): Reminder[] {
  const isSame = (one: Reminder, other: Reminder) =>
    one.personId === other.personId && one.leadMinutes === other.leadMinutes
  return [...kept.filter((one) => !changed.some((other) => isSame(one, other))), ...changed]
}

const waitingOf = (reminders: readonly Reminder[]) =>
  reminders
    .filter(({ state }) => state === 'waiting')
    .map(
      ({ personId, leadMinutes, nextAt }) =>
        `${personId ?? 'room'} ${leadMinutes} ${(start - nextAt) / MINUTE}`,
    )
    .toSorted()

describe('what waits for a meeting', () => {
  const fresh = planReminders(meetingOf(), [], usual, longBefore)

  test('each person at the leads they chose, and the room once at each of them', () => {
    const leadsOf = (personId: string) => (personId === 'ben' ? [60, 10] : [10])
    expect(waitingOf(planReminders(meetingOf({}, 'declined'), [], leadsOf, longBefore))).toEqual([
      'ana 10 10',
      'ben 10 10',
      'ben 60 60',
      'room 10 10',
      'room 60 60',
    ])
  })

  test('what is too late already never was', () => {
    const late = planReminders(meetingOf(), [], usual, start - HOUR)
    expect(waitingOf(late)).toEqual(['ana 10 10', 'ben 10 10', 'chiyo 10 10', 'room 10 10'])
  })

  test('the same meeting again changes nothing, told or not', () => {
    expect(planReminders(meetingOf(), fresh, usual, longBefore)).toEqual([])
    const told = fresh.map((one) => ({ ...one, state: 'told' as const }))
    expect(planReminders(meetingOf(), told, usual, longBefore - DAY)).toEqual([])
  })

  test('a move takes them along, those that were told as well; what that makes too late is not said again', () => {
    const told = fresh.map((one) => ({
      ...one,
      state: one.leadMinutes === 1440 ? ('told' as const) : one.state,
    }))
    const nextWeek = keep(
      told,
      planReminders(meetingOf({ startsAt: start + 7 * DAY }), told, usual, start - DAY),
    )
    expect(waitingOf(nextWeek)).toHaveLength(8)
    const sameDay = keep(
      told,
      planReminders(meetingOf({ startsAt: start + HOUR }), told, usual, start - 2 * HOUR),
    )
    expect(waitingOf(sameDay)).toEqual(['ana 10 -50', 'ben 10 -50', 'chiyo 10 -50', 'room 10 -50'])
  })

  test('a cancelled meeting leaves none, a person who declines none of theirs, and accepting brings those to come back', () => {
    const cancelled = meetingOf({ status: 'cancelled' })
    expect(waitingOf(keep(fresh, planReminders(cancelled, fresh, usual, longBefore)))).toEqual([])
    const without = keep(fresh, planReminders(meetingOf({}, 'declined'), fresh, usual, longBefore))
    expect(waitingOf(without).filter((one) => one.startsWith('chiyo'))).toEqual([])
    const back = keep(without, planReminders(meetingOf({}, 'accepted'), without, usual, start - HOUR))
    expect(waitingOf(back).filter((one) => one.startsWith('chiyo'))).toEqual(['chiyo 10 10'])
  })

  test('what was told but has not gone out is stale after a move, a cancellation, and for who declines', () => {
    const told = fresh.map((one) => ({ ...one, state: 'told' as const }))
    expect(listStale(meetingOf(), told)).toEqual([])
    expect(listStale(meetingOf({ startsAt: start + HOUR }), told)).toHaveLength(6)
    expect(listStale(meetingOf({ status: 'cancelled' }), told)).toHaveLength(6)
    expect(listStale(meetingOf({}, 'declined'), told).map(({ personId }) => personId)).toEqual([
      'chiyo',
      'chiyo',
    ])
  })
})

describe('what is due', () => {
  const fresh = planReminders(meetingOf(), [], usual, longBefore)
  const dueAt = (now: Instant) => fresh.filter(({ nextAt }) => nextAt <= now)

  test('after a long sleep the shortest lead speaks for the others', () => {
    const now = start - 5 * MINUTE
    const { told, skipped } = judgeDue(meetingOf(), dueAt(now), now)
    expect(told.map(({ leadMinutes }) => leadMinutes)).toEqual([10, 10, 10, 10])
    expect(skipped.map(({ leadMinutes }) => leadMinutes)).toEqual([1440, 1440, 1440, 1440])
  })

  test('late is told while it helps, and not once the meeting has begun or was cancelled', () => {
    const now = start - HOUR
    expect(judgeDue(meetingOf(), dueAt(now), now).told).toHaveLength(4)
    expect(judgeDue(meetingOf(), fresh, start).told).toEqual([])
    expect(judgeDue(meetingOf({ status: 'cancelled' }), dueAt(now), now).told).toEqual([])
  })
})

/** Small and the same everywhere: a linear congruential generator. */
function dice(seed: number): (sides: number) => number {
  let state = seed
  return (sides) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return Math.floor((state / 2 ** 31) * sides)
  }
}

test.each(Array.from({ length: 60 }, (_, seed) => seed + 1))(
  'whatever the clock does and however it is moved, nobody is told twice of one start or after it (seed %i)',
  (seed) => {
    const roll = dice(seed)
    let now = longBefore
    let meeting = meetingOf()
    let kept = planReminders(meeting, [], usual, now)
    const said = new Set<string>()
    for (let step = 0; step < 60; step += 1) {
      now += [MINUTE, HOUR, DAY, -HOUR, -2 * DAY, 7 * MINUTE][roll(6)] ?? 0
      if (roll(8) === 0) {
        // Never back to a start that was left: that would be worth telling again.
        meeting = { ...meetingOf({ startsAt: start + step * 13 * MINUTE }) }
        kept = keep(kept, planReminders(meeting, kept, usual, now))
      }
      const due = kept.filter((one) => one.state === 'waiting' && one.nextAt <= now)
      const { told, skipped } = judgeDue(meeting, due, now)
      kept = keep(kept, [...told, ...skipped])
      for (const { personId, leadMinutes, startsAt } of told) {
        const what = `${personId} ${leadMinutes} ${startsAt}`
        expect(said).not.toContain(what)
        expect(now).toBeLessThan(startsAt)
        said.add(what)
      }
    }
  },
)

test.each([
  [10 * MINUTE, '10 minutes'],
  [61_000, '1 minute'],
  [4_000, '1 minute'],
  [89 * MINUTE, '89 minutes'],
  [2 * HOUR, '2 hours'],
  [24 * HOUR, '24 hours'],
  [7 * DAY, '7 days'],
])('%i ms are %s', (ms, text) => expect(sayDistance(ms)).toBe(text))

test.each([
  [10, '10 minutes before'],
  [60, '1 hour before'],
  [180, '3 hours before'],
  [1440, '1 day before'],
  [10080, '7 days before'],
])('a lead of %i is %s', (minutes, text) => expect(sayLead(minutes)).toBe(text))
