import { createHash, createPublicKey, randomBytes, verify, type webcrypto } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

import { afterEach, describe, expect, test } from 'vitest'

import {
  type FakeMicrosoft,
  type FakeMicrosoftOptions,
  startFakeMicrosoft,
} from '#test/support/fakes/microsoft/fake-microsoft.ts'

const chiyo = 'chiyo@parley.test'
const client = { id: '5f0c6d5e-6d6e-4c39-9d51-0f6a3f5f4a11', secret: 'told to nobody' }
const redirectUri = 'http://127.0.0.1:4000/oauth/microsoft/callback'
const allScopes = 'openid profile email offline_access User.Read Calendars.ReadWrite'
const immutable = { prefer: 'outlook.timezone="UTC", IdType="ImmutableId"' }
const hour = 3_600_000

const running: (() => Promise<void>)[] = []
const fakes: FakeMicrosoft[] = []

afterEach(async () => {
  for (const stop of running.splice(0).reverse()) await stop()
  for (const fake of fakes.splice(0)) expect(fake.breaches()).toEqual([])
})

describe('signing in', () => {
  test('gives tokens to who proves the challenge, and an ID token of the account’s own tenant', async () => {
    const fake = await start()
    const metadata = await discover(fake)
    expect(metadata.issuer).toBe(`${fake.origin}/{tenantid}/v2.0`)
    const { verifier, url } = authorizeUrl(fake, { nonce: 'n-1' })
    expect(url.startsWith(metadata.authorization_endpoint)).toBe(true)
    expect(await (await fetch(url)).text()).toContain('Chiyo Tanaka')
    const callback = await fake.consent(url, { email: chiyo })
    expect(callback.searchParams.get('state')).toBe('s-1')
    const { status, body } = await redeem(fake, { code: callback.searchParams.get('code') ?? '', verifier })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      token_type: 'Bearer',
      scope: 'openid profile email User.Read Calendars.ReadWrite',
      refresh_token: expect.any(String),
    })
    const { tid, oid } = fake.person(chiyo)
    expect(await verified(body.id_token, metadata.jwks_uri)).toMatchObject({
      iss: `${fake.origin}/${tid}/v2.0`,
      aud: client.id,
      exp: Date.parse('2026-10-23T10:00:00Z') / 1000,
      nonce: 'n-1',
      tid,
      oid,
      preferred_username: chiyo,
    })
  })

  test('refuses a used code, a wrong verifier, another redirect URI and a wrong or expired secret', async () => {
    const fake = await start()
    const first = await codeOf(fake)
    expect(await redeem(fake, first)).toMatchObject({ status: 200 })
    expect(await redeem(fake, first)).toMatchObject({ status: 400, body: { error_codes: [54005] } })
    const second = await codeOf(fake)
    expect(await redeem(fake, { ...second, verifier: randomBytes(32).toString('base64url') })).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_codes: [501481] },
    })
    expect(await redeem(fake, { ...second, redirect: `${redirectUri}/` })).toMatchObject({
      body: { error: 'invalid_grant', error_codes: [500112] },
    })
    expect(await redeem(fake, { ...second, secret: 'guess' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client', error_codes: [7000215] },
    })
    fake.expireClientSecret(client.id)
    expect(await redeem(fake, second)).toMatchObject({ body: { error_codes: [7000222] } })
  })

  test('a code is good for ten minutes', async () => {
    const clock = { at: Date.parse('2026-10-23T09:00:00Z') }
    const fake = await start({ now: () => clock.at })
    const code = await codeOf(fake)
    clock.at += 10 * 60_000
    expect(await redeem(fake, code)).toMatchObject({ body: { error_codes: [70008] } })
  })

  test('cancel, a tenant that wants its administrator, and strange addresses', async () => {
    const fake = await start({ accounts: [{ email: 'held@closed.test', needsAdminConsent: true }] })
    const { url } = authorizeUrl(fake)
    const cancelled = (await fake.consent(url, { email: chiyo, cancel: true })).searchParams
    expect(cancelled.get('error')).toBe('access_denied')
    expect(cancelled.get('state')).toBe('s-1')
    const held = (await fake.consent(url, { email: 'held@closed.test' })).searchParams
    expect(held.get('error_description')).toMatch(/^AADSTS90094: /)
    expect(held.get('code')).toBeNull()
    const elsewhere = await fetch(
      url.replace(encodeURIComponent(redirectUri), encodeURIComponent('http://127.0.0.1:1/')),
    )
    expect(elsewhere.status).toBe(400)
    expect(await elsewhere.text()).toContain('AADSTS50011')
    const withoutProof = await fetch(url.replace('S256', 'plain'), { redirect: 'manual' })
    expect(withoutProof.headers.get('location')).toContain('error=invalid_request')
  })

  test('organizations lets no personal account in', async () => {
    const fake = await start({ accounts: [{ email: 'me@outlook.test', kind: 'personal' }] })
    const { url } = authorizeUrl(fake, {}, 'organizations')
    expect(await (await fetch(url)).text()).not.toContain('me@outlook.test')
    expect((await fake.consent(url, { email: 'me@outlook.test' })).href).toContain('AADSTS50020')
    const free = await fake.consent(authorizeUrl(fake).url, { email: 'me@outlook.test' })
    expect(free.searchParams.get('code')).toEqual(expect.any(String))
  })
})

