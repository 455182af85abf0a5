import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { keepMentions } from '#rooms/mention.ts'
import { chores, postCard } from '#rooms'
import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { makeSubscriber } from '#test/support/fakes/push/fake-push.ts'
import { MINUTE, SECOND } from '#time/instant.ts'

let testApp: TestApp
let ana: Client
let ben: Client
let chiyo: Client
/** Ana and Ben; and the two with Chiyo. Both new for each test. */
let pair: string
let three: string
let day = 0

beforeAll(async () => {
  testApp = await startTestApp()
  const people = await Promise.all([testApp.as('ana'), testApp.as('ben'), testApp.as('chiyo')])
  ;[ana, ben, chiyo] = people
})
afterAll(() => testApp.stop())

beforeEach(async () => {
  day += 1
  testApp.clock.set(`2026-10-${String(day).padStart(2, '0')}T10:00:00Z`)
  pair = await makeRoom(ana, [ben], 'Kitchen')
  three = await makeRoom(ana, [ben, chiyo], 'Garden')
})

async function say(client: Client, roomId: string, body: string): Promise<number> {
  const sent = await client.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body })
  expect(sent.status).toBe(200)
  return sent.body.message.seq
}

async function mention(roomId: string, name: string): Promise<string> {
  const { members } = (await ana.get(`/api/rooms/${roomId}`)).body
  return keepMentions(`@${name}, have a look`, members)
}

async function afterwards(ms: number): Promise<void> {
  testApp.clock.advance(ms)
  for (const { run } of chores) await run(testApp.app)
}

/** How many mails about this room went to somebody so far, and what the last one says. */
async function mailsTo(client: Client, roomId: string): Promise<{ count: number; text: string }> {
  const row = await testApp.app.db
    .selectFrom('deliveries')
    .select('version')
    .where('key', '=', `unread:${roomId}:${client.personId}`)
    .executeTakeFirst()
  const url = `${testApp.url}/rooms/${roomId}`
  const { email } = (await client.get('/api/me')).body.me
  const mail = (await testApp.mails()).find((one) => one.to === email && one.text.includes(url))
  return { count: row?.version ?? 0, text: mail?.text ?? '' }
}

async function bellOf(client: Client, roomId: string) {
  const { notices } = (await client.get('/api/notices')).body
  return notices.filter((notice: { roomId: string }) => notice.roomId === roomId)
}

describe('a mail about unread messages', () => {
  test('between two comes after three minutes, once, with all of them', async () => {
    await say(ana, pair, 'The tiles have come.')
    await afterwards(MINUTE)
    await say(ana, pair, 'In **blue**.')
    await afterwards(2 * MINUTE - SECOND)
    expect(await mailsTo(ben, pair)).toMatchObject({ count: 0 })
    await afterwards(SECOND)
    await expect.poll(() => mailsTo(ben, pair)).toMatchObject({ count: 1 })
    const { text } = await mailsTo(ben, pair)
    expect(text).toContain('Ana Silva: The tiles have come.\n  In blue.')
    await afterwards(30 * MINUTE)
    expect(await mailsTo(ben, pair)).toMatchObject({ count: 1 })
    expect(await mailsTo(ana, pair)).toMatchObject({ count: 0 })
  })

  test('is not sent about what was read by then, on whatever page', async () => {
    const seq = await say(ana, pair, 'Are you there?')
    await afterwards(MINUTE)
    await ben.put(`/api/rooms/${pair}/read`, { seq })
    await afterwards(30 * MINUTE)
    expect(await mailsTo(ben, pair)).toMatchObject({ count: 0 })
  })

  test('among more than two comes after fifteen minutes, for who is mentioned after three', async () => {
    await say(ana, three, await mention(three, 'Chiyo Tanaka'))
    await afterwards(3 * MINUTE)
    await expect.poll(() => mailsTo(chiyo, three)).toMatchObject({ count: 1 })
    expect((await mailsTo(chiyo, three)).text).toContain('@Chiyo Tanaka, have a look')
    expect(await mailsTo(ben, three)).toMatchObject({ count: 0 })
    await afterwards(12 * MINUTE)
    await expect.poll(() => mailsTo(ben, three)).toMatchObject({ count: 1 })
  })

  test('comes once an hour for each room at most', async () => {
    await say(ana, pair, 'One')
    await afterwards(3 * MINUTE)
    await expect.poll(() => mailsTo(ben, pair)).toMatchObject({ count: 1 })
    await say(ana, pair, 'Two')
    await say(ana, three, 'Elsewhere')
    await afterwards(59 * MINUTE)
    expect(await mailsTo(ben, pair)).toMatchObject({ count: 1 })
    await expect.poll(() => mailsTo(ben, three)).toMatchObject({ count: 1 })
    await afterwards(MINUTE)
    await expect.poll(() => mailsTo(ben, pair)).toMatchObject({ count: 2 })
    expect((await mailsTo(ben, pair)).text).not.toContain('One')
  })

  test('is one, however many look at once', async () => {
    await say(ana, pair, 'Only once')
    testApp.clock.advance(3 * MINUTE)
    const looks = Array.from({ length: 8 }, () => chores.map(({ run }) => run(testApp.app))).flat()
    await Promise.all(looks)
    await expect.poll(() => mailsTo(ben, pair)).toMatchObject({ count: 1 })
    await afterwards(30 * MINUTE)
    expect(await mailsTo(ben, pair)).toMatchObject({ count: 1 })
  })

  test('waits for the end of quiet hours, and then for what is still unread', async () => {
    // Ben lives in New York, four hours behind: these are the hours around six in the morning there.
    await ben.patch('/api/me/notifications', { quietHours: { from: '22:00', until: '07:00' } })
    await say(ana, pair, 'So early')
    const seq = await say(ana, three, 'So early here, too')
    await afterwards(20 * MINUTE)
    await ben.put(`/api/rooms/${three}/read`, { seq })
    expect(await mailsTo(ben, pair)).toMatchObject({ count: 0 })
    testApp.clock.set(`2026-10-${String(day).padStart(2, '0')}T11:00:00Z`)
    await afterwards(0)
    await expect.poll(() => mailsTo(ben, pair)).toMatchObject({ count: 1 })
    expect(await mailsTo(ben, three)).toMatchObject({ count: 0 })
    await ben.patch('/api/me/notifications', { quietHours: null })
  })

  test('comes only where it is wanted', async () => {
    const settings = `/api/rooms/${three}/message-settings`
    await ben.patch(settings, { messages: 'mentions' })
    await chiyo.patch(settings, { mails: false })
    await say(ana, three, 'For all')
    await say(ana, three, await mention(three, 'Chiyo Tanaka'))
    await afterwards(15 * MINUTE)
    expect(await mailsTo(ben, three)).toMatchObject({ count: 0 })
    expect(await mailsTo(chiyo, three)).toMatchObject({ count: 0 })
    await say(ana, three, await mention(three, 'Ben Carter'))
    await afterwards(3 * MINUTE)
    await expect.poll(() => mailsTo(ben, three)).toMatchObject({ count: 1 })
  })
})

