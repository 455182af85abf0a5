import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'

import { mailedToken, subjects } from '#test/accounts/mailed.ts'
import { openPage } from '#test/rooms/live-socket.ts'
import { type Client, makeRoom, newKey, openClient, startTestApp, type TestApp } from '#test/support/app.ts'
import { cast } from '#test/support/cast.ts'

let testApp: TestApp
let ana: Client
let ben: Client
let eve: Client
let roomId: string
let frames = 0

beforeAll(async () => {
  testApp = await startTestApp()
  ;[ana, ben, eve] = await Promise.all([testApp.as('ana'), testApp.as('ben'), testApp.as('eve')])
  roomId = await makeRoom(ana, [ben])
})
afterAll(async () => {
  await testApp.stop()
  console.log(`live connection: ${frames} malformed frames`)
})

describe('who may listen', () => {
  test.each([
    ['nobody', ''],
    ['a made-up session', 'x'.repeat(32)],
    ['a session in another cookie', 'other'],
  ])('%s is refused', async (_, secret) => {
    const name = ben.cookie().split('=')[0]
    const cookie = secret === 'other' ? `x${ben.cookie()}` : secret && `${name}=${secret}`
    await expect(open(cookie)).rejects.toThrow('401')
  })

  test('somebody outside hears no event of the room, whatever happens in it', async () => {
    const page = await openPage(testApp, eve)
    await ana.patch(`/api/rooms/${roomId}`, { name: 'Named anew' })
    await ana.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body: 'Not for Eve' })
    await eve.post('/api/rooms', { name: 'Her own' })
    await page.hear((event) => event.k === 'stream.opened')
    expect(page.events.filter(({ s }) => s !== `u:${eve.personId}` && s === `r:${roomId}`)).toEqual([])
    expect(JSON.stringify([page.heads, page.events])).not.toContain(roomId)
    page.cut()
  })

  test('somebody removed hears nothing more at once, and finds the room closed on a new connection', async () => {
    const room = await makeRoom(ana, [ben], 'For a while')
    const page = await openPage(testApp, ben)
    await ana.delete(`/api/rooms/${room}/members/${ben.personId}`)
    await ana.post(`/api/rooms/${room}/messages`, { clientId: newKey(), body: 'After you' })
    await ana.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body: 'Marker' })
    await page.hear((event) => JSON.stringify(event.d).includes('Marker'))
    expect(JSON.stringify(page.events)).not.toContain('After you')
    page.cut()
    const again = await openPage(testApp, ben)
    expect(Object.keys(again.heads)).not.toContain(`r:${room}`)
    again.cut()
  })
})

describe('a session that ended', () => {
  const { email, password } = cast.chiyo

  // Real time: this is what somebody who took a device over would have left.
  async function twoPages() {
    const [here, there] = [await testApp.as('chiyo'), openClient(testApp.url)]
    await here.post('/api/sign-in', { email, password })
    await there.post('/api/sign-in', { email, password })
    const pages = await Promise.all([openPage(testApp, here), openPage(testApp, there)])
    return { here, there, pages, since: performance.now() }
  }

  test.each<[string, (here: Client) => Promise<unknown>, [boolean, boolean]]>([
    [
      'by a new password closes the others within five seconds and keeps this one',
      (here) => here.post('/api/me/password', { current: password, next: password }),
      [false, true],
    ],
    [
      'by a password set by mail closes all within five seconds',
      async (here) => {
        await testApp.app.db.deleteFrom('rate_limits').execute()
        await here.post('/api/password-resets', { email })
        const token = await mailedToken(testApp, email, subjects.reset)
        const answer = await testApp.stranger().post(`/api/mailed-links/${token}`, { password })
        expect(answer.status).toBe(200)
      },
      [true, true],
    ],
    ['by signing out closes this one', (here) => here.post('/api/sign-out'), [true, false]],
  ])('%s', async (_, end, closes) => {
    const { here, there, pages, since } = await twoPages()
    await end(here)
    for (const [index, browser] of [here, there].entries()) {
      const { status } = await browser.get('/api/rooms')
      expect(status).toBe(closes[index] ? 401 : 200)
      const page = pages[index]
      if (closes[index]) expect(await page?.closed).toBe(4001)
      else page?.cut()
    }
    expect(performance.now() - since).toBeLessThan(5000)
  })
})