describe('a grant’s life', () => {
  test('each refresh brings another refresh token, and the used one stays good', async () => {
    const fake = await start()
    const tokens = await link(fake)
    const first = await refresh(fake, tokens.refresh_token)
    const again = await refresh(fake, tokens.refresh_token)
    expect(first.body.refresh_token).not.toBe(tokens.refresh_token)
    expect(again.status).toBe(200)
    expect(again.body.refresh_token).not.toBe(first.body.refresh_token)
    expect(await refresh(fake, first.body.refresh_token)).toMatchObject({ status: 200 })
  })

  test('dies by ninety idle days, by withdrawal, by conditional access', async () => {
    const clock = { at: Date.parse('2026-10-23T09:00:00Z') }
    const fake = await start({ now: () => clock.at })
    const tokens = await link(fake)
    clock.at += 90 * 24 * hour
    expect(await refresh(fake, tokens.refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant', error_codes: [700082] },
    })
    const others = await link(fake)
    fake.revoke(chiyo)
    expect(await refresh(fake, others.refresh_token)).toMatchObject({
      body: { error: 'invalid_grant', error_codes: [50173] },
    })
    const last = await link(fake)
    fake.revoke(chiyo, { errorCode: 53003 })
    expect(await refresh(fake, last.refresh_token)).toMatchObject({
      body: { error: 'interaction_required', error_codes: [53003] },
    })
  })

  test('an access token outlives the withdrawal for its hour, unless access ends with it', async () => {
    const clock = { at: Date.parse('2026-10-23T09:00:00Z') }
    const fake = await start({ now: () => clock.at })
    const call = caller(fake, (await link(fake)).access_token)
    fake.revoke(chiyo)
    expect((await call('GET', '/me/calendar')).status).toBe(200)
    clock.at += hour
    expect(await call('GET', '/me/calendar')).toMatchObject({
      status: 401,
      body: { error: { code: 'InvalidAuthenticationToken' } },
    })
    const next = caller(fake, (await link(fake)).access_token)
    fake.revoke(chiyo, { endsAccess: true })
    expect((await next('GET', '/me/calendar')).status).toBe(401)
  })
})

describe('Graph’s strictness', () => {
  test('wants a token, the scope, known options, known members of the right type', async () => {
    const fake = await start()
    const nobody = caller(fake, '')
    expect((await nobody('GET', '/me')).body.error.code).toBe('InvalidAuthenticationToken')
    const reader = caller(fake, (await link(fake, 'openid Calendars.ReadBasic')).access_token)
    expect((await reader('GET', '/me/calendars')).status).toBe(200)
    expect(await reader('GET', '/me')).toMatchObject({
      status: 403,
      body: { error: { code: 'ErrorAccessDenied' } },
    })
    expect((await reader('POST', '/me/events', { body: meeting() })).status).toBe(403)
    expect((await reader('GET', '/me/nothing')).status).toBe(400)
    const call = await linked(fake)
    expect((await call('GET', '/me/calendars?$frob=1')).status).toBe(400)
    expect((await call('GET', '/me/calendars?$select=nmae')).status).toBe(400)
    for (const wrong of [
      { subjct: 'x' },
      { isAllDay: 'no' },
      { showAs: 'gone' },
      { id: 'mine' },
      { iCalUId: 'mine' },
    ])
      expect(
        (await call('POST', '/me/events', { body: { ...meeting(), ...wrong } })).status,
        JSON.stringify(wrong),
      ).toBe(400)
    const withOffset = { start: { dateTime: '2026-10-26T09:00:00Z', timeZone: 'UTC' } }
    expect((await call('POST', '/me/events', { body: { ...meeting(), ...withOffset } })).status).toBe(400)
    expect(await call('GET', '/me/events', { prefer: 'outlook.timezone="Mars"' })).toMatchObject({
      status: 400,
      body: { error: { code: 'TimeZoneNotSupportedException' } },
    })
    expect(fake.person(chiyo).events()).toEqual([])
  })

  test('a calendar that somebody else only shares cannot be written', async () => {
    const fake = await start()
    const shared = fake.person(chiyo).addCalendar({ name: 'Team', canEdit: false })
    const call = await linked(fake)
    expect(await call('POST', `/me/calendars/${shared}/events`, { body: meeting() })).toMatchObject({
      status: 403,
      body: { error: { code: 'ErrorAccessDenied' } },
    })
  })

  test('a fifth request at once is turned away', async () => {
    const fake = await start({ serviceMs: 100 })
    const call = await linked(fake)
    const answers = await Promise.all(Array.from({ length: 12 }, () => call('GET', '/me/calendars')))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    expect(refused[0]?.headers.get('retry-after')).toBe('1')
  })

  test('an on-premises mailbox has no REST, before the link and after', async () => {
    const fake = await start({ accounts: [{ email: 'old@onprem.test', mailbox: 'on-premises' }] })
    const call = await linked(fake, 'old@onprem.test')
    expect((await call('GET', '/me')).status).toBe(200)
    for (const path of ['/me/calendar', '/me/calendars', '/me/events'])
      expect(await call('GET', path)).toMatchObject({
        status: 404,
        body: { error: { code: 'MailboxNotEnabledForRESTAPI' } },
      })
    const other = await linked(fake)
    fake.person(chiyo).setMailbox('on-premises')
    expect((await other('GET', '/me/calendar')).body.error.code).toBe('MailboxNotEnabledForRESTAPI')
  })
})

