import { setTimeout as sleep } from 'node:timers/promises'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { makeRoom, startTestApp, type TestApp } from '#test/support/app.ts'
import { databaseOn, runOnServer } from '#test/support/database.ts'
import { type CrashPostgres, startCrashPostgres } from '#test/support/crash-postgres.ts'

import { openPage } from '../rooms/live-socket.ts'

let postgres: CrashPostgres
let app: TestApp

beforeAll(async () => {
  postgres = await startCrashPostgres()
  await runOnServer(postgres.connectionString, 'create database parley')
  app = await startTestApp({ connectionString: databaseOn(postgres.connectionString, 'parley') })
})
afterAll(async () => {
  await app.stop()
  await postgres.stop()
})

test('while the database is away it says so, nothing ends, and it goes on by itself', async () => {
  const ana = await app.as('ana')
  const ben = await app.as('ben')
  const roomId = await makeRoom(ana, [ben])
  const page = await openPage(app, ben)

  await postgres.kill()
  const refused = await ana.post(`/api/rooms/${roomId}/messages`, message('lost?'))
  expect(refused.status).toBe(503)
  expect(refused.headers.get('retry-after')).toBe('2')
  expect(refused.body.error).toMatchObject({
    code: 'unavailable',
    message:
      'Parley cannot reach its data at the moment. Nothing you typed is lost; try again in a few seconds.',
  })
  expect((await ana.get('/api/rooms')).status).toBe(503)
  expect((await ana.get('/healthz')).status).toBe(200)
  expect(await ana.get('/readyz')).toMatchObject({
    status: 503,
    body: { error: { code: 'not_ready', details: { missing: ['database'] } } },
  })
  expect((await ana.get('/sign-in')).status).toBe(200)
  // Longer than the checks of sessions and streams take to come round.
  await sleep(6_000)

  await postgres.start()
  const sent = await untilSent()
  expect(sent.status).toBe(200)
  await page.hear((event) => event.k === 'message.sent' && JSON.stringify(event.d).includes('here again'))
  expect((await ana.get('/readyz')).status).toBe(200)

  // The wake-up connection is back too: what is sent now arrives well before the sweep of the streams would find it.
  await sleep(2_000)
  await ana.post(`/api/rooms/${roomId}/messages`, message('at once'))
  await page.hear((event) => JSON.stringify(event.d).includes('at once'))

  async function untilSent() {
    for (let tries = 0; ; tries += 1) {
      const answer = await ana.post(`/api/rooms/${roomId}/messages`, message('here again'))
      if (answer.status === 200 || tries === 50) return answer
      await sleep(200)
    }
  }
})

function message(body: string) {
  return { clientId: crypto.randomUUID(), body }
}
