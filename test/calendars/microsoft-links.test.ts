import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { chores, listBusy } from '#calendars'
import { wakeByNotice } from '#calendars/store/readings.ts'
import { type Client, standingClock, startTestApp, type TestApp } from '#test/support/app.ts'
import { type FakeMicrosoft, startFakeMicrosoft } from '#test/support/fakes/microsoft/fake-microsoft.ts'
import { parseInstant } from '#time/instant.ts'

import { onlyLink, until } from './google-world.ts'

const client = { id: '11111111-2222-4333-8444-555555555555', secret: 'a-secret-of-ours' }
const chiyoThere = 'chiyo@contoso.example'
const inHerCellar = 'chiyo@cellar.example'
const at = (text: string) => parseInstant(text) ?? Number.NaN
const week = [at('2026-10-26T00:00:00Z'), at('2026-11-02T00:00:00Z')] as const
const monday = { start: '2026-10-26T09:00:00', end: '2026-10-26T10:00:00' }

let microsoft: FakeMicrosoft
let parley: TestApp
let chiyo: Client

beforeEach(async () => {
  const clock = standingClock()
  microsoft = await startFakeMicrosoft({
    now: clock.now,
    accounts: [
      { email: chiyoThere, timeZone: 'UTC' },
      { email: inHerCellar, mailbox: 'on-premises' },
    ],
  })
  parley = await startTestApp({
    clock,
    env: {
      MICROSOFT_CLIENT_ID: client.id,
      MICROSOFT_CLIENT_SECRET: client.secret,
      MICROSOFT_LOGIN: microsoft.origin,
      MICROSOFT_API: microsoft.origin,
    },
  })
  microsoft.registerClient({ ...client, redirectUris: [`${parley.url}/oauth/microsoft/callback`] })
  chiyo = await parley.as('chiyo')
})
afterEach(async () => {
  await parley.stop()
  await microsoft.stop()
})

async function comeBack(email: string) {
  const started = await chiyo.post('/api/calendars/links/oauth', {
    provider: 'microsoft',
    returnTo: '/rooms',
  })
  const back = await microsoft.consent(started.body.url, { email })
  const led = await chiyo.get(`${back.pathname}${back.search}`)
  return String(led.headers.get('location'))
}

async function link(): Promise<string> {
  const attemptId = (await comeBack(chiyoThere)).split('/').at(-1)
  const confirmed = await chiyo.post(`/api/calendars/attempts/${attemptId}/confirm`)
  expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200)
  return confirmed.body.linkId
}

async function isBusy(): Promise<boolean> {
  const [busy] = await listBusy(parley.app.db, [chiyo.personId], week, parley.clock.now())
  return (busy?.calendars ?? []).some(({ intervals }) => intervals.length > 0)
}

test('an account is linked, watched, and a change takes time away within seconds', async () => {
  await link()
  const shown = await onlyLink(chiyo)
  expect(shown).toMatchObject({ provider: 'microsoft', shownAs: chiyoThere, state: 'linked', trouble: null })
  expect(shown.calendars).toContainEqual(expect.objectContaining({ countsAsBusy: true, receives: true }))
  expect(microsoft.subscriptions(chiyoThere)).toHaveLength(1)
  parley.clock.advance(6_000)
  microsoft.person(chiyoThere).addEvent(monday)
  await until(isBusy, 'the time is taken')
  expect(microsoft.breaches()).toEqual([])
})

test('a mailbox on a server of one’s own is refused in so many words; nothing is kept', async () => {
  expect(await comeBack(inHerCellar)).toBe('/rooms?calendar=unsupported')
  expect((await chiyo.get('/api/calendars')).body.links).toEqual([])
})

test('a withdrawn grant shows within five minutes, though tokens live on for their hour', async () => {
  await link()
  microsoft.revoke(chiyoThere)
  parley.clock.advance(4 * 60_000)
  for (const { run } of chores) await run(parley.app)
  expect(await onlyLink(chiyo)).toMatchObject({ state: 'needs_relink', trouble: { mend: 'relink' } })
})