describe('events', () => {
  test('are made once for a transactionId; other content under it is refused', async () => {
    const fake = await start()
    const call = await linked(fake)
    const body = { ...meeting(), transactionId: 't-1' }
    const first = await call('POST', '/me/events', { body, ...immutable })
    const again = await call('POST', '/me/events', { body, ...immutable })
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.body.id).toBe(first.body.id)
    expect(first.body.transactionId).toBe('t-1')
    expect(await call('POST', '/me/events', { body: { ...body, subject: 'Other' } })).toMatchObject({
      status: 409,
      body: { error: { code: 'ErrorDuplicateTransactionId' } },
    })
    expect(fake.person(chiyo).events()).toHaveLength(1)
    expect(
      (await call('PATCH', `/me/events/${first.body.id}`, { body: { transactionId: 't-2' } })).status,
    ).toBe(400)
  })

  test('are there once when the reply to the create was lost', async () => {
    const fake = await start()
    const call = await linked(fake)
    const body = { ...meeting(), transactionId: 't-1' }
    const fault = fake.fail({ kind: 'lost-reply', match: { method: 'POST', path: '/events' } })
    await expect(call('POST', '/me/events', { body })).rejects.toThrow()
    expect(fault.hits).toBe(1)
    expect((await call('POST', '/me/events', { body })).status).toBe(201)
    expect(fake.person(chiyo).events()).toHaveLength(1)
  })

  test('change only for who knows the last edition', async () => {
    const fake = await start()
    const call = await linked(fake)
    const made = await call('POST', '/me/events', { body: meeting(), ...immutable })
    const etag = made.body['@odata.etag']
    const path = `/me/events/${made.body.id}`
    fake.person(chiyo).moveEvent(made.body.id, '2026-10-27T09:00:00Z')
    expect(fake.person(chiyo).events()[0]).toMatchObject({
      start: '2026-10-27T09:00:00Z',
      end: '2026-10-27T09:30:00Z',
    })
    for (const method of ['PATCH', 'DELETE'])
      expect(
        await call(method, path, { ...(method === 'PATCH' && { body: { subject: 'Late' } }), ifMatch: etag }),
      ).toMatchObject({
        status: 412,
        body: { error: { code: 'ErrorIrresolvableConflict' } },
      })
    const fresh = await call('GET', path, immutable)
    expect(fresh.body['@odata.etag']).not.toBe(etag)
    const changed = await call('PATCH', path, {
      body: { subject: 'Late' },
      ifMatch: fresh.body['@odata.etag'],
    })
    expect(changed.body).toMatchObject({
      subject: 'Late',
      start: { dateTime: '2026-10-27T09:00:00.0000000' },
    })
    expect((await call('DELETE', path)).status).toBe(204)
    expect(await call('DELETE', path)).toMatchObject({
      status: 404,
      body: { error: { code: 'ErrorItemNotFound' } },
    })
  })

  test('keep their immutable id in another calendar, and lose the ordinary one', async () => {
    const fake = await start()
    const call = await linked(fake)
    fake.person(chiyo).addCalendar({ name: 'Private' })
    const ordinary = await call('POST', '/me/events', { body: meeting() })
    const steady = await call('GET', `/me/events/${ordinary.body.id}`, immutable)
    expect(steady.body.id).not.toBe(ordinary.body.id)
    fake.person(chiyo).moveToCalendar(steady.body.id, 'Private')
    expect((await call('GET', `/me/events/${ordinary.body.id}`)).status).toBe(404)
    expect((await call('GET', `/me/events/${steady.body.id}`, immutable)).status).toBe(200)
  })

  test('are found by their UID and by a property of ours', async () => {
    const fake = await start()
    const call = await linked(fake)
    const id = 'String {6f1d4b52-8a0e-4c39-9d51-0f6a3f5f4a11} Name ParleyMeeting'
    const properties = [{ id, value: "meeting o'clock" }]
    const made = await call('POST', '/me/events', {
      body: { ...meeting(), singleValueExtendedProperties: properties },
    })
    await call('POST', '/me/events', { body: meeting() })
    const byUid = await call('GET', `/me/events?${query({ $filter: `iCalUId eq '${made.body.iCalUId}'` })}`)
    expect(byUid.body.value.map((one: { id: string }) => one.id)).toEqual([made.body.id])
    const filter = `singleValueExtendedProperties/Any(ep: ep/id eq '${id}' and ep/value eq 'meeting o''clock')`
    const expand = `singleValueExtendedProperties($filter=id eq '${id}')`
    const byProperty = await call(
      'GET',
      `/me/events?${query({ $filter: filter, $expand: expand, $select: 'subject' })}`,
    )
    expect(byProperty.body.value).toHaveLength(1)
    expect(byProperty.body.value[0]).toMatchObject({
      id: made.body.id,
      singleValueExtendedProperties: properties,
    })
    expect((await call('GET', `/me/events?${query({ $filter: "subject eq 'x'" })}`)).status).toBe(400)
  })

  test('name Windows zones, and all-day events are dates in any zone', async () => {
    const fake = await start()
    const call = await linked(fake)
    const day = (date: string) => ({ dateTime: `${date}T00:00:00`, timeZone: 'Asia/Tokyo' })
    const made = await call('POST', '/me/events', {
      body: { isAllDay: true, start: day('2026-10-26'), end: day('2026-10-27') },
      prefer: 'outlook.timezone="Pacific Standard Time"',
    })
    expect(made.body).toMatchObject({
      originalStartTimeZone: 'Tokyo Standard Time',
      start: { dateTime: '2026-10-26T00:00:00.0000000', timeZone: 'Pacific Standard Time' },
      end: { dateTime: '2026-10-27T00:00:00.0000000' },
    })
    const short = {
      isAllDay: true,
      start: day('2026-10-26'),
      end: { ...day('2026-10-26'), dateTime: '2026-10-26T09:00:00' },
    }
    expect((await call('POST', '/me/events', { body: short })).status).toBe(400)
  })
})

