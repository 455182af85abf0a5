import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { book, bookFor, crowd, saveSchedule, sendOffer, startsOf } from './offers.ts'

let parley: TestApp
let ana: Client

beforeAll(async () => {
  parley = await startTestApp()
  ana = await parley.as('ana')
})
afterAll(() => parley.stop())

// Every test has an organizer of its own, who has nothing yet.
let organizer: Client
let ben: Client
let roomId: string

beforeEach(async () => {
  roomId = await makeRoom(ana, [])
  ;[organizer, ben] = (await crowd(parley, roomId, 2)) as [Client, Client]
})

// Monday to Friday, nine to five in Lisbon; a Monday in winter time, so its clock shows UTC.
const monday = (time: string) => `2026-10-26T${time}:00Z`
const tuesday = (time: string) => `2026-10-27T${time}:00Z`

async function limit(limits: Record<string, unknown>): Promise<void> {
  await saveSchedule(organizer, { timeZone: 'Europe/Lisbon', ...limits })
}

async function datesOf(client: Client, inviteId: string): Promise<string[]> {
  return [...new Set((await startsOf(client, inviteId)).map((start) => start.slice(8, 10)))]
}

describe('so many meetings a day', () => {
  test('and a full day is not offered any more, in any room, until one of them is called off', async () => {
    await limit({ mostADay: 2 })
    const first = await bookFor(ben, await sendOffer(organizer, roomId), monday('09:00'))
    const inviteId = await sendOffer(organizer, roomId)
    expect(await datesOf(ben, inviteId)).toEqual(['26', '27', '28', '29', '30'])
    await bookFor(ben, await sendOffer(organizer, roomId), monday('11:00'))
    expect(await datesOf(ben, inviteId)).toEqual(['27', '28', '29', '30'])
    const refused = await book(ben, inviteId, monday('15:00'))
    expect([refused.status, refused.body.error.code]).toEqual([409, 'time_not_offered'])
    expect(refused.body.error.details.slots.starts[0]).toBe(tuesday('09:00'))

    await ben.post(`/api/meetings/${first}/cancel`, { requestId: newKey(), reason: '' })
    expect(await datesOf(ben, inviteId)).toEqual(['26', '27', '28', '29', '30'])
    await bookFor(ben, inviteId, monday('15:00'))
  })

  test('and its sender reads why', async () => {
    await limit({ mostADay: 1 })
    await bookFor(ben, await sendOffer(organizer, roomId), monday('09:00'))
    const inviteId = await sendOffer(organizer, roomId)
    const { body } = await organizer.get(`/api/invites/${inviteId}/why?startsAt=${monday('15:00')}`)
    expect(body.reasons).toMatchObject([{ kind: 'day', most: 1, mend: 'schedule' }])
  })

  test('on the clock of the schedule, not of the invite', async () => {
    // Monday 22:30 in UTC is Tuesday 07:30 in Tokyo.
    await limit({ mostADay: 1, timeZone: 'Asia/Tokyo' })
    const whole = { weekly: { '1': [['00:00', '24:00']], '2': [['00:00', '24:00']] }, timeZone: 'UTC' }
    await bookFor(ben, await sendOffer(organizer, roomId, whole), monday('22:30'))
    const starts = await startsOf(ben, await sendOffer(organizer, roomId, whole))
    expect(starts).toContain(monday('14:30'))
    expect(starts).not.toContain(monday('15:00'))
    expect(starts).not.toContain(tuesday('14:30'))
    expect(starts).toContain(tuesday('15:00'))
  })

  test('that one organizes: what one only comes to does not count', async () => {
    await limit({ mostADay: 1 })
    await bookFor(organizer, await sendOffer(ben, roomId), monday('09:00'))
    expect(await datesOf(ben, await sendOffer(organizer, roomId))).toContain('26')
  })

  test('and a meeting can be moved within its full day, but not into another one', async () => {
    await limit({ mostADay: 1 })
    const moved = await bookFor(ben, await sendOffer(organizer, roomId), monday('09:00'))
    await bookFor(ben, await sendOffer(organizer, roomId), tuesday('09:00'))
    const move = (startsAt: string) =>
      ben.post(`/api/meetings/${moved}/reschedule`, { requestId: newKey(), startsAt, reason: '' })
    const refused = await move(tuesday('15:00'))
    expect([refused.status, refused.body.error.code]).toEqual([409, 'time_not_offered'])
    expect((await move(monday('15:00'))).status).toBe(200)
  })

  test('and times that others offer obey it as well, when they are offered and when one is taken', async () => {
    await limit({ mostADay: 1 })
    const inviteId = await sendOffer(organizer, roomId)
    const counter = (starts: string[]) =>
      ben.post(`/api/invites/${inviteId}/counter-offers`, {
        requestId: newKey(),
        durationMinutes: 30,
        starts,
        note: '',
      })
    const offered = await counter([monday('19:00'), tuesday('19:00')])
    expect(offered.status).toBe(200)
    await bookFor(ben, await sendOffer(organizer, roomId), monday('09:00'))
    const id = offered.body.counterOffer.id
    const shown = await organizer.get(`/api/counter-offers/${id}`)
    expect(shown.body.counterOffer.times.map(({ state }: { state: string }) => state)).toEqual([
      'taken',
      'free',
    ])
    const tap = (startsAt: string) =>
      organizer.post(`/api/counter-offers/${id}/book`, { requestId: newKey(), startsAt })
    expect((await tap(monday('19:00'))).body.error).toMatchObject({
      code: 'time_taken',
      message: 'You have as many meetings then as you take. Choose another one.',
    })
    expect((await counter([monday('20:00')])).status).toBe(422)
    expect((await tap(tuesday('19:00'))).status).toBe(200)
  })
})

