import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { makeAuthenticator, type Twist } from '#test/support/authenticator.ts'
import { type Answer, type Client, startTestApp, type TestApp } from '#test/support/app.ts'
import { cast } from '#test/support/cast.ts'
import { MINUTE } from '#time/instant.ts'

import { mailedToken, subjects } from './mailed.ts'

let testApp: TestApp
let ana: Client
let ben: Client

beforeAll(async () => {
  testApp = await startTestApp()
  ;[ana, ben] = await Promise.all([testApp.as('ana'), testApp.as('ben')])
})
afterAll(() => testApp.stop())
beforeEach(() => testApp.app.db.deleteFrom('rate_limits').execute())

async function optionsFor(client: Client): Promise<Record<string, unknown>> {
  return (await client.post('/api/me/passkeys/challenge')).body.options
}

async function register(client: Client, twist: Twist = {}) {
  const authenticator = makeAuthenticator(testApp.url)
  const response = authenticator.create(await optionsFor(client), twist)
  const answer = await client.post('/api/me/passkeys', { name: 'My phone', response })
  return { authenticator, response, answer }
}

async function challenge(): Promise<Record<string, unknown>> {
  return (await testApp.stranger().post('/api/sign-in/passkey/challenge')).body.options
}

function show(response: unknown, client: Client = testApp.stranger()): Promise<Answer> {
  return client.post('/api/sign-in/passkey', { response })
}

test('a passkey is added, listed by its name, signs in, and is removed', async () => {
  const { authenticator, answer } = await register(ana)
  expect(answer.status).toBe(200)
  const { id } = answer.body.passkey
  const browser = testApp.stranger()
  const entered = await show(authenticator.get(await challenge()), browser)
  expect(entered.body).toMatchObject({ me: { id: ana.personId } })
  expect(entered.headers.get('set-cookie')).toMatch(/HttpOnly/)
  expect((await browser.get('/api/rooms')).status).toBe(200)

  const { passkeys } = (await ana.get('/api/me/passkeys')).body
  expect(passkeys).toEqual([
    expect.objectContaining({ id, name: 'My phone', lastUsedAt: expect.any(String) }),
  ])
  expect((await ben.get('/api/me/passkeys')).body.passkeys).toEqual([])
  expect((await ben.delete(`/api/me/passkeys/${id}`)).status).toBe(404)
  expect((await ana.delete(`/api/me/passkeys/${id}`)).status).toBe(200)
  expect((await show(authenticator.get(await challenge()))).status).toBe(401)

  const actions = (await ana.get('/api/me/happenings')).body.happenings.map(
    (line: { action: string }) => line.action,
  )
  expect(actions).toEqual(expect.arrayContaining(['passkey.added', 'passkey.removed', 'sign-in']))
  expect((await testApp.mails()).some(({ subject }) => subject === 'A passkey was added')).toBe(true)
})

test.each([
  ['chiyo', '/api/sign-in-links', subjects.signIn, {}],
  ['dev', '/api/password-resets', subjects.reset, { password: 'a sentence of my own' }],
] as const)(
  'of %s ends when the address is first shown to be theirs: %s',
  async (name, path, subject, body) => {
    const maker = await testApp.as(name)
    const { authenticator, answer } = await register(maker)
    expect(answer.status).toBe(200)
    await testApp.stranger().post(path, { email: cast[name].email })
    const owner = testApp.stranger()
    const token = await mailedToken(testApp, cast[name].email, subject)
    expect((await owner.post(`/api/mailed-links/${token}`, body)).status).toBe(200)

    expect((await owner.get('/api/me/passkeys')).body.passkeys).toEqual([])
    expect((await show(authenticator.get(await challenge()))).status).toBe(401)
  },
)