describe('online meetings', () => {
  test('are made where the calendar allows them, and end with a body that forgets them', async () => {
    const fake = await start({ accounts: [{ email: 'me@outlook.test', kind: 'personal' }] })
    const call = await linked(fake)
    const online = { ...meeting(), isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' }
    const { body } = await call('POST', '/me/events', { body: online })
    expect(body.onlineMeeting.joinUrl).toMatch(/^https:\/\/teams\.microsoft\.com\//)
    expect(body.body.content).toContain(body.onlineMeeting.joinUrl)
    const patched = await call('PATCH', `/me/events/${body.id}`, { body: { subject: 'Renamed' } })
    expect(patched.body.isOnlineMeeting).toBe(true)
    const lost = await call('PATCH', `/me/events/${body.id}`, {
      body: { body: { contentType: 'text', content: 'x' } },
    })
    expect(lost.body).toMatchObject({ isOnlineMeeting: false, onlineMeeting: null })
    const personal = await linked(fake, 'me@outlook.test')
    expect((await personal('POST', '/me/events', { body: online })).status).toBe(400)
  })

  test('a text body comes back as HTML, unless text is preferred', async () => {
    const fake = await start()
    const call = await linked(fake)
    const { body } = await call('POST', '/me/events', { body: meeting() })
    expect(body.body).toMatchObject({ contentType: 'html', content: expect.stringContaining('<body>') })
    expect(body.bodyPreview).toBe('Join: https://parley.test/join/x')
    const text = await call('GET', `/me/events/${body.id}`, { prefer: 'outlook.body-content-type="text"' })
    expect(text.body.body).toEqual({ contentType: 'text', content: 'Join: https://parley.test/join/x' })
  })
})

describe('views', () => {
  test('come in pages, and without the members nobody asked for', async () => {
    const fake = await start()
    const call = await linked(fake)
    for (let day = 10; day < 33; day++)
      fake.person(chiyo).addEvent({
        subject: `${day}`,
        start: `2026-10-${day > 31 ? 31 : day}T09:00`,
        end: `2026-10-${day > 31 ? 31 : day}T10:00`,
      })
    const found: string[] = []
    let next: string | undefined =
      `/me/calendarView?${query({ ...window, $select: 'subject,showAs', $top: '9' })}`
    let pages = 0
    while (next !== undefined) {
      const { body }: Answer = await call('GET', next)
      found.push(...body.value.map((one: { subject: string }) => one.subject))
      expect(Object.keys(body.value[0]).sort()).toEqual(['@odata.etag', 'id', 'showAs', 'subject'])
      next = body['@odata.nextLink']
      pages += 1
    }
    expect(pages).toBe(3)
    expect(new Set(found).size).toBe(23)
    for (let more = 0; more < 12; more++) fake.person(chiyo).addCalendar({ name: `More ${more}` })
    const calendars = await call('GET', '/me/calendars')
    expect(calendars.body.value).toHaveLength(10)
    expect((await call('GET', calendars.body['@odata.nextLink'])).body.value).toHaveLength(3)
  })

  test('a weekly meeting keeps its hour on the wall when Europe’s clocks change', async () => {
    const fake = await start()
    const call = await linked(fake)
    const id = fake.person(chiyo).addEvent({
      subject: 'Weekly',
      start: '2026-10-19T09:00',
      end: '2026-10-19T10:00',
      timeZone: 'Europe/Lisbon',
      recurrence: {
        pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
        range: { type: 'noEnd', startDate: '2026-10-19' },
      },
    })
    const view = () =>
      call(
        'GET',
        `/me/calendarView?${query({ startDateTime: '2026-10-18T00:00:00Z', endDateTime: '2026-11-03T00:00:00Z' })}`,
        immutable,
      )
    const starts = async () => (await view()).body.value.map(startOf)
    expect(await starts()).toEqual([
      '2026-10-19T08:00:00.0000000',
      '2026-10-26T09:00:00.0000000',
      '2026-11-02T09:00:00.0000000',
    ])
    const [, second] = (await view()).body.value
    expect(second).toMatchObject({
      type: 'occurrence',
      seriesMasterId: id,
      originalStart: '2026-10-26T09:00:00Z',
    })
    const moved = await call('PATCH', `/me/events/${second.id}`, {
      body: { start: at('2026-10-27T11:00:00'), end: at('2026-10-27T12:00:00') },
    })
    expect(moved.body).toMatchObject({ type: 'exception' })
    expect(
      await call('PATCH', `/me/events/${second.id}`, {
        body: { start: at('2026-11-02T11:00:00'), end: at('2026-11-02T12:00:00') },
      }),
    ).toMatchObject({
      status: 400,
      body: { error: { code: 'ErrorOccurrenceCrossingBoundary' } },
    })
    const [first] = (await view()).body.value
    fake.person(chiyo).deleteEvent(first.id)
    expect(await starts()).toEqual(['2026-10-27T11:00:00.0000000', '2026-11-02T09:00:00.0000000'])
    expect((await call('GET', '/me/events')).body.value.map((one: { type: string }) => one.type)).toEqual([
      'seriesMaster',
    ])
  })

  test.each([
    [
      'the last Friday',
      { type: 'relativeMonthly', index: 'last', daysOfWeek: ['friday'] },
      ['2026-10-30', '2026-11-27', '2026-12-25'],
    ],
    ['the 31st', { type: 'absoluteMonthly', dayOfMonth: 31 }, ['2026-10-31', '2026-11-30', '2026-12-31']],
    ['every third day', { type: 'daily', interval: 3 }, ['2026-10-26', '2026-10-29', '2026-11-01']],
    [
      '29 February',
      { type: 'absoluteYearly', month: 2, dayOfMonth: 29 },
      ['2027-02-28', '2028-02-29', '2029-02-28'],
    ],
  ])('recurs on %s', async (_, pattern, expected) => {
    const fake = await start()
    const call = await linked(fake)
    const recurrence = {
      pattern: { interval: 1, ...pattern },
      range: { type: 'numbered', startDate: '2026-10-26', numberOfOccurrences: 3 },
    }
    expect((await call('POST', '/me/events', { body: { ...meeting(), recurrence } })).status).toBe(201)
    const { body } = await call(
      'GET',
      `/me/calendarView?${query({ startDateTime: '2026-10-01', endDateTime: '2030-01-01' })}`,
    )
    expect(body.value.map((one: Timed) => startOf(one).slice(0, 10))).toEqual(expected)
  })

  test('five years at most', async () => {
    const fake = await start()
    const call = await linked(fake)
    const path = `/me/calendarView?${query({ startDateTime: '2026-01-01', endDateTime: '2032-01-01' })}`
    expect(await call('GET', path)).toMatchObject({
      status: 400,
      body: { error: { code: 'ErrorInvalidRequest' } },
    })
    expect((await call('GET', '/me/calendarView')).body.error.code).toBe('ErrorInvalidParameter')
  })
})

describe('deltas', () => {
  test('a first round in pages to a delta link, then only what changed, within the frozen window', async () => {
    const fake = await start()
    const call = await linked(fake)
    const person = fake.person(chiyo)
    const kept = person.addEvent({ subject: 'Kept', start: '2026-10-26T09:00', end: '2026-10-26T10:00' })
    const gone = person.addEvent({ subject: 'Gone', start: '2026-10-27T09:00', end: '2026-10-27T10:00' })
    person.addEvent({ subject: 'Still', start: '2026-10-28T09:00', end: '2026-10-28T10:00' })
    const first = await round(call, `/me/calendarView/delta?${query(window)}`, 2)
    expect(first.sizes).toEqual([2, 1, 0])
    expect(first.items.map((one) => one.subject)).toEqual(['Kept', 'Gone', 'Still'])

    person.moveEvent(kept, '2026-10-29T09:00:00Z')
    person.deleteEvent(gone)
    const outside = person.addEvent({
      subject: 'Outside',
      start: '2027-10-29T09:00',
      end: '2027-10-29T10:00',
    })
    const second = await round(call, first.deltaLink, 2)
    expect(second.items).toHaveLength(3)
    expect(second.items[0]).toMatchObject({ id: kept, start: { dateTime: '2026-10-29T09:00:00.0000000' } })
    expect(second.items.slice(1).map((one) => [one.id, one['@removed']])).toEqual([
      [gone, { reason: 'deleted' }],
      [outside, { reason: 'deleted' }],
    ])
    expect((await round(call, second.deltaLink, 2)).items).toEqual([])
    expect((await round(call, first.deltaLink, 2)).items).toHaveLength(3)
  })

  test('tell of an occurrence no more than its times and its series', async () => {
    const fake = await start()
    const call = await linked(fake)
    const id = fake.person(chiyo).addEvent({
      subject: 'Daily',
      start: '2026-10-26T09:00',
      end: '2026-10-26T10:00',
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'endDate', startDate: '2026-10-26', endDate: '2026-10-27' },
      },
    })
    const { items, deltaLink } = await round(call, `/me/calendarView/delta?${query(window)}`, 50)
    expect(items.map((one) => one.type)).toEqual(['occurrence', 'occurrence', 'seriesMaster'])
    expect(Object.keys(items[0] ?? {}).sort()).toEqual([
      '@odata.etag',
      '@odata.type',
      'end',
      'id',
      'seriesMasterId',
      'start',
      'type',
    ])
    fake.person(chiyo).deleteEvent(items[0]?.id ?? '')
    const next = await round(call, deltaLink, 50)
    expect(next.items).toMatchObject([{ id: items[0]?.id, '@removed': { reason: 'deleted' } }])
    fake.person(chiyo).deleteEvent(id)
    expect((await round(call, next.deltaLink, 50)).items.every((one) => one['@removed'])).toBe(true)
  })

  test('a change between two pages comes before the end, as a second word on the same event', async () => {
    const fake = await start()
    const call = await linked(fake)
    const person = fake.person(chiyo)
    const [first] = ['26', '27'].map((day) =>
      person.addEvent({ start: `2026-10-${day}T09:00`, end: `2026-10-${day}T10:00` }),
    )
    const page = await call('GET', `/me/calendarView/delta?${query(window)}`, {
      prefer: `${immutable.prefer}, odata.maxpagesize=1`,
    })
    person.moveEvent(first ?? '', '2026-10-26T15:00:00Z')
    const rest = await round(call, page.body['@odata.nextLink'], 1)
    expect(rest.items.filter((one) => one.id === first)).toMatchObject([
      { start: { dateTime: '2026-10-26T15:00:00.0000000' } },
    ])
  })

  test('a cursor can be lost, and is one mailbox’s own; options beside it are refused', async () => {
    const fake = await start()
    const call = await linked(fake)
    const { deltaLink } = await round(call, `/me/calendarView/delta?${query(window)}`, 5)
    expect((await call('GET', `${deltaLink}&$select=subject`)).status).toBe(400)
    expect((await call('GET', `/me/calendarView/delta?${query({ ...window, $select: 'id' })}`)).status).toBe(
      400,
    )
    const other = await linked(fake, 'sora@parley.test')
    expect((await other('GET', deltaLink)).status).toBe(400)
    fake.expireDeltaTokens(chiyo)
    expect(await call('GET', deltaLink)).toMatchObject({
      status: 410,
      body: { error: { code: 'SyncStateNotFound' } },
    })
    const fresh = await round(call, `/me/calendarView/delta?${query(window)}`, 5)
    fake.fail({ kind: 'lost-cursor', status: 400, code: 'resyncRequired' })
    expect(await call('GET', fresh.deltaLink)).toMatchObject({
      status: 400,
      body: { error: { code: 'resyncRequired' } },
    })
  })
})

