import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { type NoticeToTell, tell } from '#notifications'
import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { openPage } from '../rooms/live-socket.ts'

let testApp: TestApp
let ana: Client
let ben: Client
let roomId: string

const settings = '/api/me/notifications'
const start = '2026-10-23T10:00:00Z'

beforeAll(async () => {
  testApp = await startTestApp()
  ana = await testApp.as('ana')
  ben = await testApp.as('ben')
  roomId = await makeRoom(ana, [ben])
})
afterAll(() => testApp.stop())

beforeEach(() => testApp.clock.set(start))

async function tellNow(parts: Partial<NoticeToTell> = {}): Promise<string> {
  const subject = newKey()
  const html = `<p>${subject}</p>`
  await testApp.app.transaction((tx) =>
    tell(tx, {
      personId: ana.personId,
      kind: 'meeting_new',
      key: subject,
      subjectId: null,
      roomId,
      title: subject,
      text: 'Something happened.',
      href: '/rooms',
      mail: { subject, text: subject, html },
      ...parts,
    }),
  )
  return subject
}

async function channelsOf(subject: string): Promise<string[]> {
  const { notices } = (await ana.get('/api/notices')).body
  const mails = await testApp.mails()
  return [
    ...(notices.some(({ title }: { title: string }) => title === subject) ? ['in_app'] : []),
    ...(mails.some((mail) => mail.subject === subject) ? ['mail'] : []),
  ]
}

/** When the mail with this subject may go out. */
async function dueAtOf(subject: string): Promise<number> {
  const row = await testApp.app.db
    .selectFrom('deliveries')
    .select('next_at')
    .where('key', '=', `${subject}:${ana.personId}`)
    .executeTakeFirstOrThrow()
  return row.next_at
}

describe('what one wants to be told', () => {
  test('is what people usually want, until one chooses', async () => {
    const { body } = await ana.get(settings)
    expect(body).toMatchObject({
      wishes: { meeting_new: { in_app: true, mail: true, push: true }, message: { in_app: false } },
      quietHours: null,
      rooms: { messages: 'everything', meetings: true },
    })
    expect(await channelsOf(await tellNow())).toEqual(['in_app', 'mail'])
  })

  test('one choice changes one channel of one kind, at once and on every open page', async () => {
    const page = await openPage(testApp, ana)
    const wish = { kind: 'meeting_new', channel: 'mail', wanted: false }
    const { body } = await ana.patch(settings, { wish })
    expect(body.wishes.meeting_new).toEqual({ in_app: true, mail: false, push: true })
    await page.hear(({ k }) => k === 'notifications.settings-changed')
    page.cut()
    expect(await channelsOf(await tellNow())).toEqual(['in_app'])
    expect(await channelsOf(await tellNow({ kind: 'meeting_changed' }))).toEqual(['in_app', 'mail'])
    await ana.patch(settings, { wish: { ...wish, wanted: true } })
  })

  test.each([
    ['a kind that there is not', { wish: { kind: 'weather', channel: 'mail', wanted: true } }, 'wish.kind'],
    ['hours that are none', { quietHours: { from: '25:00', until: '07:00' } }, 'quietHours.from'],
    ['hours that never end', { quietHours: { from: '07:00', until: '07:00' } }, 'quietHours.until'],
    ['a choice that there is not', { rooms: { messages: 'some', meetings: true } }, 'rooms.messages'],
  ])('%s is refused with a sentence', async (_, body, field) => {
    const before = (await ana.get(settings)).body
    const answer = await ana.patch(settings, body)
    expect(answer.status).toBe(422)
    expect(Object.keys(answer.body.error.fields)).toEqual([field])
    expect((await ana.get(settings)).body).toEqual(before)
  })
})

describe('quiet hours', () => {
  beforeEach(async () => {
    await ana.patch(settings, { quietHours: { from: '22:00', until: '07:00' } })
  })

  test('a mail about messages waits until they end, across a night in which clocks go back', async () => {
    // Lisbon leaves summer time at 01:00Z on the 25th: that night is an hour longer.
    testApp.clock.set('2026-10-24T22:00:00Z')
    const held = await tellNow({ kind: 'message' })
    expect(await dueAtOf(held)).toBe(Date.parse('2026-10-25T07:00:00Z'))
    testApp.clock.set('2026-10-25T07:00:00Z')
    const sent = await tellNow({ kind: 'message' })
    expect(await dueAtOf(sent)).toBeLessThanOrEqual(testApp.clock.now() + 60_000)
  })

  test('a mail about a meeting does not wait', async () => {
    testApp.clock.set('2026-10-24T02:00:00Z')
    const at = Date.parse('2026-11-03T15:00:00Z')
    const subject = await tellNow({ at })
    expect(await dueAtOf(subject)).toBeLessThanOrEqual(testApp.clock.now() + 60_000)
  })

  test('they follow their person into another zone', async () => {
    await ana.patch('/api/me', { timeZone: 'Asia/Tokyo' })
    testApp.clock.set('2026-10-24T14:00:00Z')
    const held = await tellNow({ kind: 'mention' })
    expect(await dueAtOf(held)).toBe(Date.parse('2026-10-24T22:00:00Z'))
    await ana.patch('/api/me', { timeZone: 'Europe/Lisbon' })
  })

  test('null ends them', async () => {
    expect((await ana.patch(settings, { quietHours: null })).body.quietHours).toBeNull()
  })
})

