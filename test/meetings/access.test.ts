import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { newId } from '#platform/ids.ts'
import { type Answer, type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

import { bookFor, eventually, offerOf, sendOffer } from './offers.ts'

let parley: TestApp
let ana: Client
let ben: Client
/** In no room of theirs. */
let eve: Client
/** Was in the room when the meeting was booked, and has left. */
let chiyo: Client
let roomId: string
let openInviteId: string
let bookedInviteId: string
let meetingId: string
let token: string

beforeAll(async () => {
  parley = await startTestApp()
  ;[ana, ben, eve, chiyo] = await Promise.all([
    parley.as('ana'),
    parley.as('ben'),
    parley.as('eve'),
    parley.as('chiyo'),
  ])
  roomId = await makeRoom(ana, [ben, chiyo])
  await makeRoom(eve, [])
  openInviteId = await sendOffer(ana, roomId)
  bookedInviteId = await sendOffer(ana, roomId)
  meetingId = await bookFor(ben, bookedInviteId, '2026-10-26T10:00:00Z')
  token = (await ana.get(`/api/meetings/${meetingId}`)).body.meeting.joinUrl.split('/').at(-1)
  expect((await chiyo.get(`/api/join/${token}`)).status).toBe(200)
  await chiyo.post(`/api/rooms/${roomId}/leave`)
  await eventually(
    async () => (await ana.get(`/api/meetings/${meetingId}`)).body.meeting,
    (meeting) => meeting.people.length === 2,
  )
})

afterAll(() => parley.stop())

const week = 'from=2026-10-26T00:00:00Z&to=2026-11-02T00:00:00Z'
const startsAt = '2026-10-27T10:00:00Z'

type Try = (
  client: Client,
  ids: { inviteId: string; meetingId: string; roomId: string; token: string },
) => Promise<Answer>

const reads: [string, Try][] = [
  ['an invite', (client, { inviteId }) => client.get(`/api/invites/${inviteId}`)],
  ['slots of an invite', (client, { inviteId }) => client.get(`/api/invites/${inviteId}/slots?${week}`)],
  ['a meeting', (client, { meetingId: id }) => client.get(`/api/meetings/${id}`)],
  ['slots of a meeting', (client, { meetingId: id }) => client.get(`/api/meetings/${id}/slots?${week}`)],
  ['a calendar file', (client, { meetingId: id }) => client.get(`/api/meetings/${id}/calendar.ics`)],
  ['a join link', (client, ids) => client.get(`/api/join/${ids.token}`)],
]

const writes: [string, Try][] = [
  ['sending', (client, ids) => client.post(`/api/rooms/${ids.roomId}/invites`, offerOf())],
  [
    'changing',
    (client, { inviteId }) => client.put(`/api/invites/${inviteId}`, offerOf({ requestId: undefined })),
  ],
  ['withdrawing', (client, { inviteId }) => client.post(`/api/invites/${inviteId}/withdraw`)],
  [
    'booking',
    (client, { inviteId }) => client.post(`/api/invites/${inviteId}/book`, { requestId: newKey(), startsAt }),
  ],
  [
    'rescheduling',
    (client, { meetingId: id }) =>
      client.post(`/api/meetings/${id}/reschedule`, { requestId: newKey(), startsAt, reason: '' }),
  ],
  [
    'cancelling',
    (client, { meetingId: id }) =>
      client.post(`/api/meetings/${id}/cancel`, { requestId: newKey(), reason: '' }),
  ],
  [
    'answering',
    (client, { meetingId: id }) =>
      client.post(`/api/meetings/${id}/response`, { requestId: newKey(), answer: 'declined', reason: '' }),
  ],
]

function withoutRequestId({ body }: Answer): unknown {
  return { ...body.error, requestId: '' }
}

describe.each([...reads, ...writes])('%s', (_, attempt) => {
  test('is 404 outside the room and for who has left it, as if there were nothing', async () => {
    const ids = { inviteId: openInviteId, meetingId, roomId, token }
    const none = { inviteId: newId(), meetingId: newId(), roomId: newId(), token: 'nothing-like-this' }
    const unknown = await attempt(ana, none)
    expect(unknown.status).toBe(404)
    for (const client of [eve, chiyo]) {
      const answer = await attempt(client, ids)
      expect(answer.status).toBe(404)
      expect(withoutRequestId(answer)).toEqual(withoutRequestId(unknown))
    }
    const malformed = await attempt(ana, { inviteId: 'x', meetingId: 'x', roomId: 'x', token: '%00' })
    expect(malformed.status).toBe(404)
  })

  test('needs somebody signed in', async () => {
    const ids = { inviteId: openInviteId, meetingId, roomId, token }
    expect((await attempt(parley.stranger(), ids)).status).toBe(401)
  })
})

test('nothing changes on GET', async () => {
  const before = await state()
  for (const [, read] of reads) {
    for (const client of [ana, ben, eve, chiyo, parley.stranger()]) {
      await read(client, { inviteId: openInviteId, meetingId, roomId, token })
      await read(client, { inviteId: bookedInviteId, meetingId, roomId, token })
    }
  }
  for (const action of ['book', 'withdraw']) await ben.get(`/api/invites/${openInviteId}/${action}`)
  for (const action of ['cancel', 'reschedule', 'response'])
    await ben.get(`/api/meetings/${meetingId}/${action}`)
  expect(await state()).toEqual(before)
})

test('refused attempts have left everything as it was', async () => {
  expect((await ana.get(`/api/meetings/${meetingId}`)).body.meeting).toMatchObject({
    status: 'confirmed',
    sequence: 1,
  })
  expect((await ana.get(`/api/invites/${openInviteId}`)).body.invite.status).toBe('open')
})

/** All there is about rooms and meetings, as the database has it. */
async function state(): Promise<unknown> {
  const { db } = parley.app
  return {
    invites: await db.selectFrom('invites').selectAll().orderBy('id').execute(),
    meetings: await db.selectFrom('meetings').selectAll().orderBy('id').execute(),
    engagements: await db
      .selectFrom('engagements')
      .selectAll()
      .orderBy('meeting_id')
      .orderBy('person_id')
      .execute(),
    changes: await db
      .selectFrom('meeting_changes')
      .selectAll()
      .orderBy('meeting_id')
      .orderBy('number')
      .execute(),
    calls: await db.selectFrom('calls').selectAll().orderBy('id').execute(),
    versions: await db.selectFrom('busy_versions').selectAll().orderBy('person_id').execute(),
    events: await db.selectFrom('events').selectAll().orderBy('stream_id').orderBy('seq').execute(),
    messages: await db.selectFrom('messages').selectAll().orderBy('id').execute(),
  }
}