describe('subscriptions', () => {
  test('ask the address first, while the caller waits, then tell of changes', async () => {
    const fake = await start()
    const call = await linked(fake)
    const endpoint = await listen()
    const made = await call('POST', '/subscriptions', { body: subscription(endpoint.url), ...immutable })
    expect(made.status).toBe(201)
    expect(endpoint.validations).toEqual(['/hook', '/life'])
    const id = fake.person(chiyo).addEvent({ start: '2026-10-26T09:00', end: '2026-10-26T10:00' })
    fake.person(chiyo).deleteEvent(id)
    await fake.settle()
    expect(new Set(endpoint.items.map((one) => one.changeType))).toEqual(
      new Set(['created', 'updated', 'deleted']),
    )
    expect(endpoint.items).toHaveLength(3)
    expect(endpoint.items[0]).toMatchObject({
      subscriptionId: made.body.id,
      clientState: 'secret',
      tenantId: fake.person(chiyo).tid,
      resourceData: { id, '@odata.type': '#Microsoft.Graph.Event' },
    })
    expect((await call('GET', `/subscriptions/${made.body.id}`)).body.clientState).toBeNull()
    expect((await call('DELETE', `/subscriptions/${made.body.id}`)).status).toBe(204)
    expect((await call('DELETE', `/subscriptions/${made.body.id}`)).status).toBe(404)
    const before = endpoint.items.length
    fake.person(chiyo).addEvent({ start: '2026-10-26T09:00', end: '2026-10-26T10:00' })
    await fake.settle()
    expect(endpoint.items).toHaveLength(before)
  })

  test('are made once for the same changes of the same resource', async () => {
    const fake = await start()
    const call = await linked(fake)
    const endpoint = await listen()
    const body = subscription(endpoint.url)
    const made = await call('POST', '/subscriptions', { body })
    expect((await call('POST', '/subscriptions', { body })).status).toBe(409)
    expect((await call('DELETE', `/subscriptions/${made.body.id}`)).status).toBe(204)
    expect((await call('POST', '/subscriptions', { body })).status).toBe(201)
  })

  test('are not made for an address that answers wrongly or too late', async () => {
    const fake = await start({ handshakeMs: 50 })
    const call = await linked(fake)
    const body = (url: string) => ({ ...subscription(url), lifecycleNotificationUrl: undefined })
    for (const answer of ['wrong', 'late', 'html', 'escaped'] as const) {
      const endpoint = await listen(answer)
      expect(await call('POST', '/subscriptions', { body: body(endpoint.url) }), answer).toMatchObject({
        status: 400,
        body: { error: { code: 'ValidationError' } },
      })
    }
    expect((await call('GET', '/subscriptions')).body.value).toEqual([])
  })

  test('end when they are not renewed, and cannot last longer than a week', async () => {
    const clock = { at: Date.parse('2026-10-23T09:00:00Z') }
    const fake = await start({ now: () => clock.at })
    const endpoint = await listen()
    const late = new Date(clock.at + 8 * 24 * hour).toISOString()
    const tokens = await link(fake)
    const call = caller(fake, tokens.access_token)
    expect(
      (
        await call('POST', '/subscriptions', {
          body: { ...subscription(endpoint.url), expirationDateTime: late },
        })
      ).status,
    ).toBe(400)
    const soon = new Date(clock.at + 60_000).toISOString()
    const made = await call('POST', '/subscriptions', {
      body: { ...subscription(endpoint.url), expirationDateTime: soon },
    })
    expect(made.body.expirationDateTime).toBe('2026-10-23T09:45:00Z')
    const renewed = await call('PATCH', `/subscriptions/${made.body.id}`, {
      body: { expirationDateTime: '2026-10-23T09:50:00Z' },
    })
    expect(renewed.body.expirationDateTime).toBe('2026-10-23T09:50:00Z')
    clock.at += 50 * 60_000
    fake.person(chiyo).addEvent({ start: '2026-10-26T09:00', end: '2026-10-26T10:00' })
    await fake.settle()
    expect(endpoint.items).toEqual([])
    expect(
      (await call('PATCH', `/subscriptions/${made.body.id}`, { body: { expirationDateTime: late } })).status,
    ).toBe(404)
  })

  test('notices about themselves; a paused one speaks again when it is made good', async () => {
    const fake = await start()
    const call = await linked(fake)
    const endpoint = await listen()
    const made = await call('POST', '/subscriptions', { body: subscription(endpoint.url) })
    const add = () => fake.person(chiyo).addEvent({ start: '2026-10-26T09:00', end: '2026-10-26T10:00' })
    fake.tellLifecycle(chiyo, 'missed')
    fake.tellLifecycle(chiyo, 'reauthorizationRequired')
    add()
    await fake.settle()
    expect(endpoint.items.map((one) => one.lifecycleEvent)).toEqual(['missed', 'reauthorizationRequired'])
    expect((await call('POST', `/subscriptions/${made.body.id}/reauthorize`)).status).toBe(204)
    add()
    await fake.settle()
    expect(endpoint.items).toHaveLength(4)
    fake.tellLifecycle(chiyo, 'subscriptionRemoved')
    await fake.settle()
    expect((await call('GET', `/subscriptions/${made.body.id}`)).status).toBe(404)
  })

  test('notifications get lost, come twice, late and backwards, and are tried again', async () => {
    const fake = await start({ retryAfterMs: 5 })
    const call = await linked(fake)
    const endpoint = await listen()
    await call('POST', '/subscriptions', {
      body: { ...subscription(endpoint.url), changeType: 'updated,deleted' },
    })
    const person = fake.person(chiyo)
    const id = person.addEvent({ subject: '0', start: '2026-10-26T09:00', end: '2026-10-26T10:00' })
    await fake.settle()
    const hears = async (work: () => void) => {
      const before = endpoint.items.length
      work()
      await fake.settle()
      return endpoint.items.slice(before).map((one) => one.resourceData?.['@odata.etag'])
    }
    const edit = () => person.editEvent(id, { subject: 'again' })
    fake.dropNotifications(1)
    expect(await hears(edit)).toHaveLength(0)
    fake.duplicateNotifications(1)
    expect(new Set(await hears(edit)).size).toBe(1)
    expect(await hears(edit)).toHaveLength(1)
    fake.reorderNotifications(2)
    const [late, early] = await hears(() => {
      edit()
      edit()
    })
    const sent = fake.notifications.slice(-2).map(({ body }) => JSON.stringify(body))
    expect(sent[0]).toContain(JSON.stringify(early).slice(1, -1))
    expect(sent[1]).toContain(JSON.stringify(late).slice(1, -1))
    fake.delayNotifications(30, 1)
    expect(await hears(edit)).toHaveLength(1)
    endpoint.refuseNext(1)
    expect(await hears(edit)).toHaveLength(1)
  })
})

