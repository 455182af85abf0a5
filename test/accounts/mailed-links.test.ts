import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { startTestApp, type TestApp } from '../support/app.ts'
import { cast, type CastName } from '../support/cast.ts'
import { mailedToken, subjects } from './mailed.ts'

const minute = 60_000

let parley: TestApp
beforeEach(async () => {
  parley = await startTestApp()
})
afterEach(() => parley.stop())

async function ask(path: string, subject: string, name: CastName, next?: string): Promise<string> {
  const { email } = cast[name]
  const answer = await parley.stranger().post(path, { email, next })
  expect(answer.body).toEqual({ done: true })
  return mailedToken(parley, email, subject)
}

const askForSignIn = (name: CastName, next?: string) => ask('/api/sign-in-links', subjects.signIn, name, next)
const askForReset = (name: CastName) => ask('/api/password-resets', subjects.reset, name)

async function verify(name: CastName): Promise<void> {
  const token = await mailedToken(parley, cast[name].email, subjects.verify)
  await parley.stranger().post(`/api/mailed-links/${token}`)
}

describe('a sign-in link', () => {
  test('signs in once, by its button, and goes on where the person was going', async () => {
    await parley.as('ben')
    await verify('ben')
    const token = await askForSignIn('ben', '/rooms/abc?day=2026-11-03')
    const browser = parley.stranger()
    for (let looks = 0; looks < 3; looks += 1) {
      const read = await browser.get(`/api/mailed-links/${token}`)
      expect(read.body).toEqual({
        state: 'good',
        purpose: 'sign-in',
        email: cast.ben.email,
        endsPassword: false,
      })
    }
    expect(browser.cookie()).toBe('')

    const used = await browser.post(`/api/mailed-links/${token}`)
    expect(used.body).toMatchObject({ me: { email: cast.ben.email }, next: '/rooms/abc?day=2026-11-03' })
    expect((await browser.get('/api/me')).body.me.email).toBe(cast.ben.email)

    const again = await parley.stranger().post(`/api/mailed-links/${token}`)
    expect(again.status).toBe(409)
    expect(again.body.error.code).toBe('link_used')
    const read = await parley.stranger().get(`/api/mailed-links/${token}`)
    expect(read.body).toEqual({ state: 'used', purpose: 'sign-in', email: null, endsPassword: false })
  })

  test('serves one of many who press at once', async () => {
    await parley.as('ben')
    const token = await askForSignIn('ben')
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => parley.stranger().post(`/api/mailed-links/${token}`)),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(7)
  })

  test('is good for 15 minutes', async () => {
    await parley.as('ben')
    const token = await askForSignIn('ben')
    parley.clock.advance(15 * minute)
    const answer = await parley.stranger().post(`/api/mailed-links/${token}`)
    expect(answer.body.error.code).toBe('link_expired')
    expect((await parley.stranger().get(`/api/mailed-links/${token}`)).body.state).toBe('expired')
  })

  test('sets no password, whatever is sent along', async () => {
    await parley.as('ben')
    await verify('ben')
    const token = await askForSignIn('ben')
    await parley.stranger().post(`/api/mailed-links/${token}`, { password: 'a password of mine' })
    const { email, password } = cast.ben
    expect((await parley.stranger().post('/api/sign-in', { email, password })).status).toBe(200)
  })

  test('that shows an address for the first time ends what whoever made the account could still do', async () => {
    const maker = await parley.as('ben')
    const token = await askForSignIn('ben')
    const owner = parley.stranger()
    expect((await owner.get(`/api/mailed-links/${token}`)).body.endsPassword).toBe(true)
    const used = await owner.post(`/api/mailed-links/${token}`)
    expect(used.body.me).toMatchObject({ emailVerified: true, hasPassword: false })
    expect((await maker.get('/api/me')).body.me).toBeNull()
    const { email, password } = cast.ben
    expect((await parley.stranger().post('/api/sign-in', { email, password })).status).toBe(401)
    expect((await owner.post('/api/me/password', { next: 'the first of my own' })).status).toBe(200)
    const back = await parley.stranger().post('/api/sign-in', { email, password: 'the first of my own' })
    expect(back.status).toBe(200)
  })

  test('leaves password and sessions of a verified address alone', async () => {
    const ben = await parley.as('ben')
    await verify('ben')
    await parley.stranger().post(`/api/mailed-links/${await askForSignIn('ben')}`)
    expect((await ben.get('/api/me')).body.me).toMatchObject({ hasPassword: true })
  })

  test('is answered the same for an address nobody has, and mails nothing', async () => {
    for (const path of ['/api/sign-in-links', '/api/password-resets']) {
      const answer = await parley.stranger().post(path, { email: 'nobody@parley.test' })
      expect(answer.status).toBe(200)
      expect(answer.body).toEqual({ done: true })
    }
    expect(await parley.mails()).toEqual([])
  })

  test('is mailed five times an hour at most', async () => {
    await parley.as('ben')
    const again = () => parley.stranger().post('/api/sign-in-links', { email: cast.ben.email })
    for (let count = 0; count < 5; count += 1) expect((await again()).status).toBe(200)
    expect((await again()).status).toBe(429)
    expect((await parley.mails()).filter(({ subject }) => subject === subjects.signIn)).toHaveLength(5)
  })

  test('is only known by its hash, and unknown ones lead nowhere', async () => {
    await parley.as('ben')
    const token = await askForSignIn('ben')
    const rows = await parley.app.db.selectFrom('mailed_links').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(token)
    const sealed = await parley.app.db.selectFrom('deliveries').selectAll().execute()
    expect(JSON.stringify(sealed)).not.toContain(token)
    const answer = await parley.stranger().post('/api/mailed-links/guessed')
    expect(answer.status).toBe(404)
    expect((await parley.stranger().get('/api/mailed-links/guessed')).body).toEqual({
      state: 'unknown',
      purpose: null,
      email: null,
      endsPassword: false,
    })
  })
})