describe('a push about unread messages', () => {
  /** What became of it, by the device of who it is for. */
  async function pushTo(client: Client, roomId: string): Promise<string[]> {
    const rows = await testApp.app.db
      .selectFrom('deliveries')
      .select('state')
      .where('channel', '=', 'push')
      .where('key', 'like', `unread:${roomId}:${client.personId}:%`)
      .execute()
    return rows.map(({ state }) => state)
  }

  test('is not sent of a card that is told by itself', async () => {
    await testApp.app.transaction((tx) =>
      postCard(tx, {
        roomId: pair,
        actorId: ana.personId,
        kind: 'counter-offer',
        id: newKey(),
        body: 'Other times',
        toldByItself: true,
      }),
    )
    await afterwards(4 * MINUTE)
    expect(await mailsTo(ben, pair)).toMatchObject({ count: 0 })
    expect(await bellOf(ben, pair)).toEqual([])
  })

  test('that quiet hours hold is let go once all it says is read, and not before', async () => {
    const { target } = makeSubscriber('https://push.example')
    const added = await ben.post('/api/push/devices', target)
    expect(added.status).toBe(200)
    // In New York it is six in the morning.
    await ben.patch('/api/me/notifications', { quietHours: { from: '22:00', until: '07:00' } })
    const first = await say(ana, pair, 'So early')
    await say(ana, three, 'So early here, too')
    await afterwards(5 * SECOND)
    const second = await say(ana, pair, 'And one more')
    await afterwards(5 * SECOND)
    expect(await pushTo(ben, pair)).toEqual(['waiting'])

    await ben.put(`/api/rooms/${pair}/read`, { seq: first })
    expect(await pushTo(ben, pair)).toEqual(['waiting'])
    await ben.put(`/api/rooms/${pair}/read`, { seq: second })
    expect(await pushTo(ben, pair)).toEqual(['dropped'])
    expect(await pushTo(ben, three)).toEqual(['waiting'])

    await ben.patch('/api/me/notifications', { quietHours: null })
    await ben.delete(`/api/push/devices/${added.body.device.id}`)
  })
})

describe('a mention', () => {
  test('stands under the bell of who has not read it, until they do', async () => {
    const seq = await say(ana, three, await mention(three, 'Ben Carter'))
    await afterwards(5 * SECOND)
    await expect.poll(() => bellOf(ben, three)).toHaveLength(1)
    expect(await bellOf(ben, three)).toEqual([
      expect.objectContaining({
        kind: 'mention',
        title: 'Ana Silva mentioned you in Garden',
        text: 'Ana Silva: @Ben Carter, have a look',
        href: `/rooms/${three}`,
        isRead: false,
      }),
    ])
    expect(await bellOf(chiyo, three)).toEqual([])
    await ben.put(`/api/rooms/${three}/read`, { seq })
    expect(await bellOf(ben, three)).toEqual([expect.objectContaining({ isRead: true })])
  })

  test('is nothing to who reads along', async () => {
    const seq = await say(ana, three, await mention(three, 'Ben Carter'))
    await ben.put(`/api/rooms/${three}/read`, { seq })
    await afterwards(5 * SECOND)
    expect(await bellOf(ben, three)).toEqual([])
  })

  test('reaches nobody outside the room', async () => {
    const eve = await testApp.as('eve')
    await say(ana, three, `[@Eve](person:${eve.personId}), this is none of yours`)
    await afterwards(15 * MINUTE)
    expect((await eve.get('/api/notices')).body.notices).toEqual([])
    expect(await mailsTo(eve, three)).toMatchObject({ count: 0 })
  })
})
