import { describe, expect, test } from 'vitest'

import { type Announcement, findNextChange, listShown, noAnnouncement, type Reader } from './announcement.ts'

const somebody: Reader = { country: null, userType: 'others' }
const nothing = { global: noAnnouncement, responsive: [] }

describe('what a reader sees', () => {
  test.each<[string, Partial<Announcement>, Partial<Reader>, number, boolean]>([
    ['without limits always', {}, {}, 50, true],
    ['nothing of an empty message', { message: '' }, {}, 50, false],
    ['from its start on', { startsAt: 50 }, {}, 50, true],
    ['not before its start', { startsAt: 50 }, {}, 49, false],
    ['not from its end on', { endsAt: 50 }, {}, 50, false],
    ['until its end', { endsAt: 50 }, {}, 49, true],
    ['in their country', { country: 'PT' }, { country: 'PT' }, 50, true],
    ['not in another country', { country: 'PT' }, { country: 'JP' }, 50, false],
    ['not without a country', { country: 'PT' }, { country: null }, 50, false],
    ['of their type', { userType: 'others' }, {}, 50, true],
    ['not of another type', { userType: 'offers-consultations' }, {}, 50, false],
  ])('%s', (_, parts, reader, now, isShown) => {
    const announcement = { ...noAnnouncement, message: 'Hello', ...parts }
    const all = { ...nothing, responsive: [announcement] }
    expect(listShown(all, { ...somebody, ...reader }, now)).toEqual(isShown ? [announcement] : [])
  })

  test('the one for everybody comes first', () => {
    const all = {
      global: { ...noAnnouncement, message: 'first' },
      responsive: [
        { ...noAnnouncement, message: 'second' },
        { ...noAnnouncement, message: 'third' },
      ],
    }
    expect(listShown(all, somebody, 0).map(({ message }) => message)).toEqual(['first', 'second', 'third'])
  })
})

describe('the next change', () => {
  const windows = {
    ...nothing,
    responsive: [
      { ...noAnnouncement, message: 'a', startsAt: 10, endsAt: 30 },
      { ...noAnnouncement, message: 'b', endsAt: 20 },
      { ...noAnnouncement, message: 'c', startsAt: 12, country: 'JP' },
      { ...noAnnouncement, startsAt: 11 },
    ],
  }

  test.each([
    [0, 10],
    [10, 20],
    [20, 30],
    [30, null],
  ])('after %i is at %s', (now, next) => {
    expect(findNextChange(windows, somebody, now)).toBe(next)
  })

  test('never comes without limits', () => {
    expect(findNextChange(nothing, somebody, 0)).toBeNull()
  })
})