describe('faults', () => {
  test('each kind hits the requests that match, as often as told', async () => {
    const fake = await start()
    const call = await linked(fake)
    const path = '/me/calendars'
    fake.fail({ kind: 'rate-limit', retryAfterSeconds: 7, match: { path } })
    const limited = await call('GET', path)
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7'])
    fake.fail({ kind: 'rate-limit', status: 503, times: 2, match: { path } })
    expect((await call('GET', '/me/calendar')).status).toBe(200)
    expect([
      (await call('GET', path)).status,
      (await call('GET', path)).status,
      (await call('GET', path)).status,
    ]).toEqual([503, 503, 200])
    fake.fail({
      kind: 'status',
      status: 403,
      code: 'ErrorAccessDenied',
      innerCode: 'MailboxNotEnabledForRESTAPI',
    })
    expect((await call('GET', path)).body.error.innerError.code).toBe('MailboxNotEnabledForRESTAPI')
    fake.fail({ kind: 'backend-error' })
    expect((await call('GET', path)).status).toBe(500)
    fake.fail({ kind: 'emptied' })
    expect((await call('GET', path)).body.value).toEqual([])
    fake.fail({ kind: 'malformed' })
    await expect(call('GET', path)).rejects.toThrow(SyntaxError)
    for (const kind of ['truncated', 'cut', 'lost-reply'] as const) {
      fake.fail({ kind })
      await expect(call('GET', path), kind).rejects.toThrow()
    }
    fake.fail({ kind: 'stall' })
    await expect(call('GET', path, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/i)
    fake.fail({ kind: 'status', status: 503, match: { path: '/token' } })
    expect((await refresh(fake, 'x')).status).toBe(503)
    expect((await call('GET', path)).status).toBe(200)
    expect(fake.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: '/v1.0/me/calendars',
      status: 200,
      account: chiyo,
    })
    expect(JSON.stringify(fake.requests)).not.toContain(client.secret)
  })
})

