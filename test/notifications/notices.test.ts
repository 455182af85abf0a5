import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { chores, type NoticeToTell, tell } from '#notifications'
import { type Client, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { DAY } from '#time/instant.ts'

import { openPage } from '../rooms/live-socket.ts'

let testApp: TestApp
let ana: Client
let ben: Client

beforeAll(async () => {
  testApp = await startTestApp()
  ana = await testApp.as('ana')
  ben = await testApp.as('ben')
})
afterAll(() => testApp.stop())

function meetingNotice(parts: Partial<NoticeToTell> = {}): NoticeToTell {
  return {
    personId: ana.personId,
    kind: 'meeting_new',
    key: `meeting:${newKey()}`,
    subjectId: null,
    roomId: null,
    title: 'Ben booked a meeting',
    text: 'Tue 3 Nov, 15:00 – 15:30 your time.',
    href: '/rooms',
    mail: { subject: 'A meeting with Ben', text: 'It is booked.', html: '<p>It is booked.</p>' },
    ...parts,
  }
}

async function tellNow(notice: NoticeToTell): Promise<void> {
  testApp.clock.advance(1)
  await testApp.app.transaction((tx) => tell(tx, notice))
}

async function noticesOf(client: Client) {
  return (await client.get('/api/notices')).body
}

describe('telling somebody', () => {
  test('stands under the bell and goes out by mail, to the person alone', async () => {
    await tellNow(meetingNotice())
    const { notices, unread } = await noticesOf(ana)
    expect(unread).toBe(1)
    expect(notices).toEqual([
      expect.objectContaining({ kind: 'meeting_new', title: 'Ben booked a meeting', isRead: false }),
    ])
    expect(await noticesOf(ben)).toEqual({ notices: [], unread: 0 })
    const mails = (await testApp.mails()).filter(({ subject }) => subject === 'A meeting with Ben')
    expect(mails.map(({ to }) => to)).toEqual(['ana@parley.test'])
  })

  test('the same key again takes the place of what was told, and is unread again', async () => {
    const notice = meetingNotice({ title: 'At three' })
    await tellNow(notice)
    const before = await noticesOf(ana)
    await ana.put('/api/notices/read', { noticeId: before.notices[0].id })
    await tellNow({ ...notice, title: 'At four' })
    const after = await noticesOf(ana)
    expect(after.notices).toHaveLength(before.notices.length)
    expect(after.notices[0]).toMatchObject({ title: 'At four', isRead: false })
  })

  test('an open page hears it', async () => {
    const page = await openPage(testApp, ana)
    await tellNow(meetingNotice())
    await page.hear(({ k, s }) => k === 'notices.changed' && s === `u:${ana.personId}`)
    page.cut()
  })

  test('a change that fails tells nothing', async () => {
    const before = await noticesOf(ana)
    const failing = testApp.app.transaction(async (tx) => {
      await tell(tx, meetingNotice())
      throw new Error('undone')
    })
    await expect(failing).rejects.toThrow('undone')
    expect(await noticesOf(ana)).toEqual(before)
  })

  test('nobody is told who is not there', async () => {
    await tellNow(meetingNotice({ personId: newKey() }))
  })
})

describe('reading', () => {
  test('one at a time, or all up to one', async () => {
    const { clock } = testApp
    clock.advance(1)
    for (const title of ['one', 'two', 'three']) await tellNow(meetingNotice({ title }))
    const [three, two, one] = (await noticesOf(ana)).notices
    await ana.put('/api/notices/read', { noticeId: three.id })
    expect((await noticesOf(ana)).notices.slice(0, 3).map(isReadOf)).toEqual([true, false, false])
    await ana.put('/api/notices/read', { noticeId: two.id, andEarlier: true })
    expect(await noticesOf(ana)).toMatchObject({ unread: 0 })
    expect(one.title).toBe('one')
  })

  test('somebody else’s notice stays as it is', async () => {
    await tellNow(meetingNotice())
    const [{ id }] = (await noticesOf(ana)).notices
    expect((await ben.put('/api/notices/read', { noticeId: id, andEarlier: true })).status).toBe(200)
    expect(await noticesOf(ana)).toMatchObject({ unread: 1 })
  })

  test('after ninety days it is forgotten', async () => {
    testApp.clock.advance(91 * DAY)
    for (const { run } of chores) await run(testApp.app)
    const left = await testApp.app.db.selectFrom('notices').select('id').execute()
    expect(left).toEqual([])
  })
})

function isReadOf({ isRead }: { isRead: boolean }): boolean {
  return isRead
}
