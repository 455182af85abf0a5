import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'

import { sendDueDeliveries } from '#platform/sending.ts'
import { chores } from '#meetings'
import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { type FakePush, startFakePush } from '#test/support/fakes/push/fake-push.ts'

import { bookFor, crowd, eventually, sendOffer, systemMessages } from './offers.ts'

let parley: TestApp
let service: FakePush
let chiyo: Client

const start = '2026-10-28T10:00:00Z'

beforeAll(async () => {
  service = await startFakePush(() => parley.app.push.publicKey)
  parley = await startTestApp({ env: { ALLOW_PRIVATE_NETS: '127.0.0.1/32' } })
  chiyo = await parley.as('chiyo')
})
afterAll(async () => {
  await parley.stop()
  await service.stop()
})

let roomId: string
let organizer: Client
let booker: Client
let meetingId: string

// A room and two people of its own for each test, and Chiyo, who made the room and only attends.
beforeEach(async () => {
  parley.clock.set('2026-10-23T10:00:00Z')
  roomId = await makeRoom(chiyo, [])
  ;[organizer, booker] = (await crowd(parley, roomId, 2)) as [Client, Client]
  meetingId = await bookFor(booker, await sendOffer(organizer, roomId), start)
})

/** The clock says so, and what is due by it is done. */
async function at(iso: string): Promise<void> {
  parley.clock.set(iso)
  for (const chore of chores) await chore.run(parley.app)
  await sendDueDeliveries(parley.app, 'mail')
  // A job may have been at some of them already.
  await eventually(countWaitingMails, (count) => count === 0)
}

async function countWaitingMails(): Promise<number> {
  const rows = await parley.app.db
    .selectFrom('deliveries')
    .select('id')
    .where('key', 'like', 'reminder:%')
    .where('channel', '=', 'mail')
    .where('state', '=', 'waiting')
    .execute()
  return rows.length
}

async function saidInRoom(): Promise<string[]> {
  const said = await systemMessages(chiyo, roomId, { reminders: true })
  return said.filter((one) => one.detail?.type === 'meeting.reminder').map((one) => one.body)
}

/** The reminders somebody was mailed of this meeting, the oldest first. */
async function mailsTo(person: Client): Promise<string[]> {
  const rows = await parley.app.db
    .selectFrom('people')
    .select('email')
    .where('id', '=', person.personId)
    .executeTakeFirstOrThrow()
  const mails = await parley.mails()
  return mails
    .filter(
      (mail) => mail.to === rows.email && mail.text.includes(roomId) && /^Meeting in \d/.test(mail.subject),
    )
    .map(({ subject }) => subject.split(':')[0] ?? '')
    .toReversed()
}

const move = (startsAt: string) =>
  booker.post(`/api/meetings/${meetingId}/reschedule`, { requestId: newKey(), startsAt, reason: '' })

test('each is told once at each lead, in the room once for all, whatever the clock does meanwhile', async () => {
  await at('2026-10-27T09:59:59Z')
  expect(await saidInRoom()).toEqual([])
  await at('2026-10-27T10:00:30Z')
  // Back, and on again: what was told stays told.
  await at('2026-10-27T08:00:00Z')
  await at('2026-10-27T10:00:30Z')
  await at('2026-10-28T09:50:00Z')
  await at('2026-10-28T09:51:00Z')
  await at('2026-10-28T10:00:00Z')
  const spelled = 'Wednesday, 28 October 2026, 10:00–10:30 (Lisbon time)'
  expect(await saidInRoom()).toEqual([
    `The meeting starts in 24 hours: ${spelled}.`,
    `The meeting starts in 10 minutes: ${spelled}.`,
  ])
  for (const person of [organizer, booker, chiyo])
    expect(await mailsTo(person)).toEqual(['Meeting in 24 hours', 'Meeting in 10 minutes'])
  const notices = (await chiyo.get('/api/notices')).body.notices.filter(
    (one: { roomId: string; kind: string }) => one.roomId === roomId && one.kind === 'reminder',
  )
  expect(notices.map((one: { kind: string; title: string }) => [one.kind, one.title.split(':')[0]])).toEqual([
    ['reminder', 'Meeting in 10 minutes'],
    ['reminder', 'Meeting in 24 hours'],
  ])
  // In Tokyo it is evening.
  expect(notices[0].text).toBe('Wednesday, 28 October 2026, 19:00–19:30 (Tokyo time).')
  expect(notices[0].href).toMatch(/^\/join\//)
})

test('after a jump forward only what still helps is said, and nothing after the start', async () => {
  await at('2026-10-28T09:55:00Z')
  expect(await mailsTo(booker)).toEqual(['Meeting in 5 minutes'])
  expect(await saidInRoom()).toHaveLength(1)
  await at('2026-10-27T11:00:00Z')
  await at('2026-10-28T09:56:00Z')
  expect(await mailsTo(booker)).toEqual(['Meeting in 5 minutes'])

  const other = await bookFor(booker, await sendOffer(organizer, roomId), '2026-10-29T10:00:00Z')
  await at('2026-10-29T10:00:00Z')
  const notices = (await booker.get('/api/notices')).body.notices
  expect(notices.some((one: { key?: string; text: string }) => one.text.includes('29 October'))).toBe(false)
  expect(other).not.toBe(meetingId)
})

test('they move with the meeting and end with it', async () => {
  await at('2026-10-27T10:00:00Z')
  expect(await mailsTo(booker)).toEqual(['Meeting in 24 hours'])
  const remindedOf = async () =>
    (await booker.get('/api/notices')).body.notices.filter(
      (one: { roomId: string; kind: string }) => one.roomId === roomId && one.kind === 'reminder',
    )
  expect(await remindedOf()).toMatchObject([{ href: `/rooms/${roomId}#meeting-${meetingId}` }])
  expect((await move('2026-10-30T12:00:00Z')).status).toBe(200)
  // Of the day it was, nothing stands under the bell any more.
  expect(await remindedOf()).toEqual([])
  await at('2026-10-28T09:55:00Z')
  expect(await mailsTo(booker)).toEqual(['Meeting in 24 hours'])
  await at('2026-10-29T12:00:00Z')
  // The one about another start stands in its place, with the new day.
  expect(await mailsTo(booker)).toEqual(['Meeting in 24 hours'])
  const texts = (await parley.mails()).map(({ text }) => text).filter((text) => text.includes(roomId))
  expect(texts.join()).toContain('Friday, 30 October 2026')
  // Moved within the day: the longer lead lies behind, and the move was told just now.
  expect((await move('2026-10-29T16:30:00Z')).status).toBe(200)
  await at('2026-10-29T12:01:00Z')
  expect(await mailsTo(booker)).toHaveLength(1)
  await booker.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason: '' })
  await at('2026-10-29T16:25:00Z')
  expect(await mailsTo(booker)).toHaveLength(1)
  expect(await saidInRoom()).toHaveLength(2)
})