describe('so many meetings a week', () => {
  test.each([
    ['from Monday', 1, ['02', '03', '04', '05', '06']],
    ['from Wednesday', 3, ['28', '29', '30', '02', '03', '04', '05', '06']],
  ])('counted %s', async (_, weekStart, open) => {
    await limit({ mostAWeek: 2, weekStart, daysAhead: 30 })
    await bookFor(ben, await sendOffer(organizer, roomId), monday('09:00'))
    await bookFor(ben, await sendOffer(organizer, roomId), tuesday('09:00'))
    const inviteId = await sendOffer(organizer, roomId, { untilDate: '2026-11-06' })
    expect(await datesOf(ben, inviteId)).toEqual(open)
    const { body } = await organizer.get(`/api/invites/${inviteId}/why?startsAt=${tuesday('15:00')}`)
    expect(body.reasons).toMatchObject([{ kind: 'week', most: 2 }])
  })
})

test('of many who confirm other times of one day at once, as many win as there is room for', async () => {
  await limit({ mostADay: 1 })
  const clients = [ben, ...(await crowd(parley, roomId, 5))]
  const invites = await Promise.all(clients.map(() => sendOffer(organizer, roomId)))
  const answers = await Promise.all(
    clients.map((client, index) => book(client, invites[index] ?? '', monday(`${10 + index}:00`))),
  )
  const counted = (wanted: number) => answers.filter(({ status }) => status === wanted).length
  expect([counted(200), counted(409)]).toEqual([1, clients.length - 1])
  for (const { body } of answers.filter(({ status }) => status === 409))
    expect(body.error.code).toBe('time_not_offered')
})

test('a limit that is lowered takes nothing back, and a list made before is made anew', async () => {
  await limit({ mostADay: 3 })
  await bookFor(ben, await sendOffer(organizer, roomId), monday('09:00'))
  await bookFor(ben, await sendOffer(organizer, roomId), monday('11:00'))
  const inviteId = await sendOffer(organizer, roomId)
  expect(await datesOf(ben, inviteId)).toContain('26')
  await limit({ mostADay: 1 })
  expect(await datesOf(ben, inviteId)).not.toContain('26')
  await limit({})
  expect(await datesOf(ben, inviteId)).not.toContain('26')
  await limit({ mostADay: null })
  expect(await datesOf(ben, inviteId)).toContain('26')
})
