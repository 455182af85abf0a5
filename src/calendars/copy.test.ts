import { describe, expect, test } from 'vitest'

import {
  catchUp,
  cleared,
  compare,
  type Copy,
  failed,
  keyOf,
  release,
  removedOutside,
  standOf,
  taskOf,
  want,
  type Wish,
  written,
} from './copy.ts'
import type { OutsideEvent, WantedEvent } from './event.ts'

const now = Date.parse('2026-10-23T10:00:00Z')
const minute = 60_000
const hour = 60 * minute

const event: WantedEvent = {
  uid: 'm1@talk.example',
  sequence: 0,
  startsAt: now + 24 * hour,
  endsAt: now + 25 * hour,
  timeZone: 'Europe/Lisbon',
  title: 'Meeting: Kitchen rebuild',
  attendees: ['Ana Silva', 'Ben Carter'],
  joinUrl: 'https://talk.example/join/abc',
  note: '',
}
const moved: WantedEvent = { ...event, sequence: 1, startsAt: now + 48 * hour, endsAt: now + 49 * hour }
const seen: OutsideEvent = {
  externalId: 'ev1',
  etag: '"1"',
  uid: event.uid,
  startsAt: event.startsAt,
  endsAt: event.endsAt,
  busy: 'busy',
  isDeclined: false,
  guests: [],
  title: null,
  mark: { uid: event.uid },
}

describe('want', () => {
  test('begins with the first wish, and not without one', () => {
    const copy = first()
    expect(copy).toMatchObject({ state: 'waiting', wantedVersion: 1, writtenVersion: null, calendarId: 'c1' })
    expect(copy.key).toBe(keyOf('m1', 'ana', 1))
    expect(want(undefined, wish(null), about())).toBeUndefined()
  })

  test('changes nothing when the same is wanted, unless it is to be written again', () => {
    const copy = standing()
    const reordered = Object.fromEntries(Object.entries(event).toReversed()) as WantedEvent
    expect(want(copy, wish(reordered), about())).toBeUndefined()
    expect(want(copy, { ...wish(event), again: true }, about())).toMatchObject({
      state: 'waiting',
      wantedVersion: 2,
      externalId: 'ev1',
    })
  })

  test('replaces a wish that was not written yet, and keeps counting from when it fell behind', () => {
    const later = want(first(), wish(moved), about(now + minute))
    expect(later).toMatchObject({ wanted: moved, wantedVersion: 2, behindSince: now, nextAt: now + minute })
  })

  test('of what never stood anywhere nothing has to be taken away', () => {
    expect(want(first(), wish(null), about())).toMatchObject({ state: 'withdrawn', writtenVersion: 2 })
  })

  test('what may have been created without an answer has to be looked for before it is gone', () => {
    const lost = { ...first(), tried: event }
    const gone = must(want(lost, wish(null), about()))
    expect(taskOf(gone, now)).toBe('look-and-remove')
  })

  test('a copy stays in the calendar where it stands, even when another receives by now', () => {
    expect(want(standing(), wish(moved), about(now, 'c2'))).toMatchObject({ calendarId: 'c1' })
    expect(want(first(), wish(moved), about(now, 'c2'))).toMatchObject({ calendarId: 'c2' })
  })

  test('a copy whose calendar is gone begins anew in the one that receives, under another name', () => {
    const orphan = { ...standing(), calendarId: null }
    expect(want(orphan, wish(moved), about(now, 'c2'))).toMatchObject({
      calendarId: 'c2',
      externalId: null,
      key: keyOf('m1', 'ana', 2),
      looksFirst: true,
    })
  })

  test('what was released is never touched again', () => {
    const own = release(standing())
    expect(own.state).toBe('released')
    expect(want(own, wish(moved), about())).toBeUndefined()
    expect(want(own, { ...wish(moved), again: true }, about())).toBeUndefined()
    expect(want(own, wish(null), about())).toBeUndefined()
  })

  test('what its owner took away stays away when it changes, and comes back once it is wanted anew', () => {
    const removed = removedOutside(standing())
    const changed = must(want(removed, wish(moved), about()))
    expect(changed.state).toBe('removed')
    const unwanted = must(want(changed, wish(null), about()))
    expect(unwanted.state).toBe('withdrawn')
    const back = must(want(unwanted, wish(moved), about()))
    expect(back).toMatchObject({ state: 'waiting', key: keyOf('m1', 'ana', 2), externalId: null })
  })
})

