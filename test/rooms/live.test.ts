import { connect } from 'node:net'

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'

import { startTestApp, type TestApp } from '#test/support/app.ts'
import { type Client, makeRoom, newKey } from '#test/support/client.ts'

import { openPage } from './live-socket.ts'

let testApp: TestApp
let ana: Client
let ben: Client
let roomId: string

beforeAll(async () => {
  testApp = await startTestApp()
  ana = await testApp.as('ana')
  ben = await testApp.as('ben')
})
afterAll(() => testApp.stop())
beforeEach(async () => {
  roomId = await makeRoom(ana, [ben])
})

function send(client: Client, body: string) {
  return client.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body })
}

describe('an open page', () => {
  test('hears what others write, in order and once', async () => {
    const page = await openPage(testApp, ben)
    for (let count = 1; count <= 30; count += 1) void send(ana, `Line ${count}`)
    const stream = `r:${roomId}`
    await page.hear((event) => event.s === stream && event.q === (page.heads[stream] ?? 0) + 30)
    const numbers = page.events.filter((event) => event.s === stream).map((event) => event.q)
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, index) => (page.heads[stream] ?? 0) + 1 + index))
    page.cut()
  })

  test('finds what it missed while it was cut off', async () => {
    const first = await openPage(testApp, ben)
    const known = first.heads[`r:${roomId}`] ?? 0
    first.cut()
    await send(ana, 'While you were away')
    const edited = await send(ana, 'Twice')
    await ana.patch(`/api/rooms/${roomId}/messages/${edited.body.message.id}`, {
      body: 'Twice, then changed',
    })
    const second = await openPage(testApp, ben)
    expect(second.heads[`r:${roomId}`]).toBe(known + 3)
    const { events, head } = (await ben.get(`/api/streams/r:${roomId}/events?after=${known}`)).body
    expect(head).toBe(known + 3)
    expect(events.map((event: { q: number; k: string }) => [event.q, event.k])).toEqual([
      [known + 1, 'message.sent'],
      [known + 2, 'message.sent'],
      [known + 3, 'message.changed'],
    ])
    second.cut()
  })

  test('hears a new room as soon as it is in it, and a left one no more', async () => {
    const page = await openPage(testApp, ben)
    const elsewhere = await makeRoom(ana, [ben], 'Elsewhere')
    await page.hear((event) => event.k === 'stream.opened' && event.d.stream === `r:${elsewhere}`)
    // What was said before it is heard from is read back over HTTP.
    await page.until(({ heads }) => heads[`r:${elsewhere}`])
    await ana.post(`/api/rooms/${elsewhere}/messages`, { clientId: newKey(), body: 'Heard' })
    await page.hear((event) => JSON.stringify(event.d).includes('Heard'))
    await ana.delete(`/api/rooms/${elsewhere}/members/${ben.personId}`)
    await page.hear((event) => event.k === 'stream.closed' && event.d.stream === `r:${elsewhere}`)
    await ana.post(`/api/rooms/${elsewhere}/messages`, { clientId: newKey(), body: 'Behind your back' })
    await send(ana, 'Still here')
    await page.hear((event) => JSON.stringify(event.d).includes('Still here'))
    expect(JSON.stringify(page.events)).not.toContain('Behind your back')
    page.cut()
  })

  test('hears on one tab what was read on another', async () => {
    const page = await openPage(testApp, ben)
    const { body } = await send(ana, 'Read me')
    await ben.put(`/api/rooms/${roomId}/read`, { seq: body.message.seq })
    const read = await page.hear((event) => event.k === 'room.read')
    expect(read).toMatchObject({ s: `u:${ben.personId}`, d: { roomId, seq: body.message.seq } })
    page.cut()
  })

  test('of somebody outside hears nothing of the room', async () => {
    const eve = await testApp.as('eve')
    const page = await openPage(testApp, eve)
    expect(Object.keys(page.heads).sort()).toEqual(['a:all', `u:${eve.personId}`])
    await send(ana, 'Not for Eve')
    const own = await eve.post('/api/rooms', { name: 'My own' })
    await page.hear((event) => event.d.stream === `r:${own.body.roomId}`)
    expect(page.events.filter((event) => event.s === `r:${roomId}`)).toEqual([])
    page.cut()
  })
})

test('a second hello ends the connection', async () => {
  const socket = new WebSocket(`${testApp.url.replace('http', 'ws')}/live`, {
    headers: { origin: testApp.url, cookie: ben.cookie() },
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve) => socket.on('open', resolve))
  for (let count = 0; count < 2; count += 1) socket.send(JSON.stringify({ t: 'hello', v: 1 }))
  expect(await closed).toBe(4400)
})

test('a connection that is reset before it is let in harms nobody', async () => {
  for (let count = 0; count < 20; count += 1) await askAndReset(ben.cookie())
  expect((await ana.get('/api/me')).status).toBe(200)
})

test.each([
  ['no session', { origin: true, cookie: false }],
  ['another origin', { origin: false, cookie: true }],
])('with %s there is no live connection', async (_, given) => {
  const headers = {
    origin: given.origin ? testApp.url : 'https://elsewhere.example',
    ...(given.cookie && { cookie: ben.cookie() }),
  }
  const socket = new WebSocket(`${testApp.url.replace('http', 'ws')}/live`, { headers })
  const failed = await new Promise<Error>((resolve) => socket.on('error', resolve))
  expect(failed.message).toContain('401')
})

// As a stranger's program can: the handshake is sent and the connection reset at once.
function askAndReset(cookie: string): Promise<void> {
  const { port, hostname, host } = new URL(testApp.url)
  const lines = ['GET /live HTTP/1.1', `Host: ${host}`, `Origin: ${testApp.url}`, `Cookie: ${cookie}`]
  const upgrade = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13']
  const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write([...lines, ...upgrade, key, '', ''].join('\r\n'))
      socket.resetAndDestroy()
    })
    socket.on('error', () => undefined).on('close', () => resolve())
  })
}
