import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { createLog } from '#platform/log.ts'
import { freePort } from '#test/support/free-port.ts'
import { createTestDatabase, type TestDatabase } from '#test/support/database.ts'
import { openClient, signUp } from '#test/support/client.ts'
import { cast } from '#test/support/cast.ts'

import { makeKeyFile, runNode } from './program.ts'

vi.setConfig({ testTimeout: 120_000 })

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

test('one line for each request, and in a whole story no password, token, cookie, address, body or key', async () => {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const parley = runNode('src/main.ts', {
    PORT: String(port),
    DATABASE_URL: database.connectionString,
    SECRET_KEY_FILE: makeKeyFile(),
    LOG_LEVEL: 'debug',
  })
  await parley.says('Mails it would send: ')
  const outbox = /\/outbox\?key=(\S+)/.exec(parley.output())
  const secrets = [outbox?.[1] ?? 'no key']

  const ana = await signUp(url, 'ana')
  const ben = await signUp(url, 'ben')
  secrets.push(ana.cookie(), ben.cookie())
  await ana.post('/api/sign-in', { email: cast.ana.email, password: 'canary-wrong-password' })
  await ana.post('/api/sign-in-links', { email: cast.ana.email })
  await ana.post('/api/password-resets', { email: 'canary-unknown@parley.test' })
  const { roomId } = (await ana.post('/api/rooms', { name: 'Canary room name' })).body
  const link = (await ana.post(`/api/rooms/${roomId}/entries/link`)).body.entry.url
  await ana.post(`/api/rooms/${roomId}/entries/mail`, { email: 'canary-guest@parley.test' })
  const token = String(link).split('/').at(-1)
  secrets.push(token ?? 'no token')
  await ben.get(`/api/entries/${token}`)
  await ben.post(`/api/entries/${token}`)
  await ben.post(`/api/rooms/${roomId}/messages`, {
    clientId: crypto.randomUUID(),
    body: 'canary message body',
  })
  await ana.get(`/enter/${token}`)
  const mails = await openClient(url).get(outbox?.[0] ?? '')
  const mailed = [...String(mails.body).matchAll(/\/(?:link|enter)\/([\w-]+)/g)].map((match) => match[1])
  expect(mailed.length).toBeGreaterThan(3)
  secrets.push(...mailed.map(String))
  for (const mailedToken of mailed) await openClient(url).get(`/api/mailed-links/${mailedToken}`)
  await ben.post('/api/me/password', { current: cast.ben.password, next: 'canary-new-password' })
  await ben.post('/api/rooms', { name: 7, password: 'canary-odd-field' })
  await ben.get(`/api/rooms/canary-bad-id?key=canary-query`)
  await parley.says('"route":"/api/rooms/:roomId"')
  parley.signal('SIGTERM')
  await parley.ended()

  // What it prints for the person at the terminal names the key on purpose; everything else is a line of JSON.
  const lines = parley
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'))
  const logged = lines.join('\n')
  const words = ['canary', 'keeps time', '@parley.test', '%40parley.test']
  expect([...words, ...secrets].filter((secret) => logged.includes(secret))).toEqual([])

  const requests = lines.map((line) => JSON.parse(line)).filter((line) => line.msg === 'request')
  const sent = requests.filter((line) => line.route === '/api/rooms/:roomId/messages')
  expect(sent).toEqual([
    {
      level: 30,
      time: expect.any(Number),
      method: 'POST',
      route: '/api/rooms/:roomId/messages',
      status: 200,
      ms: expect.any(Number),
      requestId: expect.stringMatching(/^[\da-f-]{36}$/),
      personId: expect.stringMatching(/^[\da-f-]{36}$/),
      msg: 'request',
    },
  ])
  expect(requests.map((line) => line.route)).toContain('/outbox')
})

test('an error keeps what helps to mend it and loses what belongs to people', () => {
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  const error = Object.assign(new Error('550 no such user canary@mail.example'), {
    code: 'EENVELOPE',
    constraint: 'people_email',
    detail: 'Key (email)=(canary@mail.example) already exists.',
    response: '550 <canary@mail.example>',
    rejected: ['canary@mail.example'],
    cause: new Error('postgres://user:canary@db.example/parley'),
  })
  log.error(
    { err: error, delivery: '7', nested: { password: 'canary', list: [{ token: 'canary' }] } },
    'failed',
  )
  log.warn(new Error('for canary@mail.example'))
  expect(lines.join('')).not.toContain('canary')
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    msg: 'failed',
    delivery: '7',
    err: {
      type: 'Error',
      message: '550 no such user [address]',
      code: 'EENVELOPE',
      constraint: 'people_email',
      stack: expect.stringContaining('log.test.ts'),
      causes: [{ message: 'postgres://[redacted]@db.example/parley' }],
    },
  })
})
