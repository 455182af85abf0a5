import { afterAll, beforeAll, expect, test } from 'vitest'

import { accessBookable, accessOffering, lockBookable } from '#consultations/access.ts'
import { type Client, makeRoom, startTestApp, type TestApp } from '#test/support/app.ts'

import { booked, bookOffering, offeredStarts } from './booking-world.ts'
import { makeOffering, takeHandle } from './offerings.ts'

let testApp: TestApp
let ana: Client
let readers: Record<'ana' | 'ben' | 'eve' | 'stranger', Client>
const urls: Record<string, string> = {}
const ids: Record<string, string> = {}

beforeAll(async () => {
  testApp = await startTestApp()
  ana = await testApp.as('ana')
  const [ben, eve] = [await testApp.as('ben'), await testApp.as('eve')]
  readers = { ana, ben, eve, stranger: testApp.stranger() }
  await takeHandle(ana, 'ana')
  await makeRoom(ana, [ben])
  for (const [name, changes, isOn] of [
    ['anyone', {}, true],
    ['shares', { audience: 'shares_room' }, true],
    ['link', { audience: 'link_only' }, true],
    ['off', {}, false],
  ] as const) {
    const made = await makeOffering(ana, { ...changes, title: name }, isOn)
    Object.assign(urls, { [name]: made.url })
    Object.assign(ids, { [name]: made.id })
  }
})
afterAll(() => testApp.stop())

test.each<[string, (keyof typeof readers)[]]>([
  ['anyone', ['ana', 'ben', 'eve', 'stranger']],
  ['shares', ['ana', 'ben']],
  ['link', ['ana', 'ben', 'eve', 'stranger']],
  ['off', ['ana']],
])('by its address, %s is seen by %j', async (name, seers) => {
  const address = (urls[name] ?? '').replace(`${testApp.url}/p/ana/`, '/api/people/ana/offerings/')
  for (const [reader, client] of Object.entries(readers)) {
    const { status, body } = await client.get(address)
    expect(status, reader).toBe(seers.some((seer) => seer === reader) ? 200 : 404)
    if (status === 200) expect(body.offering).toMatchObject({ title: name, isMine: reader === 'ana' })
  }
})

test('what is link-only has no address that can be guessed', async () => {
  expect((await readers.ben.get('/api/people/ana/offerings/link')).status).toBe(404)
  expect((await readers.ana.get('/api/people/ana/offerings/link')).status).toBe(200)
  await takeHandle(readers.eve, 'eve')
  const key = urls.link?.split('/').at(-1)
  expect((await readers.ben.get(`/api/people/eve/offerings/${key}`)).status).toBe(404)
})

test('nobody books themselves, and who may not see it may not book it', async () => {
  const { db } = testApp.app
  const key = urls.link?.split('/').at(-1)
  const asBen = { personId: readers.ben.personId }
  const asEve = { personId: readers.eve.personId }
  const may = async (name: string, asker: Parameters<typeof accessBookable>[2]) => {
    const id = ids[name] ?? ''
    const codes = await Promise.all([
      accessBookable(db, id, asker).then(() => 'may', codeOf),
      testApp.app.transaction((tx) => lockBookable(tx.db, id, asker)).then(() => 'may', codeOf),
    ])
    expect(codes[0]).toBe(codes[1])
    return codes[0]
  }
  expect(await may('anyone', asEve)).toBe('may')
  expect(await may('anyone', { personId: ana.personId })).toBe('own_offering')
  expect(await may('shares', asBen)).toBe('may')
  expect(await may('shares', asEve)).toBe('not_found')
  expect(await may('link', asEve)).toBe('not_found')
  expect(await may('link', { ...asEve, key: 'x' })).toBe('not_found')
  expect(await may('link', { ...asEve, key })).toBe('may')
  expect(await may('off', asBen)).toBe('not_found')
  expect((await accessOffering(db, ids.anyone ?? '', { personId: null })).title).toBe('anyone')
})

test('links of before a change of the handle lead to the same offering', async () => {
  await takeHandle(ana, 'ana-plans')
  const { body } = await readers.stranger.get('/api/people/ana/offerings/anyone')
  expect(body.offering.offerer).toMatchObject({ handle: 'ana-plans', name: 'Ana Silva' })
  await takeHandle(ana, 'ana')
})

test('who has a room with the offerer by a booking alone is not one of the people in their rooms', async () => {
  const dev = await testApp.as('dev')
  const shares = '/api/people/ana/offerings/shares'
  const [start] = await offeredStarts(dev, ids.anyone ?? '')
  const { roomId } = await booked(dev, ids.anyone ?? '', start)
  expect((await dev.get(shares)).status).toBe(404)
  expect((await dev.get('/p/ana/shares')).status).toBe(404)
  expect((await bookOffering(dev, ids.shares ?? '', start)).status).toBe(404)
  expect((await dev.get('/p/ana')).body).not.toContain('/p/ana/shares')

  // Whoever they bring in does not change that, for neither of them.
  const chiyo = await testApp.as('chiyo')
  const link = await dev.post(`/api/rooms/${roomId}/entries/link`)
  const token = String(link.body.entry.url).split('/').at(-1)
  expect((await chiyo.post(`/api/entries/${token}`)).status).toBe(200)
  for (const one of [dev, chiyo]) expect((await one.get(shares)).status).toBe(404)

  // A room that somebody made does.
  await makeRoom(ana, [dev])
  expect((await dev.get(shares)).status).toBe(200)
})

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error
}
