import { afterAll, beforeAll, expect, test } from 'vitest'

import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { book, bookFor, saveSchedule, sendOffer, startsOf } from './offers.ts'

const minute = 60_000
const month = { fromDate: '2026-10-23', untilDate: '2026-11-22' }
const nights = {
  '1': [],
  '2': [['22:30', '24:00']],
  '3': [],
  '4': [['09:10', '10:55']],
  '5': [],
  // Over midnight into the Sundays on which the clocks of Europe and of North America change.
  '6': [['23:30', '03:30']],
  '7': [['12:00', '13:00']],
}

let parley: TestApp
let ana: Client
let ben: Client
let roomId: string

beforeAll(async () => {
  parley = await startTestApp()
  ana = await parley.as('ana')
  ben = await parley.as('ben')
  roomId = await makeRoom(ana, [ben])
  await saveSchedule(ana, {
    bufferBeforeMinutes: 10,
    bufferAfterMinutes: 5,
    minimumNoticeMinutes: 90,
    incrementMinutes: 20,
  })
  // Something stands in both calendars, so that the month has holes.
  const dev = await parley.as('dev')
  await bookFor(
    dev,
    await sendOffer(ana, await makeRoom(ana, [dev]), { untilDate: '2026-11-30' }),
    '2026-10-29T09:40:00Z',
  )
  await bookFor(
    ben,
    await sendOffer(dev, await makeRoom(dev, [ben]), { untilDate: '2026-11-30' }),
    '2026-11-05T09:30:00Z',
  )
})

afterAll(() => parley.stop())

test.each(['Europe/Lisbon', 'America/New_York'])(
  'in %s, over the month in which clocks change, every start that is offered books',
  { timeout: 240_000 },
  async (timeZone) => {
    const offer = { ...month, timeZone, weekly: nights, durationMinutes: 45 }
    const starts = await startsOf(ben, await sendOffer(ana, roomId, offer))
    expect(starts.length).toBeGreaterThan(40)
    for (const startsAt of starts) {
      // Each in its own fresh state: booked, checked, and given back.
      const answer = await book(ben, await sendOffer(ana, roomId, offer), startsAt)
      expect([startsAt, answer.status]).toEqual([startsAt, 200])
      expect(answer.body.meeting.startsAt).toBe(startsAt)
      await ben.post(`/api/meetings/${answer.body.meeting.id}/cancel`, { requestId: newKey(), reason: '' })
    }
  },
)

test.each(['Europe/Lisbon', 'America/New_York'])(
  'in %s, nothing that is not offered books, however near it is',
  { timeout: 240_000 },
  async (timeZone) => {
    const inviteId = await sendOffer(ana, roomId, { ...month, timeZone, weekly: nights, durationMinutes: 45 })
    const starts = await startsOf(ben, inviteId)
    const offered = new Set(starts)
    const forged = starts
      .flatMap((start) =>
        [-60, -45, -20, -5, -1, 1, 5, 20, 45, 60].map((shift) => Date.parse(start) + shift * minute),
      )
      .map((at) => new Date(at).toISOString().replace('.000', ''))
      .filter((start) => !offered.has(start))
    const sample = [...new Set(forged)].filter((_, index) => index % 4 === 0)
    expect(sample.length).toBeGreaterThan(100)
    for (const startsAt of sample) {
      const answer = await book(ben, inviteId, startsAt)
      expect([startsAt, answer.status]).toEqual([startsAt, 409])
      expect(answer.body.error.details.slots.firstStart).toBe(starts[0])
    }
    expect((await ben.get(`/api/invites/${inviteId}`)).body.invite.status).toBe('open')
    expect(await startsOf(ben, inviteId)).toEqual(starts)
    // And it still can be booked after all that.
    const answer = await book(ben, inviteId, starts.at(-1) ?? '')
    expect(answer.status).toBe(200)
    await ben.post(`/api/meetings/${answer.body.meeting.id}/cancel`, { requestId: newKey(), reason: '' })
  },
)

test('a month asked day by day is the month asked at once', async () => {
  const inviteId = await sendOffer(ana, roomId, { ...month, weekly: nights })
  const whole = await startsOf(ben, inviteId, ['2026-10-23T00:00:00Z', '2026-11-23T00:00:00Z'])
  const daily: string[] = []
  for (
    let at = Date.parse('2026-10-23T00:00:00Z');
    at < Date.parse('2026-11-23T00:00:00Z');
    at += 1440 * minute
  ) {
    daily.push(
      ...(await startsOf(ben, inviteId, [
        new Date(at).toISOString(),
        new Date(at + 1440 * minute).toISOString(),
      ])),
    )
  }
  expect(daily).toEqual(whole)
})
