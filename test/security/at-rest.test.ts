import { afterAll, beforeAll, expect, test } from 'vitest'

import { mailedToken, subjects } from '#test/accounts/mailed.ts'
import { newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { cast } from '#test/support/cast.ts'

import { everythingKept } from './everything-kept.ts'

let testApp: TestApp

beforeAll(async () => {
  testApp = await startTestApp()
})
afterAll(() => testApp.stop())

test('nothing that opens something by itself stands in the database, and no two are alike', async () => {
  const ana = await testApp.as('ana')
  const { email, password } = cast.ana
  const secrets = [ana.cookie().split('=')[1] ?? '']
  const roomId = (await ana.post('/api/rooms', { name: 'Kitchen' })).body.roomId
  for (let count = 0; count < 3; count += 1) {
    const { entry } = (await ana.post(`/api/rooms/${roomId}/entries/link`)).body
    secrets.push(String(entry.url).split('/').at(-1) ?? '')
  }
  secrets.push(
    String((await ana.post('/api/me/feed')).body.url)
      .split('/')
      .at(-2) ?? '',
  )
  await ana.post(`/api/rooms/${roomId}/entries/mail`, { email: `${newKey()}@parley.test` })
  await ana.post('/api/sign-in-links', { email })
  await ana.post('/api/password-resets', { email })
  for (const subject of [subjects.verify, subjects.signIn, subjects.reset])
    secrets.push(await mailedToken(testApp, email, subject))
  const mails = await testApp.mails()
  secrets.push(
    /\/enter\/([\w-]+)/.exec(mails.find(({ text }) => text.includes('/enter/'))?.text ?? '')?.[1] ?? '',
  )

  const kept = await everythingKept(testApp)
  expect(kept).toContain(email)
  for (const secret of secrets) {
    // 192 random bits.
    expect(secret).toMatch(/^[\w-]{32}$/)
    expect(kept).not.toContain(secret)
  }
  expect(new Set(secrets).size).toBe(9)
  expect(kept).not.toContain(password)
  expect(kept).toContain('$argon2id$')
  for (const { text } of mails) expect(kept).not.toContain(text.slice(0, 60))
})
