import { afterAll, beforeEach, describe, expect, test } from 'vitest'

import { sessionCookieName } from '#platform/http.ts'
import { saveSchedule } from '#test/meetings/offers.ts'
import { type Client, openClient, startTestApp, type TestApp } from '#test/support/app.ts'

import { booked, bookOffering, offeredStarts, slotsOf } from './booking-world.ts'
import { makeOffering, offeringTerms, takeHandle } from './offerings.ts'

const MINUTE = 60_000
let first: TestApp | undefined
let second: TestApp | undefined
let ana: Client
let ben: Client
let nobody: Client
let offering: { id: string; version: number }
let before: string[]

// The clock moves in each, so each has a world of its own. What is changed is changed on a second server, and asked on the first.
beforeEach(async () => {
  await stop()
  first = await startTestApp()
  second = await startTestApp({ connectionString: first.connectionString, clock: first.clock })
  ;[ana, ben] = await Promise.all([first.as('ana'), first.as('ben')])
  nobody = first.stranger()
  await takeHandle(ana, 'ana-silva')
  await saveSchedule(ana, { daysAhead: 14 })
  offering = await makeOffering(ana, { answerWithinMinutes: 60 })
  before = await offeredStarts(nobody, offering.id)
  expect(await offeredStarts(nobody, offering.id)).toEqual(before)
  expect(await offeredStarts(ben, offering.id)).toEqual(before)
})
afterAll(stop)

async function stop(): Promise<void> {
  await second?.stop()
  await first?.stop()
}

/** The same person's browser on the second server. */
function onSecond(client: Client): Client {
  if (!second) throw new Error('Nothing runs.')
  const name = sessionCookieName(new URL(second.url))
  return openClient(second.url, client.personId, `${name}=${client.cookie().split('=')[1]}`)
}

describe('times that were told before are not told again once they are wrong', () => {
  test('when one is asked for, and again when its hold runs out', async () => {
    const [start] = before
    await booked(onSecond(ben), offering.id, start)
    for (const reader of [nobody, ben]) {
      expect(await offeredStarts(reader, offering.id)).not.toContain(start)
    }
    first?.clock.advance(60 * MINUTE)
    for (const reader of [nobody, ben]) expect(await offeredStarts(reader, offering.id)).toContain(start)
  })

  test('when the reader is booked elsewhere, for them alone', async () => {
    const dev = await first?.as('dev')
    if (!dev) throw new Error('Nothing runs.')
    await takeHandle(dev, 'dev')
    const other = await makeOffering(dev)
    const theirs = new Set(await offeredStarts(ben, other.id))
    const both = before.find((start) => theirs.has(start))
    await booked(onSecond(ben), other.id, both)
    expect(await offeredStarts(ben, offering.id)).not.toContain(both)
    expect(await offeredStarts(nobody, offering.id)).toEqual(before)
  })

  test('when the offering or the schedule changes, and when it is turned off', async () => {
    await saveSchedule(onSecond(ana), { incrementMinutes: 60, daysAhead: 14 })
    expect((await offeredStarts(nobody, offering.id)).length).toBeLessThan(before.length * 0.6)
    await saveSchedule(onSecond(ana), { daysAhead: 14 })
    const terms = offeringTerms({ minimumNoticeMinutes: 7 * 24 * 60, answerWithinMinutes: 60 })
    const kept = await onSecond(ana).put(`/api/me/offerings/${offering.id}`, terms)
    expect(kept.status).toBe(200)
    const week = new Date((first?.clock.now() ?? 0) + 7 * 24 * 60 * MINUTE).toISOString()
    expect((await offeredStarts(nobody, offering.id)).every((start) => start >= week.slice(0, 19))).toBe(true)
    await onSecond(ana).put(`/api/me/offerings/${offering.id}/on`, { isOn: false })
    expect((await slotsOf(nobody, offering.id)).status).toBe(404)
  })

  test('when the day turns, so that one more is offered, and when a start falls to its notice', async () => {
    const last = before.at(-1) ?? ''
    first?.clock.set('2026-10-27T08:00:00Z')
    const after = await offeredStarts(nobody, offering.id)
    expect((after.at(-1) ?? '') > last).toBe(true)
    expect((after[0] ?? '') > '2026-10-27T08:00').toBe(true)
    // Every one that is told can be booked.
    expect((await bookOffering(ben, offering.id, after.at(-1))).status).toBe(200)
  })
})