describe('what one wants of a room', () => {
  const path = () => `/api/rooms/${roomId}/message-settings`
  const nothingChosen = { messages: null, meetings: null, mails: true, mutedUntil: null }

  beforeEach(async () => {
    await ana.patch(settings, { quietHours: null, rooms: { messages: 'everything', meetings: true } })
    await ana.patch(path(), nothingChosen)
  })

  test('follows what one wants of all rooms, until one chooses for it', async () => {
    await ana.patch(settings, { rooms: { messages: 'nothing', meetings: false } })
    expect((await ana.get(path())).body).toEqual({
      ...nothingChosen,
      usual: { messages: 'nothing', meetings: false },
    })
    expect(await channelsOf(await tellNow({ kind: 'mention' }))).toEqual([])
    expect(await channelsOf(await tellNow())).toEqual([])
    await ana.patch(path(), { messages: 'mentions', meetings: true })
    expect(await channelsOf(await tellNow({ kind: 'mention' }))).toEqual(['in_app', 'mail'])
    expect(await channelsOf(await tellNow({ kind: 'message' }))).toEqual([])
    expect(await channelsOf(await tellNow())).toEqual(['in_app', 'mail'])
  })

  test('of nothing, changes to meetings still come', async () => {
    await ana.patch(path(), { messages: 'nothing' })
    expect(await channelsOf(await tellNow({ kind: 'meeting_cancelled' }))).toEqual(['in_app', 'mail'])
    expect(await channelsOf(await tellNow({ kind: 'mention' }))).toEqual([])
  })

  test('muted until then, and no longer', async () => {
    await ana.patch(path(), { mutedUntil: '2026-10-23T11:00:00Z' })
    expect(await channelsOf(await tellNow({ kind: 'mention' }))).toEqual([])
    testApp.clock.set('2026-10-23T11:00:00Z')
    expect((await ana.get(path())).body.mutedUntil).toBeNull()
    expect(await channelsOf(await tellNow({ kind: 'mention' }))).toEqual(['in_app', 'mail'])
  })

  test('is one’s own: somebody else in the room wants what they want', async () => {
    await ana.patch(path(), { messages: 'nothing' })
    expect((await ben.get(path())).body.messages).toBeNull()
  })

  test('of a room one is not in there is nothing to choose', async () => {
    const eve = await testApp.as('eve')
    expect((await eve.get(path())).status).toBe(404)
    expect((await eve.patch(path(), { messages: 'nothing' })).status).toBe(404)
  })
})

describe('ending mails from within a mail', () => {
  /** As a mail program would: no session, no origin, a form. */
  function oneClick(address: string): Promise<Response> {
    return fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'List-Unsubscribe=One-Click',
    })
  }

  async function addressIn(parts: Partial<NoticeToTell>): Promise<string> {
    const subject = await tellNow(parts)
    const mail = (await testApp.mails()).find((one) => one.subject === subject)
    return mail?.unsubscribeUrl ?? ''
  }

  test('one POST ends mails of that kind, again and again; a GET changes nothing', async () => {
    const address = await addressIn({ kind: 'reminder' })
    const token = address.split('/').at(-1)
    expect((await fetch(address)).status).toBe(200)
    expect((await testApp.stranger().get(`/api/mail-stops/${token}`)).body).toEqual({
      kind: 'reminder',
      roomId: null,
    })
    expect(await channelsOf(await tellNow({ kind: 'reminder' }))).toEqual(['in_app', 'mail'])
    for (const _ of [1, 2]) expect((await oneClick(address)).status).toBe(200)
    expect(await channelsOf(await tellNow({ kind: 'reminder' }))).toEqual(['in_app'])
    expect(await channelsOf(await tellNow({ kind: 'meeting_new' }))).toEqual(['in_app', 'mail'])
    expect((await ben.get(settings)).body.wishes.reminder.mail).toBe(true)
  })

  test('of messages, it ends those of the room', async () => {
    expect((await oneClick(await addressIn({ kind: 'message' }))).status).toBe(200)
    expect((await ana.get(`/api/rooms/${roomId}/message-settings`)).body.mails).toBe(false)
    const other = await makeRoom(ana, [ben])
    expect(await channelsOf(await tellNow({ kind: 'mention' }))).toEqual(['in_app'])
    expect(await channelsOf(await tellNow({ kind: 'mention', roomId: other }))).toEqual(['in_app', 'mail'])
  })

  test('a made-up, changed or borrowed address ends nothing', async () => {
    const address = await addressIn({ kind: 'link_trouble' })
    const token = address.split('/').at(-1) ?? ''
    const borrowed = testApp.app.sealer.seal('entries|x|token_sealed', `${ana.personId} link_trouble `)
    const middle = Math.floor(token.length / 2)
    const changed = token.slice(0, middle) + (token[middle] === 'A' ? 'B' : 'A') + token.slice(middle + 1)
    for (const wrong of ['x', changed, borrowed]) {
      expect((await oneClick(`${testApp.url}/stop/${wrong}`)).status).toBe(404)
      expect((await testApp.stranger().get(`/api/mail-stops/${wrong}`)).status).toBe(404)
    }
    expect((await ana.get(settings)).body.wishes.link_trouble.mail).toBe(true)
  })
})
