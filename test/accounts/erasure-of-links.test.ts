import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import {
  type Answer,
  type Client,
  makeRoom,
  standingClock,
  startTestApp,
  type TestApp,
} from '#test/support/app.ts'
import { type CalDavServer, hasRadicale, startRadicale } from '#test/support/caldav-servers.ts'
import { cast } from '#test/support/cast.ts'
import { type FakeGoogle, startFakeGoogle } from '#test/support/fakes/google/fake-google.ts'
import { type FakeMicrosoft, startFakeMicrosoft } from '#test/support/fakes/microsoft/fake-microsoft.ts'
import { tablesWith } from '#test/support/tables-with.ts'
import { bookFor, eventually, sendOffer } from '#test/meetings/offers.ts'

const day = 86_400_000
const patience = { timeout: 60_000, interval: 200 }
const ours = { id: '11111111-2222-4333-8444-555555555555', secret: 'a-secret-of-ours' }
const benAtGoogle = 'ben.carter@example.com'
const benAtMicrosoft = 'ben@contoso.example'
const chiyoAtGoogle = 'chiyo.tanaka@example.com'

describe.skipIf(!hasRadicale())('whoever had calendars at three places and deletes their account', () => {
  let google: FakeGoogle
  let microsoft: FakeMicrosoft
  let radicale: CalDavServer
  let calendarThere: string
  let parley: TestApp
  let ana: Client
  let ben: Client
  let chiyo: Client
  let roomId: string
  /** Meetings Ben organized, by where his copy stands; and one that Chiyo organized. */
  let organized: string[]
  let attended: string

  beforeAll(async () => {
    const clock = standingClock()
    google = await startFakeGoogle({
      now: clock.now,
      accounts: [
        { email: benAtGoogle, timeZone: 'America/New_York' },
        { email: chiyoAtGoogle, timeZone: 'Asia/Tokyo' },
      ],
    })
    microsoft = await startFakeMicrosoft({
      now: clock.now,
      accounts: [{ email: benAtMicrosoft, timeZone: 'UTC' }],
    })
    radicale = await startRadicale()
    calendarThere = await radicale.makeCalendar()
    parley = await startTestApp({
      clock,
      env: {
        GOOGLE_CLIENT_ID: ours.id,
        GOOGLE_CLIENT_SECRET: ours.secret,
        GOOGLE_ISSUER: google.origin,
        GOOGLE_API: google.origin,
        MICROSOFT_CLIENT_ID: ours.id,
        MICROSOFT_CLIENT_SECRET: ours.secret,
        MICROSOFT_LOGIN: microsoft.origin,
        MICROSOFT_API: microsoft.origin,
        ALLOW_PRIVATE_NETS: '127.0.0.1/32',
      },
    })
    google.registerClient({ ...ours, redirectUris: [`${parley.url}/oauth/google/callback`] })
    microsoft.registerClient({ ...ours, redirectUris: [`${parley.url}/oauth/microsoft/callback`] })
    ;[ana, ben, chiyo] = await Promise.all([parley.as('ana'), parley.as('ben'), parley.as('chiyo')])
    roomId = await makeRoom(ben, [ana, chiyo], 'Kitchen')
  }, 60_000)

  afterAll(async () => {
    await parley.stop()
    await Promise.all([google.stop(), microsoft.stop(), radicale.stop()])
  })

  test('has meetings in all of them', async () => {
    await link(chiyo, 'google', chiyoAtGoogle)
    attended = await bookFor(ben, await sendOffer(chiyo, roomId, november), '2026-11-13T10:00:00Z')
    organized = []
    await link(ben, 'google', benAtGoogle)
    organized.push(await meetChiyo('2026-11-10T10:00:00Z'))
    await link(ben, 'microsoft', benAtMicrosoft)
    await receiveIn('microsoft')
    organized.push(await meetChiyo('2026-11-11T10:00:00Z'))
    const { address, userName, password } = radicale
    const linked = await ben.post('/api/calendars/links/caldav', {
      provider: 'caldav',
      address,
      userName,
      password,
    })
    expect(linked.status, JSON.stringify(linked.body)).toBe(200)
    await receiveIn('caldav')
    organized.push(await meetChiyo('2026-11-12T10:00:00Z'))
    await eventually(standingOfBen, ([atGoogle, atMicrosoft, atCalDav]) => {
      // The one Ben only comes to went to whichever calendar received first.
      return atGoogle === 2 && atMicrosoft === 1 && atCalDav === 1
    })
    await eventually(standingOfChiyo, (count) => count === 4)
    expect(google.channels().filter(({ email }) => email === benAtGoogle)).not.toEqual([])
    expect(microsoft.subscriptions(benAtMicrosoft)).not.toEqual([])
  })

  test('leaves none of them there, and no way in', { timeout: 90_000 }, async () => {
    const asked = await ben.post('/api/me/erasure', { password: cast.ben.password })
    expect(asked.status).toBe(200)
    // One of the three is away for a while: it is not given up at once.
    const away = microsoft.fail({ kind: 'status', status: 503, match: { method: 'DELETE', path: /events/ } })
    parley.clock.advance(7 * day)
    await vi.waitFor(async () => {
      parley.clock.advance(15_000)
      const people = parley.app.db.selectFrom('people').select('erased_at')
      const row = await people.where('id', '=', ben.personId).executeTakeFirstOrThrow()
      expect(row.erased_at).not.toBeNull()
    }, patience)
    expect(away.hits).toBe(1)
    expect(await standingOfBen()).toEqual([0, 0, 0])
    expect(google.channels().filter(({ email }) => email === benAtGoogle)).toEqual([])
    expect(microsoft.subscriptions(benAtMicrosoft)).toEqual([])
    expect(google.requests.filter(({ path }) => path === '/revoke')).toHaveLength(1)
    expect([google.breaches(), microsoft.breaches()]).toEqual([[], []])
  })

  test('is out of the calendars and mails of the others', async () => {
    for (const meetingId of organized)
      expect((await chiyo.get(`/api/meetings/${meetingId}`)).body.meeting.status).toBe('cancelled')
    const { meeting } = (await chiyo.get(`/api/meetings/${attended}`)).body
    expect(meeting.people.map((one: Answer['body']) => one.personId)).not.toContain(ben.personId)
    // Only the one that goes on stands with Chiyo.
    await eventually(standingOfChiyo, (count) => count === 1)
    const methods = async () =>
      (await parley.mails()).flatMap(({ to, calendar }) =>
        to === cast.ana.email && calendar ? [calendar.method] : [],
      )
    await eventually(methods, (all) => all.filter((method) => method === 'CANCEL').length === 3)
    const told = (await parley.mails()).filter(({ to }) => to === cast.chiyo.email)
    expect(told.filter(({ subject }) => subject.startsWith('Cancelled'))).toHaveLength(3)
  })

  test('stands nowhere in the database any more', async () => {
    const { password } = radicale
    const words = [benAtGoogle, benAtMicrosoft, cast.ben.email, cast.ben.name, password, ben.cookie()]
    for (const word of words) expect(await tablesWith(parley.app.db, word), word).toEqual([])
    const { rows } = await sql<{ table: string; column: string }>`
      select conrelid::regclass::text as "table", attname as "column"
      from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[1]
      where contype = 'f' and confrelid = 'people'::regclass and confdeltype = 'c'`.execute(parley.app.db)
    for (const { table, column } of rows) {
      const { rows: found } = await sql`
        select 1 from ${sql.table(table)} where ${sql.ref(column)} = ${ben.personId}::uuid`.execute(
        parley.app.db,
      )
      expect(found, table).toEqual([])
    }
  })

  const november = { fromDate: '2026-11-09', untilDate: '2026-11-13' }

  async function meetChiyo(startsAt: string): Promise<string> {
    return bookFor(chiyo, await sendOffer(ben, roomId, november), startsAt)
  }

  async function link(person: Client, provider: 'google' | 'microsoft', email: string): Promise<void> {
    const wish = { provider, returnTo: '/rooms' }
    const { url } = (await person.post('/api/calendars/links/oauth', wish)).body
    const back = await (provider === 'google' ? google : microsoft).consent(url, { email })
    const { headers } = await person.get(`${back.pathname}${back.search}`)
    const attemptId = String(headers.get('location')).split('/').at(-1)
    const confirmed = await person.post(`/api/calendars/attempts/${attemptId}/confirm`)
    expect(confirmed.status, JSON.stringify(confirmed.body)).toBe(200)
  }

  async function receiveIn(provider: string): Promise<void> {
    const { links } = (await ben.get('/api/calendars')).body
    const calendars = links.find((one: Answer['body']) => one.provider === provider).calendars
    const { id } = calendars.find((one: Answer['body']) => one.canWrite)
    const kept = await ben.put(`/api/calendars/calendars/${id}`, { countsAsBusy: true, receives: true })
    expect(kept.status, JSON.stringify(kept.body)).toBe(200)
  }

  /** How many events stand in Ben's calendars: at Google, at Microsoft, on the CalDAV server. */
  async function standingOfBen(): Promise<number[]> {
    const authorization = `Basic ${btoa(`${radicale.userName}:${radicale.password}`)}`
    const listing = await fetch(calendarThere, { method: 'PROPFIND', headers: { authorization, depth: '1' } })
    const inCalDav = [...(await listing.text()).matchAll(/<(?:\w+:)?href>[^<]+\.ics</g)].length
    return [
      google.person(benAtGoogle).events().length,
      microsoft.person(benAtMicrosoft).events().length,
      inCalDav,
    ]
  }

  async function standingOfChiyo(): Promise<number> {
    return google.person(chiyoAtGoogle).events().length
  }
})