test('who declines or leaves is not reminded, and the others still are', async () => {
  await chiyo.post(`/api/meetings/${meetingId}/response`, {
    requestId: newKey(),
    answer: 'declined',
    reason: '',
  })
  await at('2026-10-27T10:00:00Z')
  expect(await mailsTo(chiyo)).toEqual([])
  expect(await mailsTo(booker)).toHaveLength(1)
  await chiyo.post(`/api/meetings/${meetingId}/response`, {
    requestId: newKey(),
    answer: 'accepted',
    reason: '',
  })
  await at('2026-10-28T09:50:00Z')
  expect(await mailsTo(chiyo)).toEqual(['Meeting in 10 minutes'])
})

test('leads are one’s own, hold for what is agreed already, and can be none', async () => {
  expect((await booker.get('/api/me/reminders')).body).toEqual({ leadMinutes: [1440, 10] })
  expect((await booker.put('/api/me/reminders', { leadMinutes: [60, 10080] })).body).toEqual({
    leadMinutes: [10080, 60],
  })
  expect((await organizer.put('/api/me/reminders', { leadMinutes: [] })).status).toBe(200)
  for (const wrong of [[7], [60, 60], ['60'], [1e9]]) {
    const answer = await booker.put('/api/me/reminders', { leadMinutes: wrong })
    expect(answer.status).toBe(422)
    expect(Object.values(answer.body.error.fields)[0]).toMatch(/^Choose/)
  }
  await at('2026-10-28T09:00:00Z')
  expect(await mailsTo(booker)).toEqual(['Meeting in 60 minutes'])
  await at('2026-10-28T09:50:00Z')
  expect(await mailsTo(booker)).toHaveLength(1)
  expect(await mailsTo(organizer)).toEqual([])
  expect(await mailsTo(chiyo)).toHaveLength(2)
})

test('what could not go out before the start, or was overtaken by a move, never does', async () => {
  const browser = service.subscribe()
  await booker.post('/api/push/devices', browser.target)
  service.answerWith({ status: 503 })
  await at('2026-10-28T09:50:00Z')
  const waiting = () =>
    parley.app.db
      .selectFrom('deliveries')
      .select(['state', 'attempts'])
      .where('channel', '=', 'push')
      .where('person_id', '=', booker.personId)
      .orderBy('id')
      .execute()
  await eventually(waiting, (rows) => rows.some(({ attempts }) => attempts > 0))
  expect((await move('2026-10-29T10:00:00Z')).status).toBe(200)
  expect((await waiting()).map(({ state }) => state)).toEqual(['dropped'])
  service.answerWith(undefined)
  await at('2026-10-28T09:55:00Z')
  await sendDueDeliveries(parley.app, 'push')
  expect(service.taken).toHaveLength(0)
  await at('2026-10-29T09:52:00Z')
  await eventually(
    async () => service.taken,
    (taken) => taken.length > 0,
  )
  const [push] = service.taken
  expect(push && browser.open(push.body).title).toMatch(/^Meeting in 8 minutes: /)
  expect(push?.ttl).toBe(8 * 60)
})
