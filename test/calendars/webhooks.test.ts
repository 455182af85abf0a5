import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { chores, listBusy } from '#calendars'
import { parseInstant } from '#time/instant.ts'

import { anaThere, type GoogleWorld, linkGoogle, startGoogleWorld, until } from './google-world.ts'

let world: GoogleWorld

beforeEach(async () => {
  world = await startGoogleWorld()
})
afterEach(() => world.stop())

const at = (text: string) => parseInstant(text) ?? Number.NaN
const week = [at('2026-10-26T00:00:00Z'), at('2026-11-02T00:00:00Z')] as const
const monday = { start: '2026-10-26T09:00:00Z', end: '2026-10-26T10:00:00Z' }

const readCalendars = () => chores[0]?.run(world.parley.app)

async function isBusy(personId: string): Promise<boolean> {
  const { app } = world.parley
  const [busy] = await listBusy(app.db, [personId], week, app.now())
  return (busy?.calendars ?? []).some(({ intervals }) => intervals.length > 0)
}

async function watchOf() {
  const row = await world.parley.app.db.selectFrom('calendars').selectAll().executeTakeFirstOrThrow()
  return { id: row.watch_id ?? '', resource: row.watch_resource ?? '', next: row.next_read_at }
}

/** A notice as Google sends it: everything in the head, and a body that is none. */
function notify(head: Record<string, string>, body = ''): Promise<Response> {
  return fetch(`${world.parley.url}/hooks/google`, {
    method: 'POST',
    headers: { 'content-type': 'application/json; utf-8', 'x-goog-resource-state': 'exists', ...head },
    body,
  })
}

test('a new event takes time away within seconds of Google’s word', async () => {
  const ana = await world.parley.as('ana')
  await linkGoogle(world, ana)
  expect(world.google.channels()).toHaveLength(1)
  world.parley.clock.advance(6_000)
  world.google.person(anaThere).addEvent(monday)
  await until(() => isBusy(ana.personId), 'the time is taken')
  expect(world.google.notifications.every(({ status }) => status === 200)).toBe(true)
})

test('several notices at once are one reading', async () => {
  const ana = await world.parley.as('ana')
  await linkGoogle(world, ana)
  world.parley.clock.advance(6_000)
  world.google.duplicateNotifications(10)
  world.google.person(anaThere).addEvent(monday)
  await until(() => isBusy(ana.personId), 'the time is taken')
  await world.google.settle()
  const reads = () => world.google.requests.filter(({ path }) => path.endsWith('/events')).length
  const before = reads()
  await readCalendars()
  expect(reads()).toBe(before)
  expect((await watchOf()).next).toBeGreaterThan(world.parley.clock.now())
})

describe('nobody is heard', () => {
  test.each([
    [
      'of whom nothing is known',
      async () => ({ 'x-goog-channel-id': 'unknown', 'x-goog-channel-token': 'x' }),
    ],
    ['without a word', async () => ({})],
    ['with another secret', async () => ({ ...(await headOf()), 'x-goog-channel-token': 'guessed' })],
    ['without a secret', async () => headOf()],
  ])('%s', async (_, head) => {
    const ana = await world.parley.as('ana')
    await linkGoogle(world, ana)
    world.parley.clock.advance(6_000)
    const before = (await watchOf()).next
    const answer = await notify({ ...(await head()) })
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect((await watchOf()).next).toBe(before)
  })

  async function headOf(): Promise<Record<string, string>> {
    const { id, resource } = await watchOf()
    return { 'x-goog-channel-id': id, 'x-goog-resource-id': resource }
  }

  test('whatever they send along', async () => {
    for (const body of ['', '{', '[]', 'x'.repeat(200_000)]) expect((await notify({}, body)).status).toBe(200)
    expect((await notify({}, 'x'.repeat(300_000))).status).toBe(413)
  })
})

describe('Microsoft', () => {
  const hook = () => `${world.parley.url}/hooks/microsoft`
  const post = (body: string, type = 'application/json') =>
    fetch(hook(), { method: 'POST', headers: { 'content-type': type }, body })

  test('is answered whether this is us only while it is asked for a subscription', async () => {
    const ask = () =>
      fetch(`${hook()}?validationToken=${encodeURIComponent('<b>hello</b> &')}`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      })
    expect((await ask()).status).toBe(409)
    const ana = await world.parley.as('ana')
    await linkGoogle(world, ana)
    const { db } = world.parley.app
    await db.updateTable('calendar_links').set({ provider: 'microsoft' }).execute()
    const soon = new Date(world.parley.clock.now() + 60_000)
    await db.updateTable('calendars').set({ watch_pending_until: soon }).execute()
    const answer = await ask()
    expect([answer.status, await answer.text()]).toEqual([200, '<b>hello</b> &'])
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
  })

  test.each([
    '',
    'x',
    '[]',
    'null',
    '{"value":7}',
    '{"value":[null,7,{"subscriptionId":7}]}',
    '{"value":[{"subscriptionId":"x","clientState":"y"}]}',
    '{"value":[{"subscriptionId":"\\u0000","clientState":"y"}]}',
  ])('takes %j and does nothing', async (body) => {
    expect((await post(body)).status).toBe(202)
    expect((await post(body, 'text/plain')).status).toBe(202)
  })
})

test('a watch is renewed before it ends, and the old one stopped', async () => {
  const ana = await world.parley.as('ana')
  await linkGoogle(world, ana)
  const before = await watchOf()
  world.parley.clock.advance(6.6 * 86_400_000)
  await readCalendars()
  await until(async () => (await watchOf()).id !== before.id, 'there is a new watch')
  await until(() => world.google.channels().length === 1, 'the old one is stopped')
  expect(world.google.channels()[0]?.id).toBe((await watchOf()).id)
})
