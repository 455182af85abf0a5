import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { type Client, startTestApp, type TestApp } from '#test/support/app.ts'

import { openPage } from '../rooms/live-socket.ts'

let app: TestApp
let operator: Client
let ben: Client

const file = '/api/announcements/file'
const nothing = { global: { message: '', icon: 'info', start: '', end: '' }, responsive: [] }

beforeAll(async () => {
  app = await startTestApp({ env: { OPERATORS: 'ana@parley.test' } })
  operator = await app.as('ana')
  ben = await app.as('ben')
  const verify = (await app.mails()).find(
    ({ to, text }) => to === 'ana@parley.test' && text.includes('/link/'),
  )
  const token = /\/link\/([\w-]+)/.exec(verify?.text ?? '')?.[1]
  await operator.post(`/api/mailed-links/${token}`)
})
afterAll(() => app.stop())

beforeEach(async () => {
  app.clock.set('2026-10-23T10:00:00Z')
  expect((await operator.put(file, nothing)).status).toBe(200)
})

describe('who sees what', () => {
  test('the global one is for everybody, signed in or not, without its limits', async () => {
    await operator.put(file, { global: { message: 'Back at nine', icon: 'wrench' } })
    for (const reader of [app.stranger(), ben]) {
      expect((await reader.get('/api/announcements')).body).toEqual({
        announcements: [{ id: expect.any(String), message: 'Back at nine', icon: 'wrench' }],
        changesInSeconds: null,
      })
    }
  })

  test('by country and user type: everybody is one of the others, strangers have no country', async () => {
    await ben.patch('/api/me', { country: 'PT' })
    await operator.put(file, {
      responsive: [
        { message: 'for Portugal', country: 'pt' },
        { message: 'for Japan', country: 'JP' },
        { message: 'for all', country: 'All', usertype: 'all' },
        { message: 'for others', usertype: 'others' },
        { message: 'for those who offer', usertype: 'offers-consultations' },
        { message: '' },
      ],
    })
    expect(await messagesFor(ben)).toEqual(['for Portugal', 'for all', 'for others'])
    expect(await messagesFor(app.stranger())).toEqual(['for all', 'for others'])
    await ben.patch('/api/me', { country: null })
    expect(await messagesFor(ben)).toEqual(['for all', 'for others'])
  })

  test('from its start to its end, and says when that changes', async () => {
    await operator.put(file, {
      global: { message: 'Soon', start: '2026-10-23T12:30:00+02:00', end: '2026-10-23T11:00:00Z' },
    })
    expect(await ben.get('/api/announcements')).toMatchObject({
      body: { announcements: [], changesInSeconds: 1800 },
    })
    app.clock.advance(1_800_000)
    expect(await messagesFor(ben)).toEqual(['Soon'])
    app.clock.advance(1_800_000)
    expect((await ben.get('/api/announcements')).body).toEqual({ announcements: [], changesInSeconds: null })
  })

  test('keeps its id while nothing in it changes', async () => {
    const id = async () => (await ben.get('/api/announcements')).body.announcements[0].id
    await operator.put(file, { global: { message: 'Same' } })
    const first = await id()
    await operator.put(file, { global: { message: 'Same', icon: 'info' } })
    expect(await id()).toBe(first)
    await operator.put(file, { global: { message: 'Same', end: '2027-01-01T00:00:00Z' } })
    expect(await id()).not.toBe(first)
  })
})

describe('the operator', () => {
  test('gets back what was imported, and only operators may', async () => {
    const imported = {
      global: { message: 'To all', icon: 'party', start: '', end: '2026-12-31T23:00:00Z' },
      responsive: [
        {
          message: 'Two\nlines',
          country: 'PT',
          usertype: 'others',
          icon: 'calendar',
          start: '2026-11-01T00:00:00Z',
          end: '',
        },
      ],
    }
    expect((await operator.put(file, imported)).body).toEqual(imported)
    expect((await operator.get(file)).body).toEqual(imported)
    expect((await operator.put(file, (await operator.get(file)).body)).body).toEqual(imported)
    for (const method of ['get', 'put'] as const) {
      expect((await ben[method](file, nothing)).status).toBe(404)
      expect((await app.stranger()[method](file, nothing)).status).toBe(401)
    }
    expect((await operator.get(file)).body).toEqual(imported)
  })

  test.each([
    [{ global: { message: 7 } }, 'global.message', 'The message must be text.'],
    [
      { global: { message: 'x'.repeat(501) } },
      'global.message',
      'The message can have at most 500 characters.',
    ],
    [
      { responsive: [{ message: 'x', country: 'Portugal' }] },
      'responsive.0.country',
      'Give a country as two letters such as PT (ISO 3166-1), or All.',
    ],
    [
      { responsive: [{ message: 'x', usertype: 'admins' }] },
      'responsive.0.usertype',
      'Choose one of the user types all, offers-consultations, others.',
    ],
    [
      { global: { message: 'x', icon: 'skull' } },
      'global.icon',
      'Choose one of the icons info, warning, calendar, wrench, party.',
    ],
    [
      { global: { message: 'x', start: 'tomorrow' } },
      'global.start',
      'Give a time such as 2026-11-03T15:00:00Z, or leave it empty.',
    ],
    [
      { global: { message: 'x', start: '2026-11-03T15:00:00Z', end: '2026-11-03T15:00:00Z' } },
      'global.end',
      'The end must be after the start.',
    ],
    [{ global: { mesage: 'x' } }, 'global', 'There is no mesage in an announcement.'],
    [{ responsive: {} }, 'responsive', 'Give a list of announcements.'],
    [[], 'body', 'Give an object with announcements, as the export does.'],
  ])('is told what is wrong in %j', async (body, field, sentence) => {
    const refused = await operator.put(file, body)
    expect(refused.status).toBe(422)
    expect(refused.body.error.fields).toEqual({ [field]: sentence })
    expect((await operator.get(file)).body).toEqual(nothing)
  })
})

test('an open page hears of it at once, and can read back what it missed', async () => {
  const page = await openPage(app, ben)
  const before = page.heads['a:all'] ?? 0
  await operator.put(file, { global: { message: 'Now' } })
  const heard = await page.hear(({ k }) => k === 'announcements.changed')
  expect(heard).toMatchObject({ s: 'a:all', q: before + 1, d: {} })
  const missed = await ben.get(`/api/streams/a:all/events?after=${before}`)
  expect(missed.body).toMatchObject({ head: before + 1, events: [{ k: 'announcements.changed' }] })
  expect((await app.stranger().get('/api/streams/a:all/events')).status).toBe(401)
})

test.each(['Portugal', 'pt', 'XX', 7])('%s is no country of a profile', async (country) => {
  const refused = await ben.patch('/api/me', { country })
  expect(refused.body.error.fields).toEqual({ country: 'Choose a country from the list.' })
})

async function messagesFor(reader: Client): Promise<string[]> {
  const { announcements } = (await reader.get('/api/announcements')).body
  return announcements.map(({ message }: { message: string }) => message)
}
