import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { makeRoom } from '../support/client.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { cast } from '../support/cast.ts'
import { subjects } from './mailed.ts'

let parley: TestApp
beforeAll(async () => {
  parley = await startTestApp()
})
afterAll(() => parley.stop())

describe('the profile', () => {
  test('changes field by field, and open browsers hear of it', async () => {
    const ana = await parley.as('ana')
    const changed = await ana.patch('/api/me', { name: ' Ana S. ', hourCycle: 12, weekStart: 7 })
    expect(changed.body.me).toMatchObject({
      name: 'Ana S.',
      hourCycle: 12,
      weekStart: 7,
      timeZone: 'Europe/Lisbon',
    })
    const back = await ana.patch('/api/me', { hourCycle: null, weekStart: null, timeZone: 'asia/tokyo' })
    expect(back.body.me).toMatchObject({
      name: 'Ana S.',
      hourCycle: null,
      weekStart: null,
      timeZone: 'Asia/Tokyo',
    })
    expect((await ana.patch('/api/me', {})).body.me).toEqual(back.body.me)
    expect((await ana.get('/api/me')).body.me).toEqual(back.body.me)
    const events = await parley.app.db
      .selectFrom('events')
      .select('kind')
      .where('stream_id', '=', `u:${ana.personId}`)
      .execute()
    expect(events.filter(({ kind }) => kind === 'me.changed')).toHaveLength(3)
  })

  test('reaches the rooms one is in', async () => {
    const [ben, chiyo] = [await parley.as('ben'), await parley.as('chiyo')]
    const roomId = await makeRoom(ben, [chiyo])
    await chiyo.patch('/api/me', { name: 'Chiyo T.' })
    await expect
      .poll(
        async () => {
          const room = await ben.get(`/api/rooms/${roomId}`)
          const events = await parley.app.db
            .selectFrom('events')
            .select('kind')
            .where('stream_id', '=', `r:${roomId}`)
            .execute()
          const names: string[] = room.body.members.map((member: { name: string }) => member.name)
          return names.includes('Chiyo T.') && events.some(({ kind }) => kind === 'member.changed')
        },
        { timeout: 15_000 },
      )
      .toBe(true)
  })

  test.each([
    ['name', ''],
    ['name', 'x'.repeat(81)],
    ['name', 7],
    ['timeZone', 'Nowhere'],
    ['hourCycle', 13],
    ['hourCycle', '24'],
    ['weekStart', 0],
    ['weekStart', 8],
    ['weekStart', 1.5],
  ])('refuses %s %j by its field', async (field, value) => {
    const ana = await parley.as('ana')
    const answer = await ana.patch('/api/me', { [field]: value })
    expect(answer.status).toBe(422)
    expect(Object.keys(answer.body.error.fields)).toEqual([field])
  })

  test('cannot take another address, id or right', async () => {
    const ana = await parley.as('ana')
    const before = (await ana.get('/api/me')).body.me
    const stolen = {
      email: cast.ben.email,
      id: 'x',
      emailVerified: true,
      isOperator: true,
      hasPassword: false,
    }
    expect((await ana.patch('/api/me', stolen)).body.me).toEqual(before)
  })

  test('is nothing for strangers', async () => {
    const stranger = parley.stranger()
    expect((await stranger.get('/api/me')).body.me).toBeNull()
    const answers = await Promise.all([
      stranger.patch('/api/me', { name: 'x' }),
      stranger.post('/api/me/password', { next: 'a long password' }),
      stranger.post('/api/me/verification'),
      stranger.get('/api/me/sessions'),
      stranger.post('/api/sign-out'),
    ])
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401])
  })
})

describe('the password', () => {
  test('changes for the present one, and every other session ends', async () => {
    const dev = await parley.as('dev')
    const other = parley.stranger()
    await other.post('/api/sign-in', { email: cast.dev.email, password: cast.dev.password })
    const wrong = await dev.post('/api/me/password', { current: 'not it', next: 'dev keeps more time' })
    expect(wrong.status).toBe(422)
    expect(wrong.body.error.fields).toEqual({ current: expect.stringMatching(/\.$/) })
    expect((await dev.post('/api/me/password', { next: 'dev keeps more time' })).status).toBe(422)

    const body = { current: cast.dev.password, next: 'dev keeps more time' }
    expect((await dev.post('/api/me/password', body)).status).toBe(200)
    expect((await dev.get('/api/me')).body.me).not.toBeNull()
    expect((await other.get('/api/me')).body.me).toBeNull()
    const mails = await parley.mails()
    expect(
      mails.some(({ to, subject }) => to === cast.dev.email && subject === subjects.passwordChanged),
    ).toBe(true)
    const again = await other.post('/api/sign-in', { email: cast.dev.email, password: cast.dev.password })
    expect(again.status).toBe(401)
  })
})

describe('the sessions', () => {
  test('are listed with this one marked, and end one by one', async () => {
    const eve = await parley.as('eve')
    const other = parley.stranger()
    await other.post('/api/sign-in', { email: cast.eve.email, password: cast.eve.password })
    const { sessions } = (await eve.get('/api/me/sessions')).body
    expect(sessions).toHaveLength(2)
    expect(sessions.map((session: { here: boolean }) => session.here).toSorted()).toEqual([false, true])
    expect(sessions[0].createdAt).toBe('2026-10-23T10:00:00Z')
    const there = sessions.find((session: { here: boolean }) => !session.here).id

    expect((await eve.delete(`/api/me/sessions/${there}`)).status).toBe(200)
    expect((await other.get('/api/me')).body.me).toBeNull()
    expect((await eve.delete(`/api/me/sessions/${there}`)).status).toBe(404)
    expect((await eve.delete('/api/me/sessions/nonsense')).status).toBe(404)
  })

  test('of others are out of reach', async () => {
    const [ana, ben] = [await parley.as('ana'), await parley.as('ben')]
    const [session] = (await ben.get('/api/me/sessions')).body.sessions
    expect((await ana.delete(`/api/me/sessions/${session.id}`)).status).toBe(404)
    expect((await ben.get('/api/me')).body.me).not.toBeNull()
  })
})

describe('operators', () => {
  test('are the named addresses, once verified', async () => {
    const other = await startTestApp({ env: { OPERATORS: 'Ana@parley.test' } })
    try {
      const ana = await other.as('ana')
      expect((await ana.get('/api/me')).body.me.isOperator).toBe(false)
      const mail = (await other.mails()).find(({ to }) => to === cast.ana.email)
      const token = /\/link\/([\w-]+)/.exec(mail?.text ?? '')?.[1]
      await ana.post(`/api/mailed-links/${token}`)
      expect((await ana.get('/api/me')).body.me.isOperator).toBe(true)
      const ben = await other.as('ben')
      expect((await ben.get('/api/me')).body.me.isOperator).toBe(false)
    } finally {
      await other.stop()
    }
  })
})
