import { afterAll, beforeAll, expect, test } from 'vitest'

import { startTestApp, type TestApp } from '#test/support/app.ts'

let parley: TestApp

beforeAll(async () => {
  parley = await startTestApp()
})

afterAll(() => parley.stop())

test('who is signed in sees every kind of calendar, which can be linked here, and what turns the others on', async () => {
  const ana = await parley.as('ana')
  const { status, body } = await ana.get('/api/calendars/providers')
  expect(status).toBe(200)
  expect(body.providers.map(({ provider }: { provider: string }) => provider)).toEqual([
    'google',
    'microsoft',
    'apple',
    'caldav',
    'feed',
  ])
  for (const { provider, name, linkable, sentence } of body.providers) {
    const needsSetUp = provider === 'google' || provider === 'microsoft'
    expect(linkable).toBe(!needsSetUp)
    if (needsSetUp) expect(sentence).toContain(`Linking ${name} is not turned on here yet.`)
    expect(sentence).toMatch(needsSetUp ? new RegExp(`docs/providers/${provider}.md`) : /^$/)
  }
})

test('a stranger is asked to sign in', async () => {
  const { status, body } = await parley.stranger().get('/api/calendars/providers')
  expect(status).toBe(401)
  expect(body.error.code).toBe('signed_out')
})
