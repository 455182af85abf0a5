import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { mailedToken, subjects } from '#test/accounts/mailed.ts'
import { bookFor, offerOf, sendOffer, startsOf } from '#test/meetings/offers.ts'
import { type Client, makeRoom, newKey, openClient, startTestApp, type TestApp } from '#test/support/app.ts'
import { cast } from '#test/support/cast.ts'

let testApp: TestApp
let ana: Client
let ben: Client
let roomId: string

beforeAll(async () => {
  testApp = await startTestApp({ env: { OPERATORS: cast.ana.email } })
  ;[ana, ben] = await Promise.all([testApp.as('ana'), testApp.as('ben')])
  roomId = await makeRoom(ana, [ben], 'A name nobody else may read')
})
afterAll(() => testApp.stop())

async function actionsOf(client: Client): Promise<string[]> {
  const { body } = await client.get('/api/me/happenings?limit=200')
  return body.happenings.map((line: { action: string }) => line.action)
}

test('everything S17 names is written down for whoever it concerns', async () => {
  const { email, password } = cast.ben
  const elsewhere = openClient(testApp.url)
  await elsewhere.post('/api/sign-in', { email, password: 'wrong' })
  await elsewhere.post('/api/sign-in', { email, password })
  const { sessions } = (await ben.get('/api/me/sessions')).body
  const other = sessions.find((session: { here: boolean }) => !session.here)
  await ben.delete(`/api/me/sessions/${other.id}`)
  const leaving = openClient(testApp.url)
  await leaving.post('/api/sign-in', { email, password })
  await leaving.post('/api/sign-out')
  await ben.post('/api/me/password', { current: password, next: password })
  await ben.post('/api/password-resets', { email })
  const reset = await mailedToken(testApp, email, subjects.reset)
  await testApp.stranger().post(`/api/mailed-links/${reset}`, { password })
  await ben.post('/api/sign-in', { email, password })

  const { entry } = (await ben.post(`/api/rooms/${roomId}/entries/link`)).body
  await ben.delete(`/api/rooms/${roomId}/entries/${entry.id}`)
  const inviteId = await sendOffer(ana, roomId)
  const { requestId: _, ...offer } = offerOf()
  await ana.put(`/api/invites/${inviteId}`, offer)
  const [start = '', later = ''] = await startsOf(ben, inviteId)
  const meetingId = await bookFor(ben, inviteId, start)
  await ben.post(`/api/meetings/${meetingId}/reschedule`, {
    requestId: newKey(),
    startsAt: later,
    reason: 'Secret reason',
  })
  await ana.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason: 'Another secret' })
  const taken = await sendOffer(ana, roomId)
  await ana.post(`/api/invites/${taken}/withdraw`)
  await ana.post(`/api/rooms/${roomId}/owner`, { personId: ben.personId })
  await ben.post(`/api/rooms/${roomId}/owner`, { personId: ana.personId })
  await ana.delete(`/api/rooms/${roomId}/members/${ben.personId}`)
  await makeRoom(ana, [ben]).then((id) => ben.post(`/api/rooms/${id}/leave`))

  expect(new Set(await actionsOf(ben))).toEqual(
    new Set([
      'sign-in', 'sign-in.failed', 'session.ended', 'sign-out', 'password.changed', 'password.reset', 'address.verified',
      'member.added', 'member.removed', 'member.left', 'member.role', 'entry.made', 'entry.used', 'entry.revoked',
      'meeting.booked', 'meeting.rescheduled',
    ]), // prettier-ignore
  )
  const hers = await actionsOf(ana)
  for (const action of [
    'invite.sent',
    'invite.changed',
    'invite.withdrawn',
    'meeting.cancelled',
    'member.removed',
    'entry.made',
  ])
    expect(hers).toContain(action)
})

test('one line for each deed, in the same commit: what is refused leaves none', async () => {
  const before = await actionsOf(ana)
  await ana.post(`/api/rooms/${roomId}/invites`, offerOf({ durationMinutes: 7 }))
  await ana.delete(`/api/rooms/${roomId}/members/${ben.personId}`)
  await ana.post(`/api/rooms/${roomId}/owner`, { personId: ben.personId })
  expect(await actionsOf(ana)).toEqual(before)
})

test('it holds no word that people wrote, no address and no secret', async () => {
  const { rows } = await sql<{ line: string }>`select audit::text as line from audit`.execute(testApp.app.db)
  const lines = rows.map(({ line }) => line).join('\n')
  expect(rows.length).toBeGreaterThan(30)
  expect(lines).not.toMatch(/secret|A name nobody|@|keeps time|Silva|Carter/i)
  for (const client of [ana, ben]) expect(lines).not.toContain(client.cookie().split('=')[1])
})

test('nobody else finds one’s part, and operators find all of it, by pages', async () => {
  const eve = await testApp.as('eve')
  expect(await actionsOf(eve)).toEqual(['sign-in'])
  await testApp.app.db
    .updateTable('people')
    .set({ email_verified_at: new Date(testApp.app.now()) })
    .where('id', '=', ana.personId)
    .execute()
  expect((await ben.get('/api/audit')).status).toBe(404)
  const seen: string[] = []
  for (let before = ''; ; before = `&before=${seen.at(-1)}`) {
    const { body } = await ana.get(`/api/audit?limit=7${before}`)
    seen.push(...body.lines.map((line: { id: string }) => line.id))
    if (!body.hasMore) break
  }
  const { rows } = await sql<{
    id: string
  }>`select id from audit where action <> 'audit.read' order by id desc`.execute(testApp.app.db)
  expect(seen.filter((id) => rows.some((row) => row.id === id))).toEqual(rows.map(({ id }) => id))
  expect(await actionsOf(ana)).toContain('audit.read')
})

test.each([
  ['changed', sql`update audit set action = 'other'`],
  ['removed', sql`delete from audit`],
  ['emptied', sql`truncate audit`],
])('it cannot be %s', async (_, statement) => {
  await expect(statement.execute(testApp.app.db)).rejects.toThrow('only added to')
})
