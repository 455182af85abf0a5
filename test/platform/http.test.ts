import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { sendOffer } from '#test/meetings/offers.ts'
import { makeRoom, startTestApp, type TestApp } from '#test/support/app.ts'

let testApp: TestApp

beforeAll(async () => {
  testApp = await startTestApp()
})
afterAll(() => testApp.stop())

test.each(['//elsewhere.example/x', '/\\\\elsewhere.example', '//', '//['])(
  'from another loopback name, %s leads to our own address',
  async (path) => {
    const otherName = testApp.url.replace('localhost', '127.0.0.1')
    const answer = await fetch(otherName + path, { redirect: 'manual' })
    expect(answer.status).toBe(302)
    const target = new URL(answer.headers.get('location') ?? '', otherName)
    expect(target.origin).toBe(testApp.url)
  },
)

test.each([
  '/api/rooms/%zz',
  '/api/%',
  '/api?x=1',
  '/assets/%ff',
  '/api/rooms/%00',
  `/api/rooms/${'a'.repeat(200)}`,
])('an address that cannot be read is unknown: %s', async (path) => {
  const client = await testApp.as('ana')
  const answer = await client.get(path)
  expect(answer.status).toBe(404)
  expect(answer.body.error.code).toBe('not_found')
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
})

test.each(['/%', '/p/%ff', '/join/%E0%A4%A', '/rooms/%zz?x=1', `/p/${'a'.repeat(2000)}/%`])(
  'whoever types an address that cannot be read sees a page: %s',
  async (path) => {
    const answer = await fetch(testApp.url + path)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(answer.headers.get('content-security-policy')).toContain(`script-src 'self'`)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(await answer.text()).toContain('<div id="root">')
    expect((await fetch(testApp.url + path, { method: 'POST' })).headers.get('content-type')).toContain(
      'json',
    )
  },
)

test('every answer says that its type is not to be guessed', async () => {
  const client = testApp.stranger()
  for (const path of ['/api/me', '/api/rooms', '/', '/api/openapi.json']) {
    expect((await client.get(path)).headers.get('x-content-type-options')).toBe('nosniff')
  }
})

test.each(['\u200b', '\u00ad\u200d', '\u2800', '\u3164', '\u202e'])(
  'a name of nothing to see is no name (%j)',
  async (name) => {
    const client = await testApp.as('ana')
    const answer = await client.post('/api/rooms', { name })
    expect(answer.status).toBe(422)
    expect(answer.body.error.fields.name).toBe('The name is needed.')
  },
)

test('a name cannot turn the sentence around it', async () => {
  const client = await testApp.as('ana')
  const { body } = await client.post('/api/rooms', { name: '\u202eKitchen \u2067rebuild' })
  expect((await client.get(`/api/rooms/${body.roomId}`)).body.room.name).toBe('Kitchen rebuild')
})

test.each([
  ['/api/me', { weekStart: 8 }, { weekStart: 'This is too much.' }],
  ['/api/me', { weekStart: 'Monday' }, { weekStart: 'This is not of the right kind.' }],
  ['/api/me', { hourCycle: 13 }, { hourCycle: 'This is none of the values that can be given here.' }],
  ['/api/me', [], { body: 'This is not of the right kind.' }],
])('what a schema has no words for is said plainly: %s %j', async (path, body, fields) => {
  const client = await testApp.as('ana')
  const answer = await client.patch(path, body)
  expect(answer.status).toBe(422)
  expect(answer.body.error.fields).toEqual(fields)
})

test.each(['2026-11-03T15:00:00.1234567890Z', '2026-11-03T24:00:00Z', '2026-02-30T00:00:00Z', 'x'])(
  'what is no instant is refused with a sentence: %s',
  async (from) => {
    const client = await testApp.as('ana')
    const roomId = await makeRoom(client, [await testApp.as('ben')])
    const inviteId = await sendOffer(client, roomId)
    const answer = await client.get(`/api/invites/${inviteId}/slots?from=${from}&to=2026-11-09T00:00:00Z`)
    expect(answer.status).toBe(422)
    expect(answer.body.error.fields).toEqual({ from: 'Give an instant such as 2026-11-03T15:00:00Z.' })
  },
)

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
  'what is sent as %s is of the wrong type',
  async (type) => {
    const answer = await fetch(`${testApp.url}/api/sign-in`, {
      method: 'POST',
      headers: { origin: testApp.url, 'content-type': type },
      body: '{"email":"ana@parley.test","password":"x"}',
    })
    expect(answer.status).toBe(415)
    expect(await answer.json()).toMatchObject({ error: { code: 'not_json' } })
  },
)

test.each(['/', '/rooms', '/link/x'])('the head of the page %s is that of the page', async (path) => {
  const [head, page] = [await fetch(testApp.url + path, { method: 'HEAD' }), await fetch(testApp.url + path)]
  expect(head.status).toBe(200)
  for (const name of ['content-type', 'cache-control', 'x-robots-tag', 'referrer-policy'])
    expect(head.headers.get(name)).toBe(page.headers.get(name))
  expect(head.headers.get('x-robots-tag')).toBe('noindex')
  expect(await head.text()).toBe('')
})

test.each(['/live', '/readyz'])('another protocol that is offered to %s is let be', async (path) => {
  const answer = await say([
    `GET ${path} HTTP/1.1`,
    `Host: ${new URL(testApp.url).host}`,
    'Connection: Upgrade, HTTP2-Settings, close',
    'Upgrade: h2c',
    'HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA',
  ])
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
})

test.each([
  ['no HTTP at all', ['hello'], 400, 'unreadable'],
  ['a header without a name', ['GET / HTTP/1.1', ': x'], 400, 'unreadable'],
  ['headers of 100 kB', ['GET / HTTP/1.1', `X-Long: ${'x'.repeat(100_000)}`], 431, 'headers_too_large'],
])('%s is refused in the shape of every refusal', async (_, lines, status, code) => {
  const answer = await say(lines)
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  expect(head).toContain('x-content-type-options: nosniff')
  const { error } = JSON.parse(body) as { error: Record<string, unknown> }
  expect(error).toMatchObject({ code, message: expect.any(String), requestId: expect.any(String) })
})

/** Says these lines to the server as they are; answers all that comes back. */
async function say(lines: readonly string[]): Promise<string> {
  const { hostname, port } = new URL(testApp.url)
  const socket = connect(Number(port), hostname)
  socket.write([...lines, '', ''].join('\r\n'))
  return await text(socket)
}
