import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { startTestApp, type TestApp } from '#test/support/app.ts'

let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.stop())

test('alive and ready, under any name of this machine', async () => {
  const nearby = app.url.replace('localhost', '127.0.0.1')
  for (const url of [app.url, nearby]) {
    expect(await read(`${url}/healthz`)).toMatchObject({ status: 200, body: { alive: true } })
    expect(await read(`${url}/readyz`)).toMatchObject({ status: 200, body: { ready: true } })
  }
})

test('a key that does not open what is sealed is not ready, and says so without a secret', async () => {
  const canary = await query(
    `update installation set key_canary = 'v1.' || reverse(key_canary) returning key_canary`,
  )
  const answer = await read(`${app.url}/readyz`)
  await query(`update installation set key_canary = reverse(substr(key_canary, 4))`)
  expect(answer.status).toBe(503)
  expect(answer.headers.get('retry-after')).toBe('2')
  expect(answer.body).toMatchObject({
    error: {
      code: 'not_ready',
      message: 'Not ready: the key does not open what this database keeps sealed.',
      details: { missing: ['key'] },
    },
  })
  expect(JSON.stringify(answer.body)).not.toContain(canary[0]?.key_canary)
  expect((await read(`${app.url}/readyz`)).status).toBe(200)
})

test('a database whose migrations have not all run is not ready', async () => {
  await query(`update kysely_migration set name = name || '-away' where name like '0006-%'`)
  const answer = await read(`${app.url}/readyz`)
  await query(`update kysely_migration set name = replace(name, '-away', '')`)
  expect(answer).toMatchObject({ status: 503, body: { error: { details: { missing: ['migrations'] } } } })
})

async function read(address: string) {
  const response = await fetch(address, { redirect: 'manual' })
  return { status: response.status, headers: response.headers, body: await response.json() }
}

async function query(text: string) {
  const client = new pg.Client({ connectionString: app.connectionString })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}