describe('pages', () => {
  test('the form that an add link opens saves into the calendar, and the home page moves and deletes', async () => {
    const fake = await start()
    const parts = query({
      subject: 'Tea & talk',
      startdt: '2026-10-26T09:00:00Z',
      enddt: '2026-10-26T10:00:00Z',
      body: 'Join: https://parley.test/join/x',
    })
    const form = await (
      await fetch(
        `${fake.origin}/calendar/0/deeplink/compose?path=/calendar/action/compose&rru=addevent&${parts}`,
      )
    ).text()
    expect(form).toContain('value="Tea &amp; talk"')
    expect(form).toContain('value="2026-10-26T09:00"')
    await post(fake, '/outlook/compose', {
      email: chiyo,
      subject: 'Tea & talk',
      start: '2026-10-26T09:00',
      end: '2026-10-26T10:00',
      body: 'Join: https://parley.test/join/x',
    })
    const [event] = fake.person(chiyo).events()
    expect(event).toMatchObject({
      subject: 'Tea & talk',
      start: '2026-10-26T09:00:00Z',
      transactionId: undefined,
    })
    expect(await (await fetch(fake.origin)).text()).toContain('Tea &amp; talk')
    const id = event?.id ?? ''
    await post(fake, '/outlook/move', {
      email: chiyo,
      id,
      start: '2026-10-26T20:00',
      end: '2026-10-26T21:00',
    })
    expect(fake.person(chiyo).events()[0]).toMatchObject({
      start: '2026-10-26T11:00:00Z',
      end: '2026-10-26T12:00:00Z',
    })
    await post(fake, '/outlook/delete', { email: chiyo, id })
    expect(fake.person(chiyo).events()).toEqual([])
    expect((await post(fake, '/outlook/delete', { email: chiyo, id })).status).toBe(400)
    const [calendar] = fake.person(chiyo).calendars()
    await post(fake, '/outlook/add', {
      email: chiyo,
      calendar: calendar?.id ?? '',
      subject: 'Away',
      start: '2026-10-26T00:00',
      end: '2026-10-27T00:00',
      showAs: 'oof',
      isAllDay: 'on',
    })
    expect(fake.person(chiyo).events()[0]).toMatchObject({
      start: '2026-10-26',
      end: '2026-10-28',
      isAllDay: true,
      showAs: 'oof',
    })
  })

  test('invitations are answered by who was invited, and called off by who invited', async () => {
    const fake = await start()
    const person = fake.person(chiyo)
    const times = { start: '2026-10-26T09:00', end: '2026-10-26T10:00' }
    const own = person.addEvent(times)
    expect(() => person.decline(own)).toThrow('Only who was invited')
    const invited = person.addEvent({ ...times, organizer: { name: 'Ana', address: 'ana@parley.test' } })
    person.decline(invited)
    const call = await linked(fake)
    const declined = await call('GET', `/me/events/${invited}`, immutable)
    expect(declined.body).toMatchObject({ isOrganizer: false, responseStatus: { response: 'declined' } })
    person.cancelAsOrganizer(invited)
    expect((await call('GET', `/me/events/${invited}`)).body).toMatchObject({
      isCancelled: true,
      showAs: 'free',
    })
  })
})

// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of every shape
type Answer = { status: number; headers: Headers; body: any }
type Timed = { start: { dateTime: string } }
type Call = (method: string, path: string, options?: CallOptions) => Promise<Answer>
type CallOptions = { body?: unknown; prefer?: string; ifMatch?: string; signal?: AbortSignal }

const window = { startDateTime: '2026-10-01T00:00:00Z', endDateTime: '2026-12-01T00:00:00Z' }

async function start(options: FakeMicrosoftOptions = {}): Promise<FakeMicrosoft> {
  const fake = await startFakeMicrosoft({
    now: () => Date.parse('2026-10-23T09:00:00Z'),
    clients: [{ ...client, redirectUris: [redirectUri] }],
    ...options,
    accounts: [
      { email: chiyo, name: 'Chiyo Tanaka', timeZone: 'Asia/Tokyo' },
      { email: 'sora@parley.test' },
      ...(options.accounts ?? []),
    ],
  })
  running.push(fake.stop)
  fakes.push(fake)
  return fake
}

async function discover(fake: FakeMicrosoft) {
  const answer = await fetch(`${fake.origin}/common/v2.0/.well-known/openid-configuration`)
  return (await answer.json()) as { issuer: string; jwks_uri: string; authorization_endpoint: string }
}