describe('is not added', () => {
  test.each<[string, Twist]>([
    ['for another site', { origin: 'https://elsewhere.example' }],
    ['for another port', { origin: 'http://localhost:1' }],
    ['for another name', { rpId: 'elsewhere.example' }],
    ['as an answer to another question', { type: 'webauthn.get' }],
    ['without its person verified', { flags: 0x01 }],
    ['without its person there', { flags: 0x04 }],
    ['for a challenge of its own', { challenge: 'bm90IG91cnM' }],
  ])('%s', async (_, twist) => {
    const { answer } = await register(ben, twist)
    expect(answer.status).toBe(422)
    expect(answer.body.error.fields.response).toMatch(/\.$/)
  })

  test('twice with one challenge, from another session, or after five minutes', async () => {
    const options = await optionsFor(ben)
    const first = makeAuthenticator(testApp.url).create(options)
    expect((await ana.post('/api/me/passkeys', { name: 'Hers', response: first })).status).toBe(422)
    // That try has used it up.
    expect((await ben.post('/api/me/passkeys', { name: 'His', response: first })).status).toBe(422)
    const late = makeAuthenticator(testApp.url).create(await optionsFor(ben))
    testApp.clock.advance(5 * MINUTE)
    expect((await ben.post('/api/me/passkeys', { name: 'Late', response: late })).status).toBe(422)
    expect((await ben.get('/api/me/passkeys')).body.passkeys).toEqual([])
  })

  test('when the same key is kept already, even for somebody else', async () => {
    const { authenticator } = await register(ana)
    const again = authenticator.create(await optionsFor(ben))
    const answer = await ben.post('/api/me/passkeys', { name: 'Hers', response: again })
    expect(answer.body.error.code).toBe('passkey_known')
  })
})

describe('does not sign in', () => {
  test.each<[string, Twist]>([
    ['on another site', { origin: 'https://elsewhere.example' }],
    ['under another name', { rpId: 'elsewhere.example' }],
    ['with what was made to add one', { type: 'webauthn.create' }],
    ['without its person verified', { flags: 0x01 }],
    ['as somebody else', { userHandle: Buffer.from('somebody else').toString('base64url') }],
    ['with a challenge of its own', { challenge: 'bm90IG91cnM' }],
  ])('%s', async (_, twist) => {
    const { authenticator } = await register(ana)
    const answer = await show(authenticator.get(await challenge(), twist))
    expect([answer.status, answer.body.error.code]).toEqual([401, 'passkey_refused'])
  })

  test('with an answer that was used, that is late, that another key gave, or whose signature was changed', async () => {
    const { authenticator } = await register(ana)
    const options = await challenge()
    const answer = authenticator.get(options)
    expect((await show(answer)).status).toBe(200)
    expect((await show(answer)).status).toBe(401)

    const late = authenticator.get(await challenge())
    testApp.clock.advance(5 * MINUTE)
    expect((await show(late)).status).toBe(401)

    const unknown = makeAuthenticator(testApp.url)
    expect((await show({ ...unknown.get(await challenge(), { userHandle: 'eA' }) })).status).toBe(401)
    const stolen = unknown.get(await challenge(), { userHandle: 'eA' })
    expect((await show({ ...stolen, id: authenticator.id, rawId: authenticator.id })).status).toBe(401)
  })

  test('as a copy: the counter must rise', async () => {
    const { authenticator } = await register(ana)
    expect((await show(authenticator.get(await challenge(), { counter: 9 }))).status).toBe(200)
    expect((await show(authenticator.get(await challenge(), { counter: 9 }))).status).toBe(401)
    expect((await show(authenticator.get(await challenge(), { counter: 3 }))).status).toBe(401)
    expect((await show(authenticator.get(await challenge(), { counter: 10 }))).status).toBe(200)
  })

  test('with a challenge that was for adding one', async () => {
    const { authenticator } = await register(ana)
    const answer = await show(authenticator.get(await optionsFor(ana)))
    expect(answer.status).toBe(401)
  })
})

test('challenges are kept hashed', async () => {
  const options = await challenge()
  const kept = await testApp.app.db.selectFrom('passkey_challenges').select('challenge_hash').execute()
  expect(kept.length).toBeGreaterThan(0)
  expect(kept.map((row) => row.challenge_hash)).not.toContain(options.challenge)
})

// Last: the clock moves on.
test('a session that began long ago adds none', async () => {
  testApp.clock.advance(16 * MINUTE)
  const answer = await ana.post('/api/me/passkeys/challenge')
  expect([answer.status, answer.body.error.code]).toEqual([403, 'session_too_old'])
})
