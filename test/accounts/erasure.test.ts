import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { type Answer, type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { cast, type CastName } from '#test/support/cast.ts'
import { tablesWith } from '#test/support/tables-with.ts'
import { bookFor, eventually, sendOffer, systemMessages } from '#test/meetings/offers.ts'

const day = 86_400_000

let parley: TestApp
let ana: Client
let ben: Client
let chiyo: Client

beforeAll(async () => {
  parley = await startTestApp()
  ana = await parley.as('ana')
  ben = await parley.as('ben')
  chiyo = await parley.as('chiyo')
})

afterAll(() => parley.stop())

function ask(client: Client, body: Record<string, unknown>): Promise<Answer> {
  return client.post('/api/me/erasure', body)
}

async function signIn(name: CastName): Promise<Answer> {
  const { email, password } = cast[name]
  return parley.stranger().post('/api/sign-in', { email, password })
}

function say(client: Client, roomId: string, body: string): Promise<Answer> {
  return client.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body })
}

describe('asking for it', () => {
  test('needs the password, or a session that has just begun; it signs out everywhere and says when', async () => {
    parley.clock.advance(16 * 60_000)
    expect((await ask(ben, {})).body.error.code).toBe('session_too_old')
    const wrong = await ask(ben, { password: 'not this one' })
    expect([wrong.status, wrong.body.error.code, wrong.body.error.fields]).toEqual([
      422,
      'wrong_password',
      { password: 'This is not your password.' },
    ])
    const asked = await ask(ben, { password: cast.ben.password })
    expect([asked.status, asked.body.dueAt]).toEqual([200, '2026-10-30T10:16:00Z'])
    expect((await ben.get('/api/rooms')).status).toBe(401)
    const [mail] = (await parley.mails()).filter(({ to }) => to === cast.ben.email)
    expect(mail).toMatchObject({
      subject: 'Your account will be deleted',
      text: expect.stringContaining('Friday 30 October'),
    })
  })

  test('is undone by signing in again, with everything as it was', async () => {
    parley.clock.advance(1000)
    expect((await signIn('ben')).status).toBe(200)
    const [mail] = (await parley.mails()).filter(({ to }) => to === cast.ben.email)
    expect(mail?.subject).toBe('Your account stays')
    const fresh = parley.stranger()
    await fresh.post('/api/sign-in', { email: cast.ben.email, password: cast.ben.password })
    expect((await ask(fresh, {})).status).toBe(200)
    expect((await signIn('ben')).status).toBe(200)
    parley.clock.advance(8 * day)
    await parley.app.transaction(async (tx) =>
      expect(await tx.db.selectFrom('erasures').selectAll().execute()).toEqual([]),
    )
    expect((await signIn('ben')).status).toBe(200)
  })
})

