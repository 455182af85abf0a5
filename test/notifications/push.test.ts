import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'

import { tell } from '#notifications'
import { sendDueDeliveries } from '#platform/sending.ts'
import { type Client, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { cast } from '#test/support/cast.ts'
import {
  type FakePush,
  makeSubscriber,
  startFakePush,
  type Subscriber,
} from '#test/support/fakes/push/fake-push.ts'

const quarterHour = 15 * 60_000

let parley: TestApp
let service: FakePush
let ana: Client

beforeAll(async () => {
  service = await startFakePush(() => parley.app.push.publicKey)
  parley = await startTestApp({ env: { ALLOW_PRIVATE_NETS: '127.0.0.1/32' } })
  ana = await parley.as('ana')
})
afterAll(async () => {
  await parley.stop()
  await service.stop()
})
afterEach(async () => {
  service.answerWith(undefined)
  await parley.app.db.deleteFrom('push_devices').execute()
})

/** Tells somebody something that goes by push; answers its key. */
async function say(personId: string, title: string, key = newKey(), at?: number): Promise<string> {
  const { app } = parley
  const about = { subjectId: null, roomId: null, text: 'At three.', href: '/rooms' }
  await app.transaction((tx) =>
    tell(tx, { personId, kind: 'reminder', key, title, ...about, ...(at !== undefined && { at }) }),
  )
  return key
}

async function addTo(
  browser: Client,
  subscriber: Subscriber = service.subscribe(),
): Promise<{ id: string } & Subscriber> {
  const answer = await browser.post('/api/push/devices', subscriber.target)
  expect(answer.status).toBe(200)
  return { ...subscriber, id: answer.body.device.id }
}

const takenFor = ({ target }: Subscriber) =>
  service.taken.filter(({ subscriber }) => target.endpoint.endsWith(`/${subscriber}`))

async function until(condition: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(condition, { timeout: 20_000, interval: 50 })
}

async function rowOf(key: string) {
  const rows = await parley.app.db
    .selectFrom('deliveries')
    .select(['state', 'attempts', 'next_at', 'last_error', 'wanted'])
    .where('channel', '=', 'push')
    .where('key', 'like', `${key}:%`)
    .execute()
  expect(rows).toHaveLength(1)
  return rows[0]
}

/** Makes the waiting delivery due once more, and tries it. */
async function tryAgain(): Promise<void> {
  parley.clock.advance(quarterHour)
  await sendDueDeliveries(parley.app, 'push')
}

test('a push arrives encrypted for that browser alone, signed by this Parley', async () => {
  const device = await addTo(ana)
  const key = await say(ana.personId, 'Meeting in 10 minutes')
  await until(() => expect(takenFor(device)).toHaveLength(1))
  const [push] = takenFor(device)
  if (!push) throw new Error('Nothing came.')
  expect(device.open(push.body)).toMatchObject({
    title: 'Meeting in 10 minutes',
    text: 'At three.',
    href: '/rooms',
  })
  expect(() => makeSubscriber('https://elsewhere.test').open(push.body)).toThrow()
  expect(push.body.includes('Meeting')).toBe(false)
  // The service checked the signature; what was signed is for it alone, for a day at most.
  expect(push.claims.aud).toBe(service.url)
  expect(push.claims.sub).toMatch(/^mailto:|^https:/)
  expect(push.claims.exp * 1000 - Date.now()).toBeLessThanOrEqual(24 * 3_600_000)
  expect(push).toMatchObject({ urgency: 'high', ttl: 86_400, topic: expect.stringMatching(/^[\w-]{32}$/) })
  await until(async () => expect(await rowOf(key)).toMatchObject({ state: 'sent', wanted: {} }))
  const { devices } = (await ana.get('/api/push/devices')).body
  expect(devices).toMatchObject([{ id: device.id, here: true, reachedAt: expect.any(String) }])
})

test('each device of a person gets it once, and nobody else does', async () => {
  const other = await signInAgain('ana')
  const [here, there, ben] = [await addTo(ana), await addTo(other), await addTo(await parley.as('ben'))]
  const title = newKey()
  const key = await say(ana.personId, title)
  await until(() => expect([...takenFor(here), ...takenFor(there)]).toHaveLength(2))
  await sendDueDeliveries(parley.app, 'push')
  expect(takenFor(here)).toHaveLength(1)
  expect(takenFor(ben)).toHaveLength(0)
  // What says the same takes the place of the first where both still lie at the service.
  await say(ana.personId, `${title}, once more`, key)
  await until(() => expect(takenFor(here)).toHaveLength(2))
  expect(new Set(takenFor(here).map(({ topic }) => topic)).size).toBe(1)
})

describe('what a push service answers', () => {
  test.each([
    [429, { 'retry-after': '7200' }, 7_200_000],
    [503, {}, 1],
    [500, {}, 1],
  ])('%i: it waits, and arrives once when the service is well again', async (status, headers, atLeastMs) => {
    const device = await addTo(ana)
    service.answerWith({ status, headers })
    const key = await say(ana.personId, 'Later')
    await until(async () =>
      expect((await rowOf(key))?.last_error).toBe(`The push service answered ${status}.`),
    )
    const waiting = await rowOf(key)
    expect(waiting?.state).toBe('waiting')
    expect((waiting?.next_at ?? 0) - parley.app.now()).toBeGreaterThanOrEqual(atLeastMs)
    service.answerWith(undefined)
    parley.clock.advance(atLeastMs)
    await tryAgain()
    await tryAgain()
    expect(takenFor(device).map(({ body }) => device.open(body).title)).toEqual(['Later'])
  })

  test.each([404, 410])('%i: the browser has ended it, so the device is forgotten', async (status) => {
    const device = await addTo(ana)
    service.answerWith({ status })
    const key = await say(ana.personId, 'Nobody there')
    await until(async () => expect((await rowOf(key))?.state).toBe('dropped'))
    expect((await rowOf(key))?.wanted).toEqual({})
    const { devices } = (await ana.get('/api/push/devices')).body
    expect(devices.map(({ id }: { id: string }) => id)).not.toContain(device.id)
    const before = service.asked()
    await say(ana.personId, 'Still nobody there')
    await tryAgain()
    expect(service.asked()).toBe(before)
  })

  test.each([
    [403, 'The push service answered 403.'],
    [301, 'The push service answered 301.'],
  ])('%i: trying again would not help, so it is parked and says why', async (status, why) => {
    await addTo(ana)
    service.answerWith({ status, headers: { location: `${service.url}/elsewhere` } })
    const before = service.asked()
    const key = await say(ana.personId, 'Refused')
    await until(async () => expect(await rowOf(key)).toMatchObject({ state: 'parked', last_error: why }))
    await tryAgain()
    expect(service.asked()).toBe(before + 1)
  })
})

test('what would come too late is let go', async () => {
  const device = await addTo(ana)
  service.answerWith({ status: 503 })
  const key = await say(ana.personId, 'Meeting in 10 minutes', newKey(), parley.app.now() + 600_000)
  await until(async () => expect((await rowOf(key))?.attempts).toBeGreaterThan(0))
  service.answerWith(undefined)
  await tryAgain()
  expect(takenFor(device)).toHaveLength(0)
  expect((await rowOf(key))?.state).toBe('dropped')
})

describe('whose a device is', () => {
  test('nobody ends the device of somebody else, or sees it', async () => {
    const device = await addTo(ana)
    const ben = await parley.as('ben')
    expect((await ben.delete(`/api/push/devices/${device.id}`)).status).toBe(404)
    expect(JSON.stringify((await ben.get('/api/push/devices')).body)).not.toContain(device.id)
    expect((await ana.delete(`/api/push/devices/${device.id}`)).status).toBe(200)
    expect((await ana.delete(`/api/push/devices/${device.id}`)).status).toBe(404)
  })

  test('it ends with its session, at once and for what still waits', async () => {
    const elsewhere = await signInAgain('ana')
    const device = await addTo(elsewhere)
    service.answerWith({ status: 503 })
    const key = await say(ana.personId, 'Not for who sits there now')
    await until(async () => {
      const rows = await parley.app.db
        .selectFrom('deliveries')
        .select('attempts')
        .where('key', '=', `${key}:${ana.personId}:${device.id}`)
        .execute()
      expect(rows[0]?.attempts).toBeGreaterThan(0)
    })
    await elsewhere.post('/api/sign-out')
    service.answerWith(undefined)
    await tryAgain()
    expect(takenFor(device)).toHaveLength(0)
  })

  test('who signs in where somebody else had push takes it over', async () => {
    const device = await addTo(ana)
    const ben = await parley.as('ben')
    const taken = await addTo(ben, device)
    const title = newKey()
    await say(ana.personId, title)
    await say(ben.personId, `${title} for Ben`)
    await until(() => expect(takenFor(taken)).toHaveLength(1))
    await sendDueDeliveries(parley.app, 'push')
    expect(takenFor(taken).map(({ body }) => device.open(body).title)).toEqual([`${title} for Ben`])
  })
})

test('what no browser would send is refused with a sentence, and what is private is never asked', async () => {
  const { target } = service.subscribe()
  for (const wrong of [
    { ...target, endpoint: 'ftp://push.test/1' },
    { ...target, endpoint: 'here' },
    { ...target, p256dh: 'A'.repeat(87) },
    { ...target, p256dh: 'short' },
    { ...target, auth: '!'.repeat(22) },
  ]) {
    const answer = await ana.post('/api/push/devices', wrong)
    expect(answer.status).toBe(422)
    expect(Object.values(answer.body.error.fields)).toHaveLength(1)
  }
  await addTo(ana, makeSubscriber('https://10.1.2.3/push'))
  const key = await say(ana.personId, 'Into the network')
  await until(async () =>
    expect(await rowOf(key)).toMatchObject({
      state: 'parked',
      last_error: 'The push service could not be reached.',
    }),
  )
})

test('the worker of pages is served as a script of ours that nothing is loaded into', async () => {
  const answer = await fetch(`${parley.url}/push-worker.js`)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  expect(answer.headers.get('cache-control')).toBe('no-cache')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  expect(answer.headers.get('content-security-policy')).toBe(`default-src 'none'`)
  const etag = answer.headers.get('etag') ?? ''
  const again = await fetch(`${parley.url}/push-worker.js`, { headers: { 'if-none-match': etag } })
  expect(again.status).toBe(304)
})

async function signInAgain(name: 'ana'): Promise<Client> {
  const browser = parley.stranger()
  const { email, password } = cast[name]
  await browser.post('/api/sign-in', { email, password })
  return browser
}
