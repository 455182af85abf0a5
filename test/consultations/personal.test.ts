import { afterAll, beforeAll, expect, test } from 'vitest'

import { eventually, systemMessages } from '#test/meetings/offers.ts'
import { type Answer, type Client, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { cast } from '#test/support/cast.ts'
import { tablesWith } from '#test/support/tables-with.ts'

import { accept, booked, bookOffering, offeredStarts, offerNewTimes, slotsOf } from './booking-world.ts'
import { makeOffering, takeHandle } from './offerings.ts'

const day = 86_400_000
const garden = { id: 'garden', label: 'How large is it?', required: true, kind: 'line', choices: [] }
const price = { minor: 5000, currency: 'EUR' }

let testApp: TestApp
let ana: Client
let ben: Client
let offeringId: string
let meetingId: string
let roomId: string

beforeAll(async () => {
  testApp = await startTestApp()
  ana = await testApp.as('ana')
  ben = await testApp.as('ben')
  await takeHandle(ana, 'ana-silva')
  offeringId = (await makeOffering(ana, { price, questions: [garden], answerWithinMinutes: 60 })).id
  const [start] = await offeredStarts(ben, offeringId)
  const answers = { garden: 'As a handkerchief' }
  const meeting = await booked(ben, offeringId, start, { answers, word: 'My knees hurt' })
  meetingId = meeting.id
  roomId = meeting.roomId
  expect((await accept(ana, meetingId)).status).toBe(200)
  const later = (await offeredStarts(ben, offeringId))[9]
  const moved = { requestId: newKey(), startsAt: later, reason: 'Then my knees hurt less' }
  expect((await offerNewTimes(ana, meetingId)).status).toBe(200)
  expect((await ben.post(`/api/meetings/${meetingId}/new-times/take`, moved)).status).toBe(200)
})
afterAll(() => testApp.stop())

async function exportOf(client: Client): Promise<Answer['body']> {
  return (await client.post('/api/me/export')).body.consultations
}

/** The answers of every address at which what Ana offers can be found, to anybody. */
async function atEveryAddress(): Promise<number[]> {
  const stranger = testApp.stranger()
  const pages = ['/p/ana-silva', '/p/ana-silva/garden-plan', '/p/ana-silva/garden-plan/embed']
  const answers = [
    ...(await Promise.all(pages.map((path) => fetch(`${testApp.url}${path}`)))),
    await stranger.get('/api/people/ana-silva/offerings/garden-plan'),
    await slotsOf(stranger, offeringId),
  ]
  return answers.map(({ status }) => status)
}

async function signInAgain(name: 'ana' | 'ben'): Promise<Client> {
  const fresh = testApp.stranger()
  const { email, password } = cast[name]
  expect((await fresh.post('/api/sign-in', { email, password })).status).toBe(200)
  return fresh
}

test('an export holds what one booked, and what was booked of one’s own', async () => {
  const answers = [{ label: 'How large is it?', answer: 'As a handkerchief' }]
  const booking = { meetingId, title: 'Garden plan', price, answers }
  expect(await exportOf(ben)).toEqual({ offerings: [], booked: [booking], bookedOfMine: [] })
  expect(await exportOf(ana)).toMatchObject({
    offerings: [{ title: 'Garden plan' }],
    booked: [],
    bookedOfMine: [booking],
  })
})

test('who has asked to be deleted offers nothing at once, and everything again once they undo it', async () => {
  expect(await atEveryAddress()).toEqual([200, 200, 200, 200, 200])
  const start = (await offeredStarts(ben, offeringId))[3]
  const nothing = await (await fetch(`${testApp.url}/p/nobody`)).text()
  expect((await ana.post('/api/me/erasure', { password: cast.ana.password })).status).toBe(200)
  expect(await atEveryAddress()).toEqual([404, 404, 404, 404, 404])
  const page = await (await fetch(`${testApp.url}/p/ana-silva/garden-plan`)).text()
  const plain = (text: string) => text.replaceAll(/nonce[-=]"?[\w+/=-]+/g, '')
  expect(plain(page)).toBe(plain(nothing))
  const refused = await bookOffering(ben, offeringId, start, { answers: { garden: 'Small' } })
  expect([refused.status, refused.body.error.code]).toEqual([404, 'not_found'])
  ana = await signInAgain('ana')
  expect(await atEveryAddress()).toEqual([200, 200, 200, 200, 200])
  expect((await bookOffering(ben, offeringId, start, { answers: { garden: 'Small' } })).status).toBe(200)
})

test('who is erased leaves nothing of what they answered and wrote with it', async () => {
  const off = await ben.post(`/api/meetings/${meetingId}/cancel`, {
    requestId: newKey(),
    reason: 'Off to the hospital',
  })
  expect(off.status).toBe(200)
  expect(await ben.post('/api/me/erasure', { password: cast.ben.password })).toMatchObject({ status: 200 })
  testApp.clock.advance(7 * day)
  await eventually(
    () => tablesWith(testApp.app.db, cast.ben.email),
    (tables) => tables.length === 0,
  )
  for (const written of ['As a handkerchief', 'knees hurt', 'hospital'])
    expect(await tablesWith(testApp.app.db, written), written).toEqual([])
  ana = await signInAgain('ana')
  const { meeting } = (await ana.get(`/api/meetings/${meetingId}`)).body
  expect(meeting.changes.map(({ kind, reason }: Answer['body']) => [kind, reason])).toEqual([
    ['requested', ''],
    ['confirmed', ''],
    ['new_times', ''],
    ['rescheduled', ''],
    ['cancelled', ''],
  ])
  const said = (await systemMessages(ana, roomId)).map(({ body }) => body)
  expect(said.some((body) => body.startsWith('Deleted user cancelled the meeting of'))).toBe(true)
  expect((await exportOf(ana)).bookedOfMine).toContainEqual({
    meetingId,
    title: 'Garden plan',
    price,
    answers: [],
  })
})