/** The claims of an ID token whose RS256 signature is good. */
async function verified(idToken: string, jwksUri: string): Promise<Record<string, unknown>> {
  const [header = '', claims = '', signature = ''] = idToken.split('.')
  const { keys } = (await (await fetch(jwksUri)).json()) as {
    keys: (webcrypto.JsonWebKey & { kid: string })[]
  }
  const { kid, alg } = JSON.parse(Buffer.from(header, 'base64url').toString())
  expect(alg).toBe('RS256')
  const key = createPublicKey({ key: keys.find((one) => one.kid === kid) ?? {}, format: 'jwk' })
  const signed = Buffer.from(`${header}.${claims}`)
  expect(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true)
  return JSON.parse(Buffer.from(claims, 'base64url').toString())
}

function authorizeUrl(fake: FakeMicrosoft, more: Record<string, string> = {}, tenant = 'common') {
  const verifier = randomBytes(32).toString('base64url')
  const parts = query({
    client_id: client.id,
    response_type: 'code',
    response_mode: 'query',
    redirect_uri: redirectUri,
    scope: allScopes,
    state: 's-1',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  })
  return { verifier, url: `${fake.origin}/${tenant}/oauth2/v2.0/authorize?${parts}` }
}

async function codeOf(fake: FakeMicrosoft, scope = allScopes, email = chiyo) {
  const { url, verifier } = authorizeUrl(fake, { scope })
  const callback = await fake.consent(url, { email })
  return { code: callback.searchParams.get('code') ?? '', verifier }
}

function redeem(
  fake: FakeMicrosoft,
  {
    code,
    verifier,
    redirect = redirectUri,
    secret = client.secret,
  }: { code: string; verifier: string; redirect?: string; secret?: string },
) {
  return askToken(fake, {
    grant_type: 'authorization_code',
    client_id: client.id,
    client_secret: secret,
    code,
    code_verifier: verifier,
    redirect_uri: redirect,
  })
}

function refresh(fake: FakeMicrosoft, refreshToken: string) {
  return askToken(fake, {
    grant_type: 'refresh_token',
    client_id: client.id,
    client_secret: client.secret,
    refresh_token: refreshToken,
  })
}

async function askToken(fake: FakeMicrosoft, form: Record<string, string>): Promise<Answer> {
  const answer = await post(fake, '/common/oauth2/v2.0/token', form)
  return { status: answer.status, headers: answer.headers, body: await answer.json() }
}

function post(fake: FakeMicrosoft, path: string, form: Record<string, string>): Promise<Response> {
  return fetch(fake.origin + path, { method: 'POST', body: new URLSearchParams(form) })
}

async function link(fake: FakeMicrosoft, scope = allScopes, email = chiyo) {
  return (await redeem(fake, await codeOf(fake, scope, email))).body
}

async function linked(fake: FakeMicrosoft, email = chiyo): Promise<Call> {
  return caller(fake, (await link(fake, allScopes, email)).access_token)
}

function caller(fake: FakeMicrosoft, token: string): Call {
  return async (method, path, { body, prefer, ifMatch, signal } = {}) => {
    const answer = await fetch(path.startsWith('http') ? path : fake.apiUrl + path, {
      method,
      headers: {
        ...(token !== '' && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(prefer !== undefined && { prefer }),
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
}

type DeltaItem = { id: string; subject?: string; type?: string; '@removed'?: { reason: string } }

/** Follows the links of a delta to its end. */
async function round(call: Call, path: string, pageSize: number) {
  const items: DeltaItem[] = []
  const sizes: number[] = []
  let next: string | undefined = path
  let deltaLink: string | undefined
  while (next !== undefined) {
    const { status, body }: Answer = await call('GET', next, {
      prefer: `${immutable.prefer}, odata.maxpagesize=${pageSize}`,
    })
    expect(status).toBe(200)
    items.push(...body.value)
    sizes.push(body.value.length)
    next = body['@odata.nextLink']
    deltaLink = body['@odata.deltaLink']
  }
  return { items, sizes, deltaLink: deltaLink ?? '' }
}

type Heard = {
  subscriptionId: string
  clientState?: string
  changeType?: string
  lifecycleEvent?: string
  resourceData?: { '@odata.etag': string }
}

/** An endpoint of ours, which validates in one of several ways, mostly the right one. */
async function listen(manner: 'right' | 'wrong' | 'late' | 'html' | 'escaped' = 'right') {
  const items: Heard[] = []
  const validations: string[] = []
  const left = { refusals: 0 }
  const hear = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const token = url.searchParams.get('validationToken')
    if (token !== null) {
      validations.push(url.pathname)
      if (manner === 'late') return
      const texts = { right: token, wrong: 'no', html: token, escaped: encodeURIComponent(token) }
      response
        .writeHead(200, { 'content-type': manner === 'html' ? 'text/html' : 'text/plain' })
        .end(texts[manner])
      return
    }
    let text = ''
    for await (const chunk of request) text += String(chunk)
    left.refusals -= 1
    if (left.refusals >= 0) return void response.writeHead(503).end()
    items.push(...JSON.parse(text).value)
    response.writeHead(202).end()
  }
  const server = createServer((request, response) => void hear(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  running.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
  return {
    url,
    items,
    validations,
    refuseNext: (count: number) => {
      left.refusals = count
    },
  }
}

function subscription(url: string) {
  return {
    changeType: 'created,updated,deleted',
    resource: 'me/events',
    notificationUrl: `${url}/hook`,
    lifecycleNotificationUrl: `${url}/life`,
    expirationDateTime: '2026-10-26T09:00:00Z',
    clientState: 'secret',
  }
}

function meeting() {
  return {
    subject: 'Design review',
    body: { contentType: 'text', content: 'Join: https://parley.test/join/x' },
    start: at('2026-10-26T09:00:00'),
    end: at('2026-10-26T09:30:00'),
  }
}

function at(dateTime: string) {
  return { dateTime, timeZone: 'UTC' }
}

function startOf({ start }: Timed): string {
  return start.dateTime
}

function query(parts: Record<string, string>): string {
  return new URLSearchParams(parts).toString()
}