describe('a reset link', () => {
  test('sets the new password, signs in, and ends every other session', async () => {
    const ana = await parley.as('ana')
    const token = await askForReset('ana')
    const unused = await askForSignIn('ana')
    const browser = parley.stranger()
    const answer = await browser.post(`/api/mailed-links/${token}`, { password: 'ana keeps more time' })
    expect(answer.body.me).toMatchObject({ email: cast.ana.email, emailVerified: true })

    expect((await ana.get('/api/me')).body.me).toBeNull()
    expect((await browser.get('/api/me/sessions')).body.sessions).toHaveLength(1)
    const { email, password } = cast.ana
    expect((await parley.stranger().post('/api/sign-in', { email, password })).status).toBe(401)
    const back = await parley.stranger().post('/api/sign-in', { email, password: 'ana keeps more time' })
    expect(back.status).toBe(200)
    expect((await parley.stranger().post(`/api/mailed-links/${unused}`)).body.error.code).toBe('link_used')

    const events = await parley.app.db.selectFrom('events').select(['kind', 'stream_id']).execute()
    expect(events).toContainEqual({ kind: 'session.ended', stream_id: `u:${ana.personId}` })
    const mails = await parley.mails()
    expect(mails.map(({ subject }) => subject)).toContain(subjects.passwordChanged)
  })

  test.each([[undefined], ['short'], [null], [['a long password']]])(
    'asks for a password that can be one instead of %j, and stays good',
    async (password) => {
      await parley.as('ana')
      const token = await askForReset('ana')
      const refused = await parley.stranger().post(`/api/mailed-links/${token}`, { password })
      expect(refused.status).toBe(422)
      expect(Object.keys(refused.body.error.fields)).toEqual(['password'])
      const answer = await parley
        .stranger()
        .post(`/api/mailed-links/${token}`, { password: 'ana keeps more time' })
      expect(answer.status).toBe(200)
    },
  )

  test('is good for an hour', async () => {
    await parley.as('ana')
    const token = await askForReset('ana')
    parley.clock.advance(60 * minute)
    const answer = await parley
      .stranger()
      .post(`/api/mailed-links/${token}`, { password: 'ana keeps more time' })
    expect(answer.body.error.code).toBe('link_expired')
  })
})

describe('the mail that verifies', () => {
  test('can be asked for again until the address is verified', async () => {
    const eve = await parley.as('eve')
    expect((await eve.post('/api/me/verification')).status).toBe(200)
    const sent = async () =>
      (await parley.mails()).filter(({ subject }) => subject === subjects.verify).length
    expect(await sent()).toBe(2)
    await verify('eve')
    expect((await eve.get('/api/me')).body.me.emailVerified).toBe(true)
    await eve.post('/api/me/verification')
    expect(await sent()).toBe(2)
  })

  test('shows the person themselves where they are signed in', async () => {
    const eve = await parley.as('eve')
    const before = eve.cookie()
    const token = await mailedToken(parley, cast.eve.email, subjects.verify)
    const used = await eve.post(`/api/mailed-links/${token}`)
    expect(used.body.me).toMatchObject({ email: cast.eve.email, emailVerified: true })
    expect(eve.cookie()).toBe(before)
  })

  test('tells somebody else who presses it nothing of the person', async () => {
    const ben = await parley.as('ben')
    await parley.as('eve')
    const token = await mailedToken(parley, cast.eve.email, subjects.verify)
    expect((await ben.post(`/api/mailed-links/${token}`)).body.me).toBeNull()
    expect((await ben.get('/api/me')).body.me).toMatchObject({ email: cast.ben.email, emailVerified: false })
  })
})