describe('what is done', () => {
  const stands = { externalId: 'ev1', etag: '"1"' }

  test('a new copy is created at once, an older one is looked for first', () => {
    expect(taskOf(first(), now)).toBe('create')
    expect(taskOf(first(), now + 2 * minute)).toBe('look-and-create')
    expect(taskOf(catchUp({ ...first(), calendarId: null }, 'c1', now), now)).toBe('look-and-create')
    expect(taskOf({ ...first(), calendarId: null }, now)).toBe('nothing')
  })

  test('a copy that waited long for its link has three days from when it is made again', () => {
    const back = catchUp(first(), 'c1', now + 100 * hour)
    const failure = { sentence: 'Away.', isFinal: false, retryAfterMs: undefined, chance: 0.5 }
    expect(failed(back, failure, now + 101 * hour).state).toBe('waiting')
  })

  test('what was wanted while it was written is still to do', () => {
    const meanwhile = must(want(first(), wish(moved), about()))
    const after = written(meanwhile, 1, stands, now)
    expect(after).toMatchObject({ state: 'waiting', writtenVersion: 1, externalId: 'ev1' })
    expect(taskOf(after, now)).toBe('update')
    expect(written(after, 2, stands, now)).toMatchObject({ state: 'written', writtenVersion: 2 })
  })

  test('moved and then cancelled ends cancelled', () => {
    const gone = must(want(must(want(standing(), wish(moved), about())), wish(null), about()))
    expect(taskOf(gone, now)).toBe('remove')
    expect(cleared(gone, gone.wantedVersion, now)).toMatchObject({ state: 'withdrawn', externalId: null })
  })

  test('cancelled and wanted again meanwhile is created under another name', () => {
    const gone = must(want(standing(), wish(null), about()))
    const back = must(want(gone, wish(moved), about()))
    const after = cleared(back, gone.wantedVersion, now)
    expect(after).toMatchObject({ state: 'waiting', key: keyOf('m1', 'ana', 2), externalId: null })
  })

  test('a link that ended while it was written leaves it to its owner', () => {
    const own = release({ ...first(), tried: event })
    expect(written(own, 1, stands, now)).toMatchObject({ state: 'released', externalId: 'ev1' })
  })
})

describe('failed', () => {
  const failure = {
    sentence: 'Google cannot be reached.',
    isFinal: false,
    retryAfterMs: undefined,
    chance: 0.5,
  }

  test('tries again later, with pauses that grow', () => {
    const once = failed({ ...first(), attempts: 1 }, failure, now)
    const often = failed({ ...first(), attempts: 12 }, failure, now)
    expect(once).toMatchObject({ state: 'waiting', lastError: failure.sentence })
    expect(once.nextAt - now).toBeLessThanOrEqual(10_000)
    expect(often.nextAt - now).toBeGreaterThan(5 * minute)
    expect(often.nextAt - now).toBeLessThanOrEqual(15 * minute)
  })

  test('waits exactly as long as the provider asks for', () => {
    expect(failed(first(), { ...failure, retryAfterMs: 120_000 }, now).nextAt).toBe(now + 120_000)
  })

  test('is given up after three days, or at once when trying again does not help', () => {
    expect(failed(first(), failure, now + 72 * hour).state).toBe('waiting')
    expect(failed(first(), failure, now + 72 * hour + 1)).toMatchObject({
      state: 'parked',
      lastError: 'For three days it could not be written.',
    })
    expect(failed(first(), { ...failure, isFinal: true }, now)).toMatchObject({
      state: 'parked',
      lastError: failure.sentence,
    })
  })
})

describe('compare', () => {
  test('an event that only looks different is no change, and its etag is known from then on', () => {
    const { copy, changes } = compare(standing(), { ...seen, etag: '"2"' })
    expect(changes).toEqual([])
    expect(copy).toMatchObject({ state: 'written', etag: '"2"' })
  })

  test('moved, declined, removed', () => {
    const later = { ...seen, startsAt: moved.startsAt, endsAt: moved.endsAt }
    expect(compare(standing(), later).changes).toEqual([
      {
        kind: 'moved',
        from: { startsAt: event.startsAt, endsAt: event.endsAt },
        to: { startsAt: moved.startsAt, endsAt: moved.endsAt },
      },
    ])
    expect(compare(standing(), { ...seen, isDeclined: true }).changes).toEqual([{ kind: 'declined' }])
    const gone = compare(standing(), 'gone')
    expect(gone.changes).toEqual([{ kind: 'removed' }])
    expect(gone.copy).toMatchObject({ state: 'removed', externalId: null, key: keyOf('m1', 'ana', 2) })
  })

  test('guests are told once', () => {
    const invited = { ...seen, guests: ['dev@elsewhere.test'] }
    const { copy, changes } = compare(standing(), invited)
    expect(changes).toEqual([{ kind: 'guests', guests: ['dev@elsewhere.test'] }])
    expect(compare(copy, { ...invited, etag: '"3"' }).changes).toEqual([])
  })

  test('a copy that is behind is not judged', () => {
    const behind = must(want(standing(), wish(moved), about()))
    expect(compare(behind, 'gone')).toEqual({ copy: behind, changes: [] })
  })
})

test.each<[string, Copy, boolean, string]>([
  ['none without a calendar', { ...first(), calendarId: null }, true, 'none'],
  ['waiting', first(), true, 'waiting'],
  ['retrying', { ...first(), lastError: 'Google cannot be reached.' }, true, 'retrying'],
  ['waiting for its link', first(), false, 'relink'],
  ['written, whatever became of the link', standing(), false, 'written'],
  ['parked', { ...first(), state: 'parked' }, true, 'parked'],
  ['none once released', release(standing()), true, 'none'],
])('stands: %s', (_, copy, isLinked, expected) => {
  expect(standOf(copy, isLinked)).toBe(expected)
})

function wish(wanted: WantedEvent | null): Wish {
  return { personId: 'ana', isOwn: true, wanted }
}

function about(at = now, calendarId: string | null = 'c1') {
  return { subjectId: 'm1', endsAt: event.endsAt, calendarId, now: at }
}

function first(): Copy {
  return must(want(undefined, wish(event), about()))
}

function standing(): Copy {
  return written(first(), 1, { externalId: 'ev1', etag: '"1"' }, now)
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('Something was expected here.')
  return value
}
