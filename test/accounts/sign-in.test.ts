import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { startTestApp, type TestApp } from '../support/app.ts'
import { cast } from '../support/cast.ts'

const minute = 60_000
const day = 24 * 60 * minute

let parley: TestApp
beforeAll(async () => {
  parley = await startTestApp()
})
afterAll(() => parley.stop())

async function signIn(name: keyof typeof cast) {
  await parley.as(name)
  const browser = parley.stranger()
  const { email, password } = cast[name]
  const answer = await browser.post('/api/sign-in', { email, password })
  return { browser, answer }
}

describe('signing in', () => {
  test('gives a session that scripts and other sites cannot use', async () => {
    const { browser, answer } = await signIn('ana')
    expect(answer.status).toBe(200)
    const [cookie] = answer.headers.getSetCookie()
    expect(cookie).toMatch(/^parley-\d+=[\w-]{32}; Path=\/; Max-Age=7776000; HttpOnly; SameSite=Lax$/)
    expect((await browser.get('/api/me')).body.me.email).toBe('ana@parley.test')
  })

  test('keeps only a hash of it', async () => {
    const { browser } = await signIn('ana')
    const token = browser.cookie().split('=')[1] ?? ''
    const rows = await parley.app.db.selectFrom('sessions').select('token_hash').execute()
    expect(token).toHaveLength(32)
    expect(rows.map((row) => row.token_hash)).not.toContain(token)
  })

  test('says the same of an unknown address and of a wrong password', async () => {
    await parley.as('ana')
    const said = await Promise.all(
      ['ana@parley.test', 'nobody@parley.test'].map(async (email) => {
        const answer = await parley.stranger().post('/api/sign-in', { email, password: 'not the right one' })
        const { requestId, ...error } = answer.body.error
        expect(requestId).toBeTypeOf('string')
        return { status: answer.status, error }
      }),
    )
    expect(said[0]).toEqual(said[1])
    expect(said[0]).toMatchObject({ status: 401, error: { code: 'wrong_password' } })
  })

  test.each([
    ['email', ''],
    ['email', { $ne: null }],
    ['password', ''],
    ['password', ['ana keeps time']],
    ['password', null],
    ['password', true],
  ])('refuses %s %j by its field', async (field, value) => {
    const body = { email: 'ana@parley.test', password: 'ana keeps time', [field]: value }
    const answer = await parley.stranger().post('/api/sign-in', body)
    expect(answer.status).toBe(422)
    expect(Object.keys(answer.body.error.fields)).toEqual([field])
  })

  test('changes the session a browser had', async () => {
    const { browser } = await signIn('ben')
    const before = browser.cookie()
    await browser.post('/api/sign-in', { email: cast.ben.email, password: cast.ben.password })
    expect(browser.cookie()).not.toBe(before)
    const thief = await fetch(`${parley.url}/api/me`, { headers: { cookie: before } })
    expect(((await thief.json()) as { me: unknown }).me).toBeNull()
  })

  test('is refused from another site', async () => {
    const answer = await fetch(`${parley.url}/api/sign-in`, {
      method: 'POST',
      headers: { origin: 'https://evil.example', 'content-type': 'application/json' },
      body: JSON.stringify({ email: cast.ana.email, password: cast.ana.password }),
    })
    expect(answer.status).toBe(403)
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})

describe('a session', () => {
  test('ends at sign-out, and the browser forgets it', async () => {
    const { browser } = await signIn('chiyo')
    const before = browser.cookie()
    const answer = await browser.post('/api/sign-out')
    expect(answer.headers.get('clear-site-data')).toBe('"cache"')
    expect(answer.headers.getSetCookie()[0]).toMatch(/^parley-\d+=;.*Max-Age=0/)
    const again = await fetch(`${parley.url}/api/me/sessions`, { headers: { cookie: before } })
    expect(again.status).toBe(401)
  })

  test('ends 14 days after it was last used', async () => {
    const { browser } = await signIn('dev')
    parley.clock.advance(14 * day - minute)
    expect((await browser.get('/api/me')).body.me).not.toBeNull()
    parley.clock.advance(14 * day - minute)
    expect((await browser.get('/api/me')).body.me).not.toBeNull()
    parley.clock.advance(14 * day)
    expect((await browser.get('/api/me')).body.me).toBeNull()
  })

  test('ends 90 days after signing in, however busy', async () => {
    const { browser } = await signIn('eve')
    for (let week = 1; week <= 12; week += 1) {
      parley.clock.advance(7 * day)
      expect((await browser.get('/api/me')).body.me).not.toBeNull()
    }
    parley.clock.advance(6 * day - 1)
    expect((await browser.get('/api/me')).body.me).not.toBeNull()
    parley.clock.advance(1)
    expect((await browser.get('/api/me')).body.me).toBeNull()
  })
})

describe('guessing passwords', () => {
  test('stops after ten tries, the right one included, until the window is over and across a restart', async () => {
    await parley.as('ana')
    parley.clock.advance(day)
    const guess = (url: TestApp, password: string) =>
      url.stranger().post('/api/sign-in', { email: cast.ana.email, password })
    for (let count = 0; count < 10; count += 1) expect((await guess(parley, 'wrong')).status).toBe(401)
    const locked = await guess(parley, cast.ana.password)
    expect(locked.status).toBe(429)
    expect(locked.headers.get('retry-after')).toBe('900')
    expect(locked.body.error).toMatchObject({ code: 'too_many_tries' })

    const second = await startTestApp({ connectionString: parley.connectionString, clock: parley.clock })
    try {
      expect((await guess(second, cast.ana.password)).status).toBe(429)
    } finally {
      await second.stop()
    }
    parley.clock.advance(15 * minute)
    expect((await guess(parley, cast.ana.password)).status).toBe(200)
  })

  test('counts again from the start after a right one', async () => {
    await parley.as('ben')
    const attempt = (password: string) =>
      parley.stranger().post('/api/sign-in', { email: cast.ben.email, password })
    for (let round = 0; round < 3; round += 1) {
      for (let count = 0; count < 5; count += 1) expect((await attempt('wrong')).status).toBe(401)
      expect((await attempt(cast.ben.password)).status).toBe(200)
    }
  })

  test('lets none of many at once past the limit', async () => {
    await parley.as('chiyo')
    const answers = await Promise.all(
      Array.from({ length: 25 }, () =>
        parley.stranger().post('/api/sign-in', { email: cast.chiyo.email, password: 'wrong' }),
      ),
    )
    const judged = answers.filter(({ status }) => status === 401)
    expect(judged).toHaveLength(10)
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(15)
  })

  test('is refused while tries cannot be counted', async () => {
    const other = await startTestApp()
    try {
      await other.as('ana')
      await sql`alter table rate_limits rename to rate_limits_gone`.execute(other.app.db)
      const { email, password } = cast.ana
      const answer = await other.stranger().post('/api/sign-in', { email, password })
      expect(answer.status).toBe(503)
      expect(answer.headers.getSetCookie()).toEqual([])
    } finally {
      await other.stop()
    }
  })
})
