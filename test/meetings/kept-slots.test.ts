import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { sessionCookieName } from '#platform/http.ts'
import { type Client, makeRoom, newKey, openClient, startTestApp, type TestApp } from '#test/support/app.ts'

import { bookFor, crowd, eventually, offerOf, saveSchedule, sendOffer, startsOf } from './offers.ts'

let first: TestApp
let second: TestApp

beforeAll(async () => {
  first = await startTestApp()
  second = await startTestApp({ connectionString: first.connectionString, clock: first.clock })
})

afterAll(async () => {
  await second.stop()
  await first.stop()
})

/** The same person's browser on the second server. */
function onSecond(client: Client): Client {
  const name = sessionCookieName(new URL(second.url))
  return openClient(second.url, client.personId, `${name}=${client.cookie().split('=')[1]}`)
}

/** A question that the first server has answered already, with an offer of the organizer nobody else is concerned by. */
async function asked() {
  const owner = await first.as('eve')
  const [organizer, reader, third] = (await crowd(first, await makeRoom(owner, []), 3)) as [
    Client,
    Client,
    Client,
  ]
  await saveSchedule(organizer, { timeZone: 'UTC' })
  const rooms: string[] = []
  for (const others of [[reader], [third], [reader, third]]) rooms.push(await makeRoom(organizer, others))
  const [roomId = '', elsewhere = '', together = ''] = rooms
  const inviteId = await sendOffer(organizer, roomId, { timeZone: 'UTC' })
  const before = await startsOf(reader, inviteId)
  expect(await startsOf(reader, inviteId)).toEqual(before)
  return { organizer, reader, third, elsewhere, together, inviteId, before }
}

const start = '2026-10-26T09:00:00Z'
const other = '2026-10-27T09:00:00Z'

describe('an answer that was given before is not given again once it is wrong', () => {
  test('when the organizer is booked elsewhere, that is moved, and that is cancelled', async () => {
    const { organizer, reader, third, elsewhere, inviteId, before } = await asked()
    const otherInvite = await sendOffer(organizer, elsewhere, { timeZone: 'UTC' })
    const meetingId = await bookFor(onSecond(third), otherInvite, start)
    expect(await startsOf(reader, inviteId)).toEqual(before.filter((at) => at !== start))
    const move = { requestId: newKey(), startsAt: other, reason: '' }
    expect((await onSecond(third).post(`/api/meetings/${meetingId}/reschedule`, move)).status).toBe(200)
    expect(await startsOf(reader, inviteId)).toEqual(before.filter((at) => at !== other))
    const cancel = { requestId: newKey(), reason: '' }
    expect((await onSecond(third).post(`/api/meetings/${meetingId}/cancel`, cancel)).status).toBe(200)
    expect(await startsOf(reader, inviteId)).toEqual(before)
  })

  test('when the organizer is asked to come to what others booked, declines it, and leaves', async () => {
    const { organizer, reader, third, together, inviteId, before } = await asked()
    const without = before.filter((at) => at !== start)
    const otherInvite = await sendOffer(third, together, { timeZone: 'UTC' })
    const booker = (await crowd(first, together, 1))[0] as Client
    const meetingId = await bookFor(onSecond(booker), otherInvite, start)
    expect(await startsOf(reader, inviteId)).toEqual(without)
    const answer = (kind: string) => ({ requestId: newKey(), answer: kind, reason: '' })
    await onSecond(organizer).post(`/api/meetings/${meetingId}/response`, answer('declined'))
    expect(await startsOf(reader, inviteId)).toEqual(before)
    await onSecond(organizer).post(`/api/meetings/${meetingId}/response`, answer('accepted'))
    expect(await startsOf(reader, inviteId)).toEqual(without)
    await onSecond(third).post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason: '' })
    expect(await startsOf(reader, inviteId)).toEqual(before)
  })

  test('when the organizer comes into a room with a meeting and goes again', async () => {
    const { organizer, reader, third, inviteId, before } = await asked()
    const roomId = await makeRoom(third, [])
    const booker = (await crowd(first, roomId, 1))[0] as Client
    await bookFor(booker, await sendOffer(third, roomId, { timeZone: 'UTC' }), start)
    const link = (await third.post(`/api/rooms/${roomId}/entries/link`)).body.entry.url.split('/').at(-1)
    await organizer.post(`/api/entries/${link}`)
    const ask = () => startsOf(reader, inviteId)
    await eventually(ask, (starts) => starts.length === before.length - 1)
    await organizer.post(`/api/rooms/${roomId}/leave`)
    expect(await eventually(ask, (starts) => starts.length === before.length)).toEqual(before)
  })

  test('when the reader is booked, and when hours and habits change', async () => {
    const { organizer, reader, third, together, inviteId, before } = await asked()
    await bookFor(onSecond(reader), await sendOffer(third, together, { timeZone: 'UTC' }), start)
    expect(await startsOf(reader, inviteId)).toEqual(before.filter((at) => at !== start))
    await saveSchedule(onSecond(organizer), { incrementMinutes: 60 })
    expect((await startsOf(reader, inviteId)).length).toBeLessThan(before.length * 0.6)
    const { requestId: _unused, ...offer } = offerOf({ timeZone: 'UTC', untilDate: '2026-10-27' })
    expect((await onSecond(organizer).put(`/api/invites/${inviteId}`, offer)).status).toBe(200)
    expect((await startsOf(reader, inviteId)).every((at) => at < '2026-10-28')).toBe(true)
    await onSecond(organizer).post(`/api/invites/${inviteId}/withdraw`)
    const closed = await reader.get(`/api/invites/${inviteId}/slots?from=${start}&to=${other}`)
    expect([closed.status, closed.body.error.code]).toEqual([409, 'invite_closed'])
  })

  test('when time goes on, and when the reader is no longer in the room', async () => {
    const { reader, organizer, inviteId, before } = await asked()
    const now = new Date(first.clock.now()).toISOString()
    first.clock.set('2026-10-26T07:15:00Z')
    expect(await startsOf(reader, inviteId)).toEqual(before.filter((at) => at > '2026-10-26T09:15'))
    first.clock.set(now)
    expect(await startsOf(reader, inviteId)).toEqual(before)
    const { roomId } = (await organizer.get(`/api/invites/${inviteId}`)).body.invite
    await organizer.post(`/api/rooms/${roomId}/members/${reader.personId}/remove`)
    await organizer.delete(`/api/rooms/${roomId}/members/${reader.personId}`)
    const gone = await reader.get(`/api/invites/${inviteId}/slots?from=${start}&to=${other}`)
    expect(gone.status).toBe(404)
  })
})
