import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { newKey, startTestApp, type TestApp } from '../support/app.ts'
import { mailedToken, subjects } from './mailed.ts'

const flora = {
  name: 'Flora Lind',
  email: 'Flora@Parley.test ',
  password: 'flora keeps time',
  timeZone: 'europe/stockholm',
}

let parley: TestApp
beforeAll(async () => {
  parley = await startTestApp()
})
afterAll(() => parley.stop())

describe('signing up', () => {
  test.each([
    ['what is usual there, chosen by nobody', 'America/New_York', 12, null, 12],
    ['another one, kept as their choice', 'Europe/Lisbon', 12, 12, 24],
    ['nothing it said', 'Europe/Lisbon', undefined, null, 24],
  ])('the clock of a device is %s', async (_, timeZone, hourCycle, chosen, usual) => {
    const email = `${newKey()}@parley.test`
    const answer = await parley.stranger().post('/api/sign-up', { ...flora, email, timeZone, hourCycle })
    expect(answer.body.me).toMatchObject({ hourCycle: chosen, usualHourCycle: usual })
  })

  test('makes an account, signs in, and asks by mail whether the address is right', async () => {
    const browser = parley.stranger()
    const answer = await browser.post('/api/sign-up', { ...flora, next: '/enter/abc' })
    expect(answer.status).toBe(200)
    expect(answer.body.next).toBe('/enter/abc')
    expect(answer.body.me).toMatchObject({
      name: 'Flora Lind',
      email: 'flora@parley.test',
      emailVerified: false,
      hasPassword: true,
      timeZone: 'Europe/Stockholm',
      isOperator: false,
    })
    expect((await browser.get('/api/me')).body.me.id).toBe(answer.body.me.id)
    expect(JSON.stringify(answer.body)).not.toContain('argon2')

    const token = await mailedToken(parley, 'flora@parley.test', subjects.verify)
    const elsewhere = parley.stranger()
    const read = await elsewhere.get(`/api/mailed-links/${token}`)
    expect(read.body).toEqual({
      state: 'good',
      purpose: 'verify-address',
      email: 'flora@parley.test',
      endsPassword: false,
    })
    expect((await browser.get('/api/me')).body.me.emailVerified).toBe(false)

    const used = await elsewhere.post(`/api/mailed-links/${token}`)
    expect(used.body).toEqual({ me: null, next: '/enter/abc' })
    expect(used.headers.getSetCookie()).toEqual([])
    expect((await elsewhere.get('/api/me')).body.me).toBeNull()
    expect((await browser.get('/api/me')).body.me.emailVerified).toBe(true)
  })

  test('leaves an existing account as it is', async () => {
    await parley.as('ana')
    const browser = parley.stranger()
    const answer = await browser.post('/api/sign-up', {
      ...flora,
      email: 'ANA@parley.test',
      password: 'another long one',
    })
    expect(answer.status).toBe(409)
    expect(answer.body.error.code).toBe('address_taken')
    expect(browser.cookie()).toBe('')
    const wrong = await browser.post('/api/sign-in', {
      email: 'ana@parley.test',
      password: 'another long one',
    })
    expect(wrong.status).toBe(401)
    const right = await browser.post('/api/sign-in', { email: 'ana@parley.test', password: 'ana keeps time' })
    expect(right.body.me.name).toBe('Ana Silva')
  })

  test('lets one of two at once have the address', async () => {
    const account = { ...flora, email: 'twice@parley.test' }
    const answers = await Promise.all([1, 2, 3].map(() => parley.stranger().post('/api/sign-up', account)))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409])
    const mails = await parley.mails()
    expect(mails.filter(({ to }) => to === 'twice@parley.test')).toHaveLength(1)
  })

  test.each([
    ['name', ''],
    ['name', '   '],
    ['name', 'a\nb'],
    ['name', 'x'.repeat(81)],
    ['name', null],
    ['email', 'nowhere'],
    ['email', ''],
    ['email', ['a@b.c']],
    ['email', { $ne: null }],
    ['email', `${'x'.repeat(250)}@example.org`],
    ['password', 'short'],
    ['password', 'x'.repeat(201)],
    ['password', 12345678],
    ['timeZone', 'Mars/Base'],
    ['timeZone', '+02:00'],
    ['timeZone', ''],
    ['next', 'https://evil.example'],
    ['next', '//evil.example'],
  ])('says what is wrong with %s %j', async (field, value) => {
    const body = { ...flora, email: 'new@parley.test', [field]: value }
    const answer = await parley.stranger().post('/api/sign-up', body)
    expect(answer.status).toBe(422)
    expect(Object.keys(answer.body.error.fields)).toEqual([field])
    expect(answer.body.error.fields[field]).toMatch(/^[A-Z].*\.$/)
  })

  test('cannot make one an operator or verified by saying so', async () => {
    const body = { ...flora, email: 'bold@parley.test', emailVerified: true, isOperator: true, id: 'x' }
    const answer = await parley.stranger().post('/api/sign-up', body)
    expect(answer.body.me).toMatchObject({ emailVerified: false, isOperator: false })
  })
})

describe('an entry mail', () => {
  test('proves the address it went to, and no other', async () => {
    const ana = await parley.as('ana')
    const roomId = (await ana.post('/api/rooms', { name: 'Kitchen' })).body.roomId
    await ana.post(`/api/rooms/${roomId}/entries/mail`, { email: 'gil@parley.test' })
    const mail = (await parley.mails()).find(({ to }) => to === 'gil@parley.test')
    const entryToken = /\/enter\/([\w-]+)/.exec(mail?.text ?? '')?.[1]
    expect(entryToken).toBeDefined()

    const other = { ...flora, email: 'hana@parley.test', entryToken }
    expect((await parley.stranger().post('/api/sign-up', other)).body.me.emailVerified).toBe(false)
    const gil = { ...flora, email: 'gil@parley.test', entryToken }
    expect((await parley.stranger().post('/api/sign-up', gil)).body.me.emailVerified).toBe(true)
    expect((await parley.mails()).filter(({ to }) => to === 'gil@parley.test')).toHaveLength(1)
  })
})

describe('where sign-up is not open', () => {
  test.each(['closed', 'invited'])(
    'when it is %s, nobody makes an account without an entry',
    async (mode) => {
      const other = await startTestApp({ env: { SIGN_UP: mode } })
      try {
        const browser = other.stranger()
        expect((await browser.get('/api/me')).body.signUp).toBe(mode)
        for (const entryToken of [undefined, 'guessed']) {
          const answer = await browser.post('/api/sign-up', { ...flora, entryToken })
          expect(answer.status).toBe(403)
          expect(answer.body.error.code).toBe('sign_up_closed')
        }
        await browser.post('/api/sign-in-links', { email: flora.email })
        await browser.post('/api/password-resets', { email: flora.email })
        expect(await other.mails()).toEqual([])
      } finally {
        await other.stop()
      }
    },
  )
})
