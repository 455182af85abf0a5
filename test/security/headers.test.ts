import { get } from 'node:http'

import { afterAll, beforeAll, expect, test } from 'vitest'

import { newKey, startTestApp, type TestApp } from '#test/support/app.ts'

let testApp: TestApp

beforeAll(async () => {
  testApp = await startTestApp()
})
afterAll(() => testApp.stop())

const pages = [
  '/', '/sign-in', '/sign-up', '/forgot-password', '/rooms', `/rooms/${newKey()}`, '/settings/security', '/link/x', '/enter/x',
  '/join/x', '/no/such/page', '/rooms/../../etc/passwd', '/index.html', '/%00', '/api', '/assets', '/live',
] // prettier-ignore

test.each(pages)('the page %s says what may run on it, and nothing may that is not ours', async (path) => {
  const { headers, body } = await testApp.stranger().get(path)
  if (headers.get('content-type')?.startsWith('application/json'))
    return expect(body.error.requestId).toBeTruthy()
  const policy = headers.get('content-security-policy') ?? ''
  const nonce = /'nonce-([\w+/=-]+)'/.exec(policy)?.[1] ?? ''
  for (const part of [
    `default-src 'self'`,
    `script-src 'self';`,
    `connect-src 'self'`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'self'`,
    `frame-ancestors 'none'`,
  ])
    expect(policy).toContain(part)
  expect(policy).not.toMatch(/unsafe|\*|https?:/)
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('permissions-policy')).toContain('camera=(self)')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(String(body)).toContain(nonce)
  expect(String(body)).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/)
  const again = await testApp.stranger().get(path)
  expect(again.headers.get('content-security-policy')).not.toBe(policy)
})

test('every refusal is JSON of one shape, is not kept by caches and not guessed to be a page', async () => {
  const { url } = testApp
  const json = { origin: url, 'content-type': 'application/json' }
  const refused = [
    await fetch(`${url}/api/rooms`),
    await fetch(`${url}/api/no/such/route`),
    await fetch(`${url}/assets/nothing.js`),
    await fetch(`${url}/api/sign-in`, { method: 'POST', headers: json, body: '{' }),
    await fetch(`${url}/api/sign-in`, { method: 'POST', headers: json, body: '{}' }),
    await fetch(`${url}/api/sign-in`, { method: 'POST', headers: { ...json, origin: 'null' }, body: '{}' }),
    await fetch(`${url}/no/such/page`, { method: 'POST', headers: json, body: '{}' }),
    await fetch(`${url}/api/rooms`, { method: 'OPTIONS' }),
    await fetch(`${url}/outbox`),
  ]
  for (const answer of refused) {
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect(answer.status).toBeLessThan(500)
    expect(Object.keys((await answer.json()) as object)).toEqual(['error'])
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    expect(answer.headers.get('x-powered-by')).toBeNull()
  }
})

test('below the assets there is nothing but the assets', async () => {
  const { url } = testApp
  const page = await fetch(`${url}/sign-in`).then((answer) => answer.text())
  const asset = /\/assets\/[^"]+\.js/.exec(page)?.[0]
  expect((await fetch(`${url}${asset}`)).status).toBe(200)
  expect((await fetch(`${url}${asset}?again`)).status).toBe(200)
  const stray = ['..', '../index.html', '..\\x', '%00', '%2e%2e%2findex.html', '%ff', '', 'a'.repeat(5000)]
  for (const name of stray) expect([name, await statusOfRaw(url, `/assets/${name}`)]).toEqual([name, 404])
})

// As it is written: fetch takes dots out of an address before it is sent.
function statusOfRaw(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get(url, { path }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    }).on('error', reject)
  })
}

test('a fault says nothing of what is inside', async () => {
  await testApp.app.db.schema.alterTable('people').renameTo('people_away').execute()
  const answer = await testApp.stranger().post('/api/sign-in', { email: 'ana@parley.test', password: 'x' })
  expect(answer.status).toBe(500)
  expect(Object.keys(answer.body.error).sort()).toEqual(['code', 'message', 'requestId'])
  expect(JSON.stringify(answer.body)).not.toMatch(/people|select|relation|at /i)
  await testApp.app.db.schema.alterTable('people_away').renameTo('people').execute()
})