describe('a subscription', () => {
  const only = () => {
    const [subscription, ...more] = microsoft.subscriptions(chiyoThere)
    expect(more).toEqual([])
    return subscription
  }
  const readCalendars = () => chores.find(({ name }) => name === 'read calendars')?.run(parley.app)

  test('that Microsoft took away is asked for anew', async () => {
    await link()
    const before = only()
    parley.clock.advance(6_000)
    microsoft.tellLifecycle(chiyoThere, 'subscriptionRemoved')
    await until(() => {
      const now = only()
      return now !== undefined && now.id !== before?.id
    }, 'there is another subscription')
  })

  test('that has to prove itself again goes on', async () => {
    await link()
    const before = only()
    parley.clock.advance(6_000)
    microsoft.tellLifecycle(chiyoThere, 'reauthorizationRequired')
    await until(() => only()?.expirationDateTime !== before?.expirationDateTime, 'it is renewed')
    expect(only()?.id).toBe(before?.id)
    parley.clock.advance(6_000)
    microsoft.person(chiyoThere).addEvent(monday)
    await until(isBusy, 'the time is taken')
  })

  test('is renewed well before it ends, and stays the same', async () => {
    await link()
    const before = only()
    parley.clock.advance((4200 - 11 * 60) * 60_000)
    await readCalendars()
    expect(only()).toMatchObject({ id: before?.id })
    expect(only()?.expirationDateTime).not.toBe(before?.expirationDateTime)
  })

  test('that could not be renewed at once stays, and is renewed by the next reading', async () => {
    await link()
    const before = only()
    parley.clock.advance((4200 - 11 * 60) * 60_000)
    const failing = microsoft.fail({ kind: 'backend-error', times: 100, match: { method: 'PATCH' } })
    await readCalendars()
    expect(failing.hits).toBeGreaterThan(0)
    expect(only()).toEqual(before)
    failing.cancel()
    parley.clock.advance(15 * 60_000)
    await readCalendars()
    expect(only()).toMatchObject({ id: before?.id })
    expect(only()?.expirationDateTime).not.toBe(before?.expirationDateTime)
  })

  test('that has to prove itself again and cannot makes room for another', async () => {
    await link()
    const before = only()
    parley.clock.advance(6_000)
    const failing = microsoft.fail({ kind: 'backend-error', times: 100, match: { method: 'PATCH' } })
    microsoft.tellLifecycle(chiyoThere, 'reauthorizationRequired')
    await until(() => {
      const now = only()
      return now !== undefined && now.id !== before?.id
    }, 'there is another subscription')
    failing.cancel()
  })

  test('has nothing read that was read just now, or that is not read at all', async () => {
    microsoft.person(chiyoThere).addCalendar({ name: 'Courses' })
    const linkId = await link()
    const hear = () =>
      parley.app.transaction(({ db, now }) => wakeByNotice(db, { linkId }, { now, pauseMs: 5_000 }))
    expect(await hear()).toBe(false)
    parley.clock.advance(6_000)
    expect(await hear()).toBe(true)
  })

  test('is one for all calendars of the mailbox, and a change in any of them takes time away', async () => {
    const calendar = microsoft.person(chiyoThere).addCalendar({ name: 'Courses' })
    await link()
    const second = (await onlyLink(chiyo)).calendars.find((one: { name: string }) => one.name === 'Courses')
    const wishes = { countsAsBusy: true, receives: false }
    expect((await chiyo.put(`/api/calendars/calendars/${second.id}`, wishes)).status).toBe(200)
    await readCalendars()
    expect(only()).toBeDefined()
    parley.clock.advance(6_000)
    microsoft.person(chiyoThere).addEvent({ ...monday, calendar })
    await until(isBusy, 'the time is taken')
  })
})

describe('ending the link', () => {
  test('ends the subscription, and names where access is taken away by hand', async () => {
    const linkId = await link()
    const ended = await chiyo.delete(`/api/calendars/links/${linkId}`)
    expect(ended.body).toEqual({ done: true, revokeAt: 'https://myapps.microsoft.com' })
    expect(microsoft.subscriptions(chiyoThere)).toEqual([])
  })
})