describe('an account that is deleted', () => {
  let owned: string
  let shared: string
  let alone: string
  let organized: string
  let attended: string
  let openInvite: string

  beforeAll(async () => {
    const visitor = parley.stranger()
    await visitor.post('/api/sign-in', { email: cast.ben.email, password: cast.ben.password })
    ben = Object.assign(visitor, { personId: ben.personId })
    await ben.patch('/api/me', { name: 'Benjamin C.' })
    owned = await makeRoom(ben, [ana, chiyo], 'Kitchen')
    shared = await makeRoom(ana, [ben], 'Bath')
    alone = await makeRoom(ben, [], 'Only mine')
    await say(ben, owned, 'Written by me')
    await say(ben, alone, 'A note to myself')
    await say(ana, owned, 'Thank you, Benjamin C.')
    const from = { fromDate: '2026-11-09', untilDate: '2026-11-13' }
    organized = await bookFor(ana, await sendOffer(ben, owned, from), '2026-11-10T10:00:00Z')
    attended = await bookFor(chiyo, await sendOffer(ana, owned, from), '2026-11-11T10:00:00Z')
    openInvite = await sendOffer(ben, shared, from)
    const others = await sendOffer(ana, owned, from)
    const starts = ['2026-11-12T20:00:00Z']
    const ownTimes = { requestId: newKey(), durationMinutes: 30, starts, note: 'After dinner' }
    await ben.post(`/api/invites/${others}/counter-offers`, ownTimes)
    const people = [{ personId: ben.personId, part: 'required' }]
    const agreement = { people, answerBy: '2026-11-08T10:00:00Z' }
    const asking = await sendOffer(ana, owned, { ...from, agreement })
    await ben.put(`/api/invites/${asking}/marks`, { starts: [] })
    await ben.post(`/api/rooms/${shared}/entries/mail`, { email: 'friend@parley.test' })
    await parley.app.db
      .insertInto('calendar_links')
      .values({
        id: newKey(),
        person_id: ben.personId,
        provider: 'feed',
        account: 'https://feed.example/ben.ics',
        shown_as: 'feed.example',
        state: 'linked',
        scopes: '',
        check_at: new Date('2099-01-01T00:00:00Z'),
        linked_at: new Date(parley.clock.now()),
      })
      .execute()
    await ben.put('/api/me/schedule', (await ben.get('/api/me/schedule')).body.schedule)
  })

  test('can be exported before: everything of theirs, no secret, nothing of rooms they left', async () => {
    const left = await makeRoom(ana, [ben], 'Cellar of secrets')
    await say(ben, left, 'Said before I went')
    await ben.post(`/api/rooms/${left}/leave`)
    const { status, body, headers } = await ben.post('/api/me/export')
    expect([status, headers.get('content-disposition')]).toEqual([
      200,
      'attachment; filename="parley-my-data.json"',
    ])
    expect(Object.keys(body)).toEqual([
      'exportedAt',
      'rooms',
      'meetings',
      'consultations',
      'calendars',
      'availability',
      'notifications',
      'account',
    ])
    expect(body.account).toMatchObject({ name: 'Benjamin C.', email: cast.ben.email, hasPassword: true })
    expect(body.calendars.links).toMatchObject([{ provider: 'feed', account: 'feed.example' }])
    const kitchen = body.rooms.rooms.find((room: Answer['body']) => room.id === owned)
    expect(kitchen).toMatchObject({ name: 'Kitchen', role: 'owner', messages: [{ body: 'Written by me' }] })
    expect(body.rooms.roomsLeft).toMatchObject([{ id: left, messages: [{ body: 'Said before I went' }] }])
    expect(body.meetings.meetings.map((one: Answer['body']) => one.id).toSorted()).toEqual(
      [organized, attended].toSorted(),
    )
    expect(body.meetings.invites.map((one: Answer['body']) => one.id)).toContain(openInvite)
    expect(body.meetings.counterOffers).toMatchObject([
      { starts: ['2026-11-12T20:00:00Z'], note: 'After dinner' },
    ])
    expect(body.meetings.timesMarked).toMatchObject([{ part: 'required', marks: [] }])
    expect(body.meetings.timesMarked[0].answeredAt).not.toBeNull()
    const text = JSON.stringify(body)
    for (const foreign of [
      'Cellar of secrets',
      'Thank you',
      'argon2',
      'token',
      ben.cookie().split('=')[1] ?? '-',
    ])
      expect(text).not.toContain(foreign)
  })

  test('leaves what was agreed with notice, hands its rooms over, and is a name no more', async () => {
    await ask(ben, { password: cast.ben.password })
    parley.clock.advance(7 * day - 1)
    expect((await ana.get(`/api/meetings/${organized}`)).body.meeting.status).toBe('confirmed')
    parley.clock.advance(1)
    await eventually(
      () => tablesWith(parley.app.db, cast.ben.email),
      (tables) => tables.length === 0,
    )
    for (const name of [cast.ben.name, 'Benjamin C.']) {
      // What Ana wrote is Ana's.
      expect(await tablesWith(parley.app.db, name), name).toEqual(name === 'Benjamin C.' ? ['messages'] : [])
    }
    const { meeting } = (await ana.get(`/api/meetings/${organized}`)).body
    expect(meeting).toMatchObject({ status: 'cancelled', organizer: { name: 'Deleted user' } })
    expect(meeting.changes.at(-1)).toMatchObject({ reason: 'Deleted user left the room.' })
    const other = (await ana.get(`/api/meetings/${attended}`)).body.meeting
    expect(other.status).toBe('confirmed')
    expect(other.people.map((one: Answer['body']) => one.personId)).not.toContain(ben.personId)
    expect((await ana.get(`/api/invites/${openInvite}`)).body.invite.status).toBe('withdrawn')
    const room = (await ana.get(`/api/rooms/${owned}`)).body
    expect(room.members.map((one: Answer['body']) => one.personId)).not.toContain(ben.personId)
    expect(room.members.some((one: Answer['body']) => one.role === 'owner')).toBe(true)
    const mine = room.messages.find((message: Answer['body']) => message.body === 'Written by me')
    expect(mine.senderName).toBe('Deleted user')
    const said = (await systemMessages(ana, owned)).map((message) => message.body)
    expect(said).toContain('Deleted user left')
    expect(said.some((body) => body.startsWith('Deleted user cancelled the meeting of'))).toBe(true)
    const kept = await parley.app.db
      .selectFrom('messages')
      .select('id')
      .where('room_id', '=', alone)
      .execute()
    expect(kept).toEqual([])
  })

  test('keeps nothing that was theirs alone', async () => {
    const { rows } = await sql<{ table: string; column: string }>`
      select conrelid::regclass::text as "table", attname as "column"
      from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
      where contype = 'f' and confrelid = 'people'::regclass and confdeltype = 'c'`.execute(parley.app.db)
    expect(rows.length).toBeGreaterThan(10)
    for (const { table, column } of rows) {
      const { rows: found } = await sql`
        select 1 from ${sql.table(table)} where ${sql.ref(column)} = ${ben.personId}::uuid`.execute(
        parley.app.db,
      )
      expect(found, table).toEqual([])
    }
    expect(await parley.app.db.selectFrom('erasures').selectAll().execute()).toEqual([])
    expect(await tablesWith(parley.app.db, `u:${ben.personId}`)).toEqual([])
    expect(await tablesWith(parley.app.db, 'feed.example')).toEqual([])
  })

  test('cannot be signed in to, and the address is free again', async () => {
    expect((await signIn('ben')).body.error.code).toBe('wrong_password')
    const again = await parley.stranger().post('/api/sign-up', { ...cast.ben })
    expect(again.status).toBe(200)
    expect(again.body.me.id).not.toBe(ben.personId)
  })
})

test('whatever was done before a crash, doing it again finishes it', async () => {
  const roomId = await makeRoom(chiyo, [ana], 'Garden')
  const visitor = parley.stranger()
  await visitor.post('/api/sign-in', { email: cast.chiyo.email, password: cast.chiyo.password })
  await ask(visitor, {})
  // As a process leaves it that was killed after the rooms were left: begun, leased, its lease over.
  await parley.app.db
    .updateTable('erasures')
    .set({ begun_at: new Date(parley.clock.now() + 7 * day), attempts: 1 })
    .where('person_id', '=', chiyo.personId)
    .execute()
  await parley.app.db.deleteFrom('memberships').where('person_id', '=', chiyo.personId).execute()
  expect((await signIn('chiyo')).body.error.code).toBe('account_deleted')
  parley.clock.advance(7 * day)
  await eventually(
    () => tablesWith(parley.app.db, cast.chiyo.email),
    (tables) => tables.length === 0,
  )
  expect(await tablesWith(parley.app.db, cast.chiyo.name)).toEqual([])
  expect((await ana.get(`/api/rooms/${roomId}`)).status).toBe(200)
})
