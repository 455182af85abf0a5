import { createServer, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

import { afterAll, beforeAll, expect, test, vi } from 'vitest'

import { tell } from '#notifications'
import { type Client, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { cast } from '#test/support/cast.ts'

let parley: TestApp
let server: Server
const sockets = new Set<Socket>()
let ana: Client
let ben: Client

// A mail server that names the reader when it refuses them, as many do.
beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.write('220 mail.test\r\n')
    socket.on('data', (data) => {
      const refused = `550 5.1.1 <${cast.ana.email}> secret title: user unknown\r\n`
      for (const line of data.toString().split('\r\n').filter(Boolean))
        socket.write(/^RCPT/i.test(line) ? refused : '250 ok\r\n')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  parley = await startTestApp({ env: { SMTP_URL: `smtp://127.0.0.1:${port}`, OPERATORS: cast.ben.email } })
  ana = await parley.as('ana')
  ben = await parley.as('ben')
  const at = new Date(parley.app.now())
  await parley.app.db
    .updateTable('people')
    .set({ email_verified_at: at })
    .where('id', '=', ben.personId)
    .execute()
})
afterAll(async () => {
  await parley.stop()
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
})

async function until(condition: () => Promise<void>): Promise<void> {
  await vi.waitFor(condition, { timeout: 20_000, interval: 50 })
}

/** A mail that will be refused; answers what it is about. */
async function mailAna(): Promise<string> {
  const subject = `Secret ${newKey()}`
  const about = { subjectId: null, roomId: null, text: '', href: '/rooms' }
  await parley.app.transaction((tx) =>
    tell(tx, {
      personId: ana.personId,
      kind: 'meeting_new',
      key: `meeting:${newKey()}`,
      title: subject,
      ...about,
      mail: { subject, text: subject, html: subject },
    }),
  )
  await until(async () => expect(await unsentOf(ana, subject)).toMatchObject({ state: 'parked' }))
  return subject
}

async function unsentOf(person: Client, title: string) {
  const { unsent } = (await person.get('/api/me/unsent')).body
  return unsent.find((one: { title: string }) => one.title === title)
}

test('who it was for sees what waits, since when and why, and has it tried again', async () => {
  const subject = await mailAna()
  const mine = await unsentOf(ana, subject)
  expect(mine).toMatchObject({
    channel: 'mail',
    trouble: 'The mail server refused the mail.',
    since: '2026-10-23T10:00:00Z',
  })
  expect((await ben.post(`/api/me/unsent/${mine.id}/again`)).status).toBe(404)
  expect(await unsentOf(ben, subject)).toBeUndefined()

  // A refusal is for good, until somebody mends it and tries again; here it is refused once more.
  expect((await ana.post(`/api/me/unsent/${mine.id}/again`)).status).toBe(200)
  await until(async () => {
    expect(await unsentOf(ana, subject)).toMatchObject({ state: 'parked', attempts: 1 })
  })
})

test('operators see that it waits, and nothing of what it says or for whom', async () => {
  const subject = await mailAna()
  const mine = await unsentOf(ana, subject)
  const seen = (await ben.get('/api/unsent')).body
  expect(seen.unsent.find((one: { id: string }) => one.id === mine.id)).toEqual({
    id: mine.id,
    channel: 'mail',
    state: 'parked',
    cause: 'meeting',
    since: mine.since,
    nextAt: mine.nextAt,
    attempts: mine.attempts,
    trouble: 'The mail server refused the mail.',
  })
  expect(JSON.stringify(seen)).not.toMatch(/secret|ana@/i)
  const { count } = seen.counts.find((one: { state: string }) => one.state === 'parked')
  expect(count).toBeGreaterThan(0)
  expect((await ana.get('/api/unsent')).status).toBe(404)

  expect((await ana.delete(`/api/unsent/${mine.id}`)).status).toBe(404)
  expect((await ben.delete(`/api/unsent/${mine.id}`)).status).toBe(200)
  expect(await unsentOf(ana, subject)).toBeUndefined()
  const row = await parley.app.db
    .selectFrom('deliveries')
    .select(['state', 'wanted'])
    .where('id', '=', mine.id)
    .executeTakeFirst()
  expect(row).toEqual({ state: 'dropped', wanted: {} })
})