test('one person can have fifty windows open and no more; one that is closed makes room', async () => {
  const own = await startTestApp({ env: { WRITE_LIMIT_FACTOR: '1' } })
  const [dev, chiyo] = [await own.as('dev'), await own.as('chiyo')]
  const ask = (client: Client) => open(client.cookie(), own.url)
  const windows = await Promise.all(Array.from({ length: 50 }, () => ask(dev)))
  await expect(ask(dev)).rejects.toThrow('429')
  await ask(chiyo)
  const closed = codeOf(windows[0] as WebSocket)
  windows[0]?.close()
  await closed
  await vi.waitFor(() => ask(dev))
  await own.stop()
})

describe('what is no frame of ours', () => {
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  const malformed: [string, string | Buffer][] = [
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['half of JSON', '{"t":"hello","v":'],
    ['a number', '1'],
    ['null', 'null'],
    ['true', 'true'],
    ['a text', '"hello"'],
    ['a list', '[{"t":"hello","v":1}]'],
    ['an object without anything', '{}'],
    ['another action', '{"t":"listen","s":"r:x"}'],
    ['the version as text', '{"t":"hello","v":"1"}'],
    ['another version', '{"t":"hello","v":2}'],
    ['an action that is an object', '{"t":{"$ne":1},"v":1}'],
    ['a prototype', '{"__proto__":{"t":"hello","v":1}}'],
    ['NUL', '\u0000'],
    ['a lone surrogate', '{"t":"\\ud800","v":1}'],
    ['20 000 brackets', deep],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28])],
    ['64 kB and one byte', 'x'.repeat(64 * 1024 + 1)],
    ['a megabyte', Buffer.alloc(1024 * 1024)],
  ]

  test.each(malformed)('%s closes the connection with a code', async (_, frame) => {
    frames += 1
    const socket = await open(ben.cookie())
    const closed = codeOf(socket)
    socket.send(frame)
    expect([4400, 1009, 1007]).toContain(await closed)
  })

  test('a text frame that is not UTF-8 closes the connection', async () => {
    frames += 1
    const socket = await open(ben.cookie())
    const closed = codeOf(socket)
    // RFC 6455 §8.1: such a connection is failed.
    socket.send(Buffer.from([0xff, 0xfe]), { binary: false })
    expect([4400, 1007]).toContain(await closed)
  })

  test('ten thousand hellos at once close the connection and cost one answer', async () => {
    const socket = await open(ben.cookie())
    const closed = codeOf(socket)
    const heard: string[] = []
    socket.on('message', (data: Buffer) => heard.push(data.toString()))
    for (let count = 0; count < 10_000; count += 1) {
      frames += 1
      if (socket.readyState === WebSocket.OPEN) socket.send('{"t":"hello","v":1}')
    }
    expect(await closed).toBe(4400)
    expect(heard.length).toBeLessThanOrEqual(1)
  })

  test('fragments without an end, and a connection cut in the middle, hurt nobody', async () => {
    const socket = await open(ben.cookie())
    for (let count = 0; count < 1000; count += 1) socket.send('x', { fin: false })
    socket.terminate()
    frames += 1
  })

  test('and everybody else hears on', async () => {
    const page = await openPage(testApp, ben)
    await ana.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body: 'Still here' })
    await page.hear((event) => JSON.stringify(event.d).includes('Still here'))
    page.cut()
  })
})

function open(cookie: string, url = testApp.url): Promise<WebSocket> {
  const headers = { origin: url, ...(cookie && { cookie }) }
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, { headers })
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket))
    socket.on('error', reject)
  })
}

function codeOf(socket: WebSocket): Promise<number> {
  return new Promise((resolve) => socket.on('close', resolve))
}
