import { afterAll, beforeAll, expect, test } from 'vitest'

import { type Client, makeRoom, startTestApp, type TestApp } from '#test/support/app.ts'

import { bookFor, sendOffer } from './offers.ts'

let parley: TestApp
let ana: Client
let ben: Client

beforeAll(async () => {
  parley = await startTestApp()
  ana = await parley.as('ana')
  ben = await parley.as('ben')
})
afterAll(() => parley.stop())

const week = '/api/me/time?from=2026-10-26T00:00:00Z&to=2026-11-02T00:00:00Z'

test('everybody reads what takes their own time, by name, and nobody else does', async () => {
  const roomId = await makeRoom(ana, [ben], 'Garden')
  const meetingId = await bookFor(ben, await sendOffer(ana, roomId), '2026-10-26T10:00:00Z')
  const meeting = {
    meetingId,
    roomId,
    name: 'Meeting: Garden',
    startsAt: '2026-10-26T10:00:00Z',
    endsAt: '2026-10-26T10:30:00Z',
  }
  expect((await ana.get(week)).body).toEqual({
    calendars: [],
    meetings: [{ ...meeting, isOrganizer: true }],
    unknown: [],
  })
  expect((await ben.get(week)).body.meetings).toEqual([{ ...meeting, isOrganizer: false }])
  expect((await (await parley.as('eve')).get(week)).body.meetings).toEqual([])
  expect((await parley.stranger().get(week)).status).toBe(401)
})

test('a range is at most two months', async () => {
  const { status, body } = await ana.get('/api/me/time?from=2026-10-26T00:00:00Z&to=2027-10-26T00:00:00Z')
  expect([status, body.error.fields]).toEqual([422, { to: 'Ask for at most 62 days at once.' }])
})
