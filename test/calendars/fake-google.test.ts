import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { createServer, type Server } from 'node:http'

import { afterEach, beforeEach, expect, test } from 'vitest'

import { findBreach } from '#test/support/fakes/google/contract.ts'
import { type FakeGoogle, startFakeGoogle } from '#test/support/fakes/google/fake-google.ts'

const client = {
  id: 'parley.apps.googleusercontent.com',
  secret: 'not-a-secret',
  redirectUris: ['http://127.0.0.1:9/back'],
}
const redirectUri = 'http://127.0.0.1:9/back'
const prefix = 'https://www.googleapis.com/auth/'
const ana = 'ana@example.com'
const ben = 'ben@example.com'
const minute = 60_000
const day = 24 * 60 * minute

let google: FakeGoogle
let now: number
const listeners: Server[] = []

beforeEach(async () => {
  now = Date.parse('2026-10-23T09:00:00Z')
  google = await startFakeGoogle({
    now: () => now,
    clients: [client],
    accounts: [
      { email: ana, name: 'Ana', timeZone: 'Europe/Lisbon' },
      { email: ben, name: 'Ben', timeZone: 'America/New_York', domain: 'example.com' },
    ],
    notificationRetryMs: 5,
  })
})

afterEach(async () => {
  const breaches = google.breaches()
  await google.stop()
  for (const listener of listeners.splice(0)) listener.close()
  expect(breaches).toEqual([])
})

// Sign-in

test('the discovery document leads through the whole dance to a signed ID token', async () => {
  const read = async (url: unknown) => (await (await fetch(String(url))).json()) as Record<string, unknown>
  const server = await read(`${google.origin}/.well-known/openid-configuration`)
  expect(server.issuer).toBe(google.origin)
  const verifier = randomBytes(32).toString('base64url')
  const search = new URL(authorizeUrl({ nonce: 'n-1', ...challengeOf(verifier) })).search
  const back = await google.consent(`${String(server.authorization_endpoint)}${search}`, { email: ben })
  expect([back.searchParams.get('state'), back.searchParams.get('iss')]).toEqual(['state-1', google.origin])
  const { body } = await redeemed(back, { code_verifier: verifier })
  expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3599 })
  expect(String(body.scope).split(' ')).toEqual([
    'openid',
    `${prefix}userinfo.email`,
    `${prefix}calendar.events`,
    `${prefix}calendar.readonly`,
  ])

  const [head = '', claims = '', signature = ''] = String(body.id_token).split('.')
  const { keys } = (await read(server.jwks_uri)) as { keys: Record<string, string>[] }
  const key = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' })
  const signed = Buffer.from(`${head}.${claims}`)
  expect(verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))).toBe(true)
  expect(JSON.parse(Buffer.from(head, 'base64url').toString())).toMatchObject({
    alg: 'RS256',
    kid: keys[0]?.kid,
  })
  const told = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>
  expect(told).toMatchObject({
    iss: google.origin,
    aud: client.id,
    nonce: 'n-1',
    email: ben,
    email_verified: true,
    hd: 'example.com',
    iat: now / 1000,
    exp: now / 1000 + 3600,
  })
  const info = await fetch(String(server.userinfo_endpoint), {
    headers: { authorization: `Bearer ${String(body.access_token)}` },
  })
  expect(await info.json()).toMatchObject({ sub: told.sub, email: ben })
})

test('a code works once, with its own verifier, address and secret', async () => {
  const verifier = randomBytes(32).toString('base64url')
  const withChallenge = authorizeUrl(challengeOf(verifier))
  const redeem = async (change: Record<string, string | undefined>, url = withChallenge) => {
    const code = await codeFor(url)
    return token({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...change })
  }
  expect(await redeem({})).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Missing code verifier.' },
  })
  expect(await redeem({ code_verifier: 'another' })).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Invalid code verifier.' },
  })
  expect((await redeem({ code_verifier: verifier, redirect_uri: `${redirectUri}/` })).body.error).toBe(
    'invalid_grant',
  )
  expect(await redeem({ code_verifier: verifier, client_secret: 'wrong' })).toMatchObject({
    status: 401,
    body: { error: 'invalid_client' },
  })
  expect((await redeem({ code_verifier: verifier, audience: 'x' })).body.error_description).toBe(
    'Parameter not allowed for this message type: audience',
  )
  expect((await redeem({ code_verifier: verifier })).status).toBe(200)
  expect((await redeem({}, authorizeUrl())).status).toBe(200)
  expect((await redeem({ code_verifier: verifier }, authorizeUrl())).status).toBe(400)

  const code = await codeFor(authorizeUrl())
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri }
  expect((await token(form)).status).toBe(200)
  expect((await token(form)).body.error).toBe('invalid_grant')
})

test('a foreign redirect address, client, scope or parameter never leads back to the application', async () => {
  for (const [change, status] of [
    [{ redirect_uri: `${redirectUri}?x=1` }, 400],
    [{ client_id: 'nobody' }, 401],
    [{ scope: 'openid https://www.googleapis.com/auth/everything' }, 400],
    [{ colour: 'blue' }, 400],
    [{ response_type: 'token' }, 400],
  ] as const) {
    const answer = await fetch(authorizeUrl(change), { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([status, null])
  }
})

test('one can cancel, and untick what one does not want to give', async () => {
  const cancelled = await google.consent(authorizeUrl(), { email: ana, cancel: true })
  expect(cancelled.searchParams.get('error')).toBe('access_denied')
  expect(cancelled.searchParams.get('state')).toBe('state-1')
  const back = await google.consent(authorizeUrl(), { email: ana, untick: ['calendar.events'] })
  const { body } = await redeemed(back)
  expect(String(body.scope)).not.toContain('calendar.events')
  const call = await api(String(body.access_token), 'POST', '/calendars/primary/events', {
    body: timed('2026-10-24T10:00:00Z', '2026-10-24T11:00:00Z'),
  })
  expect(call).toMatchObject({ status: 403, reason: 'insufficientPermissions' })
})

test('the page names the accounts, the hinted one first, and every scope that can be unticked', async () => {
  const page = await (await fetch(authorizeUrl({ login_hint: ben }))).text()
  expect(page.indexOf(`value="${ben}"`)).toBeGreaterThan(0)
  expect(page.indexOf(`value="${ben}"`)).toBeLessThan(page.indexOf(`value="${ana}"`))
  expect(page.match(/type="checkbox"/g)).toHaveLength(2)
})

test('a refresh token comes offline, at the first consent or when consent is asked for again', async () => {
  const refreshOf = async (change: Record<string, string>) =>
    (await redeemed(await google.consent(authorizeUrl(change), { email: ana }))).body.refresh_token
  expect(await refreshOf({})).toBeUndefined()
  google.revoke(ana)
  expect(await refreshOf({ access_type: 'offline' })).toEqual(expect.any(String))
  expect(await refreshOf({ access_type: 'offline' })).toBeUndefined()
  expect(await refreshOf({ access_type: 'offline', prompt: 'consent' })).toEqual(expect.any(String))
})

test('scopes granted before come along when asked to', async () => {
  await redeemed(
    await google.consent(authorizeUrl({ scope: `openid ${prefix}calendar.freebusy` }), { email: ana }),
  )
  const url = authorizeUrl({ scope: `openid ${prefix}calendar.events`, include_granted_scopes: 'true' })
  const { body } = await redeemed(await google.consent(url, { email: ana }))
  expect(String(body.scope).split(' ').sort()).toEqual(
    ['openid', `${prefix}calendar.events`, `${prefix}calendar.freebusy`].sort(),
  )
})

test('access tokens end after 3599 s, a refresh brings the next and no new refresh token', async () => {
  const { access, refresh } = await signIn(ana)
  now += 3598_000
  expect((await api(access, 'GET', '/users/me/calendarList')).status).toBe(200)
  now += 1000
  expect(await api(access, 'GET', '/users/me/calendarList')).toMatchObject({
    status: 401,
    reason: 'authError',
  })
  const renewed = await token({ grant_type: 'refresh_token', refresh_token: refresh })
  expect(renewed.body.refresh_token).toBeUndefined()
  expect((await api(String(renewed.body.access_token), 'GET', '/users/me/calendarList')).status).toBe(200)
})

test('revoking one token ends the whole grant', async () => {
  const first = await signIn(ana)
  const second = await signIn(ana)
  const other = await signIn(ben)
  const revoked = await fetch(`${google.origin}/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token: first.refresh }),
  })
  expect(revoked.status).toBe(200)
  expect((await api(second.access, 'GET', '/users/me/calendarList')).status).toBe(401)
  expect(await token({ grant_type: 'refresh_token', refresh_token: second.refresh })).toMatchObject({
    status: 400,
    body: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
  })
  const again = await fetch(`${google.origin}/revoke`, {
    method: 'POST',
    body: new URLSearchParams({ token: first.refresh }),
  })
  expect([again.status, await again.json()]).toMatchObject([400, { error: 'invalid_token' }])
  expect((await api(other.access, 'GET', '/users/me/calendarList')).status).toBe(200)
})

// Strictness

test('what the contract does not know is refused', async () => {
  const { access } = await signIn(ana)
  const event = timed('2026-10-24T10:00:00Z', '2026-10-24T11:00:00Z')
  const list = '/calendars/primary/events'
  expect((await api('', 'GET', list)).status).toBe(401)
  expect((await api('ya29.made-up', 'GET', list)).reason).toBe('authError')
  for (const query of [
    'colour=1',
    'maxResults=0',
    'maxResults=ten',
    'singleEvents=yes',
    'orderBy=colour',
    'timeMin=2026-10-24',
    'maxResults=1&maxResults=2',
  ])
    expect((await api(access, 'GET', `${list}?${query}`)).status, query).toBe(400)
  for (const body of [
    { ...event, colour: 'blue' },
    { ...event, summary: 5 },
    { ...event, start: { dateTime: 'tomorrow' } },
    { ...event, start: { dateTime: '2026-10-24T10:00:00' } },
    { ...event, end: { date: '2026-10-25' } },
    { ...event, end: undefined },
    { ...event, end: { dateTime: '2026-10-24T09:00:00Z' } },
    { ...event, start: { ...event.start, timeZone: 'Europe/Atlantis' } },
    { ...event, recurrence: ['RRULE:FREQ=DAILY'] },
    { ...event, recurrence: ['DTSTART:20261024T100000Z'] },
    { ...event, transparency: 'maybe' },
    { ...event, attendees: [{ displayName: 'Ben' }] },
    { ...event, extendedProperties: { private: { ['k'.repeat(45)]: 'v' } } },
    { ...event, id: 'With-Dashes' },
    { ...event, id: 'abcdefgh', iCalUID: 'x@example.com' },
  ])
    expect((await api(access, 'POST', list, { body })).status, JSON.stringify(body)).toBe(400)
  expect(google.person(ana).events()).toEqual([])
})

test('each method wants a scope that the contract lists for it', async () => {
  const narrow = await signIn(ana, `${prefix}calendar.events.freebusy`)
  expect((await api(narrow.access, 'GET', '/users/me/calendarList')).reason).toBe('insufficientPermissions')
  google
    .person(ana)
    .addEvent({ summary: 'Dentist', start: '2026-10-24T10:00:00Z', end: '2026-10-24T11:00:00Z' })
  const seen = await api(narrow.access, 'GET', '/calendars/primary/events')
  expect(seen.body.items).toHaveLength(1)
  expect(JSON.stringify(seen.body.items)).not.toContain('Dentist')

  const shared = google.person(ana).addCalendar({ summary: 'Team', role: 'writer' })
  const owned = await signIn(ana, `${prefix}calendar.events.owned`)
  const body = timed('2026-10-24T10:00:00Z', '2026-10-24T11:00:00Z')
  expect((await api(owned.access, 'POST', '/calendars/primary/events', { body })).status).toBe(200)
  expect((await api(owned.access, 'POST', `/calendars/${shared}/events`, { body })).reason).toBe(
    'insufficientPermissions',
  )
})

test('calendars are listed page by page, and written to by writers and owners only', async () => {
  const { access } = await signIn(ana)
  const person = google.person(ana)
  const readable = person.addCalendar({ summary: 'Holidays', role: 'reader' })
  person.addCalendar({ summary: 'Hidden', isHidden: true })
  person.addCalendar({ summary: 'Team', role: 'writer', timeZone: 'Asia/Tokyo' })
  const pages = await allPages(access, '/users/me/calendarList?maxResults=1')
  expect(pages.items.map(({ summary, accessRole, timeZone }) => [summary, accessRole, timeZone])).toEqual([
    [ana, 'owner', 'Europe/Lisbon'],
    ['Holidays', 'reader', 'Europe/Lisbon'],
    ['Team', 'writer', 'Asia/Tokyo'],
  ])
  const body = timed('2026-10-24T10:00:00Z', '2026-10-24T11:00:00Z')
  expect(await api(access, 'POST', `/calendars/${readable}/events`, { body })).toMatchObject({
    status: 403,
    reason: 'requiredAccessLevel',
  })
  expect((await api(access, 'GET', `/calendars/${ben}/events`)).status).toBe(404)
  person.removeCalendar(readable)
  const changed = await api(access, 'GET', `/users/me/calendarList?syncToken=${pages.syncToken}`)
  expect(changed.body.items).toMatchObject([{ id: readable, deleted: true }])
})

test('answers are held against the contract too', () => {
  const event = { kind: 'calendar#event', id: 'a', start: { date: '2026-10-26' } }
  expect(findBreach('Event', event)).toBeUndefined()
  expect(findBreach('Event', { ...event, colour: 'blue' })).toContain('Unknown name "colour"')
  expect(findBreach('Event', { ...event, start: { date: '26 October' } })).toContain("'start.date'")
  expect(findBreach('Events', { items: [event, { ...event, sequence: 1.5 }] })).toContain(
    "'items[1].sequence'",
  )
  expect(findBreach('Channel', { expiration: 5 })).toContain("'expiration' (string int64)")
})

test('an answer can be asked for in part, and in another zone', async () => {
  const { access } = await signIn(ana)
  google.person(ana).addEvent({ start: '2026-10-24T10:00:00Z', end: '2026-10-24T11:00:00Z' })
  const query = 'fields=items(status,start/dateTime),timeZone&timeZone=Asia/Tokyo'
  const { body } = await api(access, 'GET', `/calendars/primary/events?${query}`)
  expect(body).toEqual({
    timeZone: 'Europe/Lisbon',
    items: [{ status: 'confirmed', start: { dateTime: '2026-10-24T19:00:00+09:00' } }],
  })
})

// Events

test('an id is taken once and stays burnt', async () => {
  const { access } = await signIn(ana)
  const path = '/calendars/primary/events'
  const body = { ...timed('2026-10-24T10:00:00Z', '2026-10-24T11:00:00Z'), id: 'meeting0001', summary: 'One' }
  expect((await api(access, 'POST', path, { body })).body).toMatchObject({
    id: 'meeting0001',
    status: 'confirmed',
    iCalUID: 'meeting0001@google.com',
    start: { dateTime: '2026-10-24T11:00:00+01:00', timeZone: 'Europe/Lisbon' },
  })
  expect(await api(access, 'POST', path, { body })).toMatchObject({ status: 409, reason: 'duplicate' })
  expect((await api(access, 'DELETE', `${path}/meeting0001`)).status).toBe(204)
  expect(await api(access, 'DELETE', `${path}/meeting0001`)).toMatchObject({ status: 410, reason: 'deleted' })
  expect(await api(access, 'POST', path, { body })).toMatchObject({ status: 409, reason: 'duplicate' })
  expect((await api(access, 'GET', `${path}/meeting0001`)).body.status).toBe('cancelled')
  expect((await api(access, 'PATCH', `${path}/meeting0001`, { body: { summary: 'Two' } })).status).toBe(403)
  expect((await api(access, 'DELETE', `${path}/never00`)).status).toBe(404)
})

test('a change with an old etag is refused', async () => {
  const { access } = await signIn(ana)
  const path = '/calendars/primary/events'
  const created = await api(access, 'POST', path, {
    body: { ...timed('2026-10-24T10:00:00Z', '2026-10-24T11:00:00Z'), summary: 'One', location: 'Here' },
  })
  const address = `${path}/${String(created.body.id)}`
  const etag = String(created.body.etag)
  const patched = await api(access, 'PATCH', address, { body: { summary: 'Two' }, ifMatch: etag })
  expect(patched.body).toMatchObject({ summary: 'Two', location: 'Here', sequence: 0 })
  expect(await api(access, 'PATCH', address, { body: { summary: 'Three' }, ifMatch: etag })).toMatchObject({
    status: 412,
    reason: 'conditionNotMet',
  })
  expect((await api(access, 'DELETE', address, { ifMatch: etag })).status).toBe(412)
  google.person(ana).moveEvent(String(created.body.id), '2026-10-24T12:00:00Z')
  const put = await api(access, 'PUT', address, {
    body: timed('2026-10-24T10:00:00Z', '2026-10-24T11:00:00Z'),
  })
  expect(put.body.location).toBeUndefined()
  expect(put.body.sequence).toBe(2)
  expect((await api(access, 'DELETE', address, { ifMatch: String(put.body.etag) })).status).toBe(204)
})

test('events are found by window, mark, UID and order; bad combinations are refused', async () => {
  const { access } = await signIn(ana)
  const person = google.person(ana)
  const late = person.addEvent({
    summary: 'Late',
    start: '2026-10-26T10:00:00Z',
    end: '2026-10-26T11:00:00Z',
  })
  const early = person.addEvent({
    summary: 'Early',
    start: '2026-10-25T10:00:00Z',
    end: '2026-10-25T11:00:00Z',
    extendedProperties: { private: { meeting: 'm1', link: 'l1' } },
  })
  const list = async (query: string) => {
    const { body } = await api(access, 'GET', `/calendars/primary/events?${query}`)
    return body.items?.map(({ id }) => id)
  }
  expect(await list('orderBy=startTime&singleEvents=true')).toEqual([early, late])
  expect(await list('timeMin=2026-10-25T11:00:00Z')).toEqual([late])
  expect(await list('timeMax=2026-10-26T10:00:00Z')).toEqual([early])
  expect(await list('privateExtendedProperty=meeting%3Dm1&privateExtendedProperty=link%3Dl1')).toEqual([
    early,
  ])
  expect(await list('privateExtendedProperty=meeting%3Dm2')).toEqual([])
  expect(await list(`iCalUID=${late}%40google.com`)).toEqual([late])
  expect(await list('q=earl')).toEqual([early])
  now += 30 * minute
  person.deleteEvent(late)
  expect(await list('')).toEqual([early])
  expect(await list('showDeleted=true')).toEqual([late, early])
  expect(await list(`updatedMin=${new Date(now).toISOString()}`)).toEqual([late])
  const refused = async (query: string) => {
    const { status, reason } = await api(access, 'GET', `/calendars/primary/events?${query}`)
    return [status, reason]
  }
  expect(await refused('orderBy=startTime')).toEqual([400, 'badRequest'])
  expect(await refused('timeMin=2026-10-26T00:00:00Z&timeMax=2026-10-25T00:00:00Z')).toEqual([
    400,
    'timeRangeEmpty',
  ])
  expect(await refused('updatedMin=2026-08-01T00:00:00Z')).toEqual([410, 'updatedMinTooLongAgo'])
})

test('a reader sees no details of a private event, a guest is told by self', async () => {
  const team = google.person(ana).addCalendar({ summary: 'Team', id: 'team@group.calendar.google.com' })
  google.person(ben).addCalendar({ summary: 'Team', id: team, role: 'reader', owner: ana })
  const id = google.person(ana).addEvent({
    calendarId: team,
    summary: 'Surgery',
    visibility: 'private',
    start: '2026-10-24T10:00:00Z',
    end: '2026-10-24T11:00:00Z',
  })
  const { access } = await signIn(ben)
  const { body } = await api(access, 'GET', `/calendars/${team}/events/${id}`)
  expect(body).toMatchObject({ visibility: 'private', id })
  expect(body.summary).toBeUndefined()

  const lunch = google.person(ana).addEvent({
    summary: 'Lunch',
    start: '2026-10-25T12:00:00Z',
    end: '2026-10-25T13:00:00Z',
  })
  google.person(ana).addGuests(lunch, [ben])
  const copy = await api(access, 'GET', `/calendars/primary/events/${lunch}`)
  expect(copy.body.attendees).toEqual([
    { email: ana, responseStatus: 'accepted', organizer: true },
    { email: ben, responseStatus: 'needsAction', self: true },
  ])
  const moved = { start: { dateTime: '2026-10-25T13:00:00Z' }, end: { dateTime: '2026-10-25T14:00:00Z' } }
  expect((await api(access, 'PATCH', `/calendars/primary/events/${lunch}`, { body: moved })).reason).toBe(
    'forbiddenForNonOrganizer',
  )
  google.person(ben).decline(lunch)
  expect(google.person(ana).event(lunch)?.attendees).toContainEqual({
    email: ben,
    responseStatus: 'declined',
  })
})

test('a meeting link is made when asked for, and stays through changes that do not speak of it', async () => {
  const { access } = await signIn(ana)
  const plain = google.person(ana).addCalendar({ summary: 'Plain', conferenceTypes: [] })
  const body = {
    ...timed('2026-10-24T10:00:00Z', '2026-10-24T11:00:00Z'),
    conferenceData: {
      createRequest: { requestId: 'r1', conferenceSolutionKey: { type: 'hangoutsMeet' } },
    },
  }
  const list = '/calendars/primary/events'
  expect((await api(access, 'POST', list, { body })).body.hangoutLink).toBeUndefined()
  const made = await api(access, 'POST', `${list}?conferenceDataVersion=1`, { body })
  expect(made.body.hangoutLink).toMatch(/^https:\/\/meet\.google\.com\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/)
  const later = await api(access, 'PATCH', `${list}/${made.body.id}`, { body: { summary: 'Named' } })
  expect(later.body.hangoutLink).toBe(made.body.hangoutLink)
  expect(
    await api(access, 'POST', `/calendars/${plain}/events?conferenceDataVersion=1`, { body }),
  ).toMatchObject({ status: 400, message: 'Invalid conference type value.' })
})

test('a patch merges: marks stay, null clears, a date does not replace a time by itself', async () => {
  const { access } = await signIn(ana)
  const id = google.person(ana).addEvent({
    summary: 'One',
    description: 'Words',
    start: '2026-10-24T10:00:00Z',
    end: '2026-10-24T11:00:00Z',
    extendedProperties: { private: { a: '1', b: '2' } },
  })
  const path = `/calendars/primary/events/${id}`
  const patch = (body: unknown) => api(access, 'PATCH', path, { body })
  const { body } = await patch({ description: null, extendedProperties: { private: { a: null, c: '3' } } })
  expect(body).toMatchObject({ summary: 'One', extendedProperties: { private: { b: '2', c: '3' } } })
  expect([body.description, body.extendedProperties]).toEqual([undefined, { private: { b: '2', c: '3' } }])
  const allDay = { start: { date: '2026-10-24' }, end: { date: '2026-10-25' } }
  expect((await patch(allDay)).status).toBe(400)
  const cleared = { dateTime: null, timeZone: null }
  const whole = await patch({ start: { ...allDay.start, ...cleared }, end: { ...allDay.end, ...cleared } })
  expect(whole.body).toMatchObject({
    start: { date: '2026-10-24' },
    end: { date: '2026-10-25' },
    sequence: 1,
  })
  expect((await patch({ sequence: 0 })).status).toBe(400)
})

// Recurrence

test('a weekly event keeps its wall time across the change of clocks, with its exceptions', async () => {
  const { access } = await signIn(ana)
  const person = google.person(ana)
  const id = person.addEvent({
    summary: 'Weekly',
    start: '2026-10-20T10:00:00+01:00',
    end: '2026-10-20T11:00:00+01:00',
    recurrence: ['RRULE:FREQ=WEEKLY;UNTIL=20261117T100000Z', 'EXDATE;TZID=Europe/Lisbon:20261110T100000'],
  })
  const instances = await api(access, 'GET', `/calendars/primary/events/${id}/instances`)
  expect(instances.body.items?.map((one) => [one.id, (one.start as Times).dateTime])).toEqual([
    [`${id}_20261020T090000Z`, '2026-10-20T10:00:00+01:00'],
    [`${id}_20261027T100000Z`, '2026-10-27T10:00:00Z'],
    [`${id}_20261103T100000Z`, '2026-11-03T10:00:00Z'],
    [`${id}_20261117T100000Z`, '2026-11-17T10:00:00Z'],
  ])
  const path = `/calendars/primary/events/${id}_20261027T100000Z`
  const moved = await api(access, 'PATCH', path, {
    body: { start: { dateTime: '2026-10-28T15:00:00Z' }, end: { dateTime: '2026-10-28T16:00:00Z' } },
  })
  expect(moved.body).toMatchObject({
    recurringEventId: id,
    originalStartTime: { dateTime: '2026-10-27T10:00:00Z' },
    start: { dateTime: '2026-10-28T15:00:00Z' },
  })
  person.deleteEvent(`${id}_20261103T100000Z`)
  const window = 'timeMin=2026-10-21T00:00:00Z&timeMax=2026-11-30T00:00:00Z'
  const singles = await api(
    access,
    'GET',
    `/calendars/primary/events?singleEvents=true&orderBy=startTime&${window}`,
  )
  expect(singles.body.items?.map((one) => (one.start as Times).dateTime)).toEqual([
    '2026-10-28T15:00:00Z',
    '2026-11-17T10:00:00Z',
  ])
  const whole = await api(access, 'GET', '/calendars/primary/events')
  expect(whole.body.items?.map((one) => [one.id, one.status])).toEqual([
    [id, 'confirmed'],
    [`${id}_20261027T100000Z`, 'confirmed'],
    [`${id}_20261103T100000Z`, 'cancelled'],
  ])
  expect(await busy(access, [ana], '2026-10-21T00:00:00Z', '2026-11-30T00:00:00Z')).toEqual([
    ['2026-10-28T15:00:00Z', '2026-10-28T16:00:00Z'],
    ['2026-11-17T10:00:00Z', '2026-11-17T11:00:00Z'],
  ])
})

test('a sync of single events tells every instance that is gone when a rule gets shorter or ends', async () => {
  const { access } = await signIn(ana)
  const person = google.person(ana)
  const id = person.addEvent({
    start: '2026-10-26',
    end: '2026-10-27',
    recurrence: ['RRULE:FREQ=DAILY;COUNT=3'],
  })
  const first = await allPages(access, '/calendars/primary/events?singleEvents=true')
  expect(first.items.map((one) => (one.start as Times).date)).toEqual([
    '2026-10-26',
    '2026-10-27',
    '2026-10-28',
  ])
  person.editEvent(id, { recurrence: ['RRULE:FREQ=DAILY;COUNT=2'] })
  const next = await allPages(
    access,
    `/calendars/primary/events?singleEvents=true&syncToken=${first.syncToken}`,
  )
  expect(next.items.map((one) => [one.id, one.status]).sort(byText)).toEqual([
    [`${id}_20261026`, 'confirmed'],
    [`${id}_20261027`, 'confirmed'],
    [`${id}_20261028`, 'cancelled'],
  ])
  person.deleteEvent(id)
  const last = await allPages(
    access,
    `/calendars/primary/events?singleEvents=true&syncToken=${next.syncToken}`,
  )
  expect(new Set(last.items.map(({ status }) => status))).toEqual(new Set(['cancelled']))
  expect(last.items.map((one) => one.id).sort(byText)).toEqual([
    `${id}_20261026`,
    `${id}_20261027`,
    `${id}_20261028`,
  ])
})

test('what the organizer does to a series reaches the guest, and the other way round', () => {
  const id = google.person(ana).addEvent({
    summary: 'Series',
    start: '2026-10-26T10:00:00Z',
    end: '2026-10-26T11:00:00Z',
    recurrence: ['RRULE:FREQ=DAILY;COUNT=4'],
  })
  google.person(ana).addGuests(id, [ben])
  const seenBy = (email: string) =>
    google
      .person(email)
      .agenda(now, now + 10 * day)
      .map(({ start }) => new Date((start as Times).dateTime ?? '').toISOString())
  expect(seenBy(ben)).toHaveLength(4)
  google.person(ana).deleteEvent(`${id}_20261027T100000Z`)
  google.person(ana).moveEvent(`${id}_20261028T100000Z`, '2026-10-28T12:00:00Z')
  const left = ['2026-10-26T10:00:00.000Z', '2026-10-28T12:00:00.000Z', '2026-10-29T10:00:00.000Z']
  expect([seenBy(ana), seenBy(ben)]).toEqual([left, left])
  google.person(ben).decline(`${id}_20261029T100000Z`)
  expect(google.person(ana).event(`${id}_20261029T100000Z`)?.attendees).toContainEqual({
    email: ben,
    responseStatus: 'declined',
  })
  expect(google.person(ana).event(id)?.attendees).toContainEqual({
    email: ben,
    responseStatus: 'needsAction',
  })
  // A series at another time of day has other instances; those that were changed by themselves are gone.
  google.person(ana).moveEvent(id, '2026-10-26T09:00:00Z')
  expect(seenBy(ana)).toEqual(['26', '27', '28', '29'].map((date) => `2026-10-${date}T09:00:00.000Z`))
  google.person(ana).deleteEvent(id)
  expect([seenBy(ana), seenBy(ben)]).toEqual([[], []])
})

test('recurrences end with UNTIL in UTC, add RDATE, and skip dates that do not exist', async () => {
  const { access } = await signIn(ben)
  const starts = async (start: string, end: string, recurrence: string[]) => {
    const id = google.person(ben).addEvent({ start, end, recurrence })
    const { body } = await api(access, 'GET', `/calendars/primary/events/${id}/instances`)
    return body.items?.map(({ start }) => (start as Times).dateTime ?? (start as Times).date)
  }
  // Until 20:00Z: 16:00 in New York before the change on November 1st, 15:00 after it.
  expect(
    await starts('2026-10-30T16:00:00-04:00', '2026-10-30T17:00:00-04:00', [
      'RRULE:FREQ=DAILY;UNTIL=20261102T200000Z',
    ]),
  ).toEqual(['2026-10-30T16:00:00-04:00', '2026-10-31T16:00:00-04:00', '2026-11-01T16:00:00-05:00'])
  expect(
    await starts('2026-10-30', '2026-10-31', [
      'RDATE;VALUE=DATE:20261103,20261105',
      'EXDATE;VALUE=DATE:20261103',
    ]),
  ).toEqual(['2026-10-30', '2026-11-05'])
  expect(await starts('2026-01-31', '2026-02-01', ['RRULE:FREQ=MONTHLY;COUNT=3'])).toEqual([
    '2026-01-31',
    '2026-03-31',
    '2026-05-31',
  ])
  // 02:30 is skipped on March 14th 2027; the clock shows 03:30 then.
  expect(
    await starts('2027-03-13T02:30:00-05:00', '2027-03-13T03:00:00-05:00', ['RRULE:FREQ=DAILY;COUNT=3']),
  ).toEqual(['2027-03-13T02:30:00-05:00', '2027-03-14T03:30:00-04:00', '2027-03-15T02:30:00-04:00'])
})

// Sync

test('a sync token comes on the last page only, and brings what has changed since the first', async () => {
  const { access } = await signIn(ana)
  const person = google.person(ana)
  const ids = [24, 25, 26, 27, 28].map((date) =>
    person.addEvent({ start: `2026-10-${date}T10:00:00Z`, end: `2026-10-${date}T11:00:00Z` }),
  )
  const path = '/calendars/primary/events?maxResults=2'
  const first = await api(access, 'GET', path)
  expect(first.body.items).toHaveLength(2)
  expect(first.body.nextSyncToken).toBeUndefined()
  // While the pages are read, the first event moves: the next sync must bring it.
  person.moveEvent(String(ids[0]), '2026-10-30T10:00:00Z')
  const second = await api(access, 'GET', `${path}&pageToken=${first.body.nextPageToken}`)
  google.paging({ emptyPages: true })
  const third = await api(access, 'GET', `${path}&pageToken=${second.body.nextPageToken}`)
  google.paging({ emptyPages: false })
  expect([second.body.nextSyncToken, third.body.nextSyncToken]).toEqual([undefined, expect.any(String)])
  expect([...items(first), ...items(second), ...items(third)].map(({ id }) => id)).toEqual(ids)

  person.deleteEvent(String(ids[1]))
  const sync = await api(access, 'GET', `${path}&syncToken=${third.body.nextSyncToken}`)
  expect(items(sync)).toMatchObject([
    { id: ids[0], status: 'confirmed' },
    { id: ids[1], status: 'cancelled' },
  ])
  expect(Object.keys(items(sync)[1] ?? {}).sort()).toEqual(['etag', 'id', 'kind', 'status'])
  const nothing = await api(access, 'GET', `${path}&syncToken=${sync.body.nextSyncToken}`)
  expect(nothing.body.items).toEqual([])
})

test('pages may come empty, and smaller than asked', async () => {
  const { access } = await signIn(ana)
  for (const date of [24, 25, 26])
    google.person(ana).addEvent({ start: `2026-10-${date}`, end: `2026-10-${date + 1}` })
  google.paging({ size: 1, emptyPages: true })
  const sizes: number[] = []
  const all = await allPages(access, '/calendars/primary/events', (page) => sizes.push(items(page).length))
  expect(all.items).toHaveLength(3)
  expect(sizes).toContain(0)
})

test('a sync token goes with nothing that bounds a list, and dies with 410', async () => {
  const { access } = await signIn(ana)
  const path = '/calendars/primary/events'
  const bounded = await api(access, 'GET', `${path}?timeMin=2026-10-01T00:00:00Z`)
  expect(bounded.body.nextSyncToken).toBeUndefined()
  const { syncToken } = await allPages(access, path)
  for (const query of [
    'timeMin=2026-10-01T00:00:00Z',
    'timeMax=2026-10-01T00:00:00Z',
    'orderBy=updated',
    'q=x',
    'iCalUID=x',
    'privateExtendedProperty=a%3Db',
    'updatedMin=2026-10-20T00:00:00Z',
    'showDeleted=false',
    'singleEvents=true',
  ])
    expect((await api(access, 'GET', `${path}?syncToken=${syncToken}&${query}`)).status, query).toBe(400)
  expect((await api(access, 'GET', `${path}?syncToken=made-up`)).status).toBe(400)
  google.fail({ kind: 'gone-sync-token' })
  expect(await api(access, 'GET', `${path}?syncToken=${syncToken}`)).toMatchObject({
    status: 410,
    reason: 'fullSyncRequired',
  })
  expect((await api(access, 'GET', `${path}?syncToken=${syncToken}`)).status).toBe(200)
  google.expireSyncTokens(ana)
  expect((await api(access, 'GET', `${path}?syncToken=${syncToken}`)).status).toBe(410)
  const fresh = await allPages(access, path)
  expect((await api(access, 'GET', `${path}?syncToken=${fresh.syncToken}`)).status).toBe(200)
})

// Free and busy

test('busy times are merged, and count what makes busy', async () => {
  const { access } = await signIn(ana)
  const person = google.person(ana)
  const add = (from: string, until: string, rest: Record<string, unknown> = {}) =>
    person.addEvent({ start: `2026-10-26T${from}:00Z`, end: `2026-10-26T${until}:00Z`, ...rest })
  add('09:00', '10:00')
  add('09:30', '11:00', { status: 'tentative' })
  add('11:00', '11:30', { visibility: 'private' })
  add('12:00', '13:00', { transparency: 'transparent' })
  person.decline(add('13:00', '14:00'))
  person.deleteEvent(add('14:00', '15:00'))
  add('15:00', '16:00', {
    eventType: 'workingLocation',
    workingLocationProperties: { type: 'homeOffice', homeOffice: {} },
  })
  add('17:00', '18:00', { eventType: 'outOfOffice' })
  person.addEvent({ start: '2026-10-24', end: '2026-10-25' })
  person.addEvent({ start: '2026-10-25', end: '2026-10-26' })
  expect(await busy(access, [ana], '2026-10-23T00:00:00Z', '2026-10-27T00:00:00Z')).toEqual([
    // The clocks go back in Lisbon on the 25th: two dates are 49 hours.
    ['2026-10-23T23:00:00Z', '2026-10-26T00:00:00Z'],
    ['2026-10-26T09:00:00Z', '2026-10-26T11:30:00Z'],
    ['2026-10-26T17:00:00Z', '2026-10-26T18:00:00Z'],
  ])
})

test('what cannot be told of a calendar is an error of that calendar; the range has its limit', async () => {
  const { access } = await signIn(ana)
  const range = { timeMin: '2026-10-23T00:00:00Z', timeMax: '2026-10-27T00:00:00Z' }
  const ask = (body: unknown) => api(access, 'POST', '/freeBusy', { body })
  google.breakFreeBusy(ana, 'internalError')
  const { status, body } = await ask({ ...range, items: [{ id: 'primary' }, { id: ben }] })
  expect(status).toBe(200)
  expect(body.calendars).toEqual({
    primary: { errors: [{ domain: 'global', reason: 'internalError' }], busy: [] },
    [ben]: { errors: [{ domain: 'global', reason: 'notFound' }], busy: [] },
  })
  const long = { ...range, timeMax: '2027-01-22T00:00:00Z', items: [{ id: ana }] }
  expect(await ask(long)).toMatchObject({
    status: 400,
    message: 'The requested time range is too long.',
  })
  expect((await ask({ ...range, timeMax: range.timeMin, items: [] })).reason).toBe('timeRangeEmpty')
  expect((await ask({ ...range, items: [{ id: ana, name: 'x' }] })).status).toBe(400)
  expect((await ask({ ...range, timeMin: '2026-10-23', items: [] })).status).toBe(400)
})

// Notifications

test('a channel hears sync first and then every change, until it is stopped or over', async () => {
  const { access } = await signIn(ana)
  const hook = await listenForHooks()
  const opened = await watch(access, hook.address, { id: 'channel-1', token: 'secret-1' })
  expect(opened.body).toMatchObject({
    kind: 'api#channel',
    id: 'channel-1',
    expiration: String(now + 7 * day),
  })
  await google.settle()
  const id = google.person(ana).addEvent({ start: '2026-10-26', end: '2026-10-27' })
  google.person(ana).deleteEvent(id)
  google.person(ben).addEvent({ start: '2026-10-26', end: '2026-10-27' })
  await google.settle()
  expect(hook.heard.map((one) => one['x-goog-resource-state'])).toEqual(['sync', 'exists', 'exists'])
  expect(hook.heard[0]).toMatchObject({
    'x-goog-channel-id': 'channel-1',
    'x-goog-channel-token': 'secret-1',
    'x-goog-message-number': '1',
    'x-goog-resource-id': opened.body.resourceId,
    'x-goog-channel-expiration': new Date(now + 7 * day).toUTCString(),
    'content-length': '0',
  })
  const numbers = hook.heard.map((one) => Number(one['x-goog-message-number']))
  expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))

  expect((await watch(access, hook.address, { id: 'channel-1' })).reason).toBe('channelIdNotUnique')
  const stop = { id: 'channel-1', resourceId: opened.body.resourceId }
  expect((await api(access, 'POST', '/channels/stop', { body: stop })).status).toBe(204)
  expect((await api(access, 'POST', '/channels/stop', { body: stop })).status).toBe(404)
  google.person(ana).addEvent({ start: '2026-10-26', end: '2026-10-27' })

  await watch(access, hook.address, { id: 'channel-2', expiration: String(now + 20 * minute) })
  now += 20 * minute
  google.person(ana).addEvent({ start: '2026-10-26', end: '2026-10-27' })
  await google.settle()
  expect(hook.heard.map((one) => one['x-goog-channel-id']).slice(3)).toEqual(['channel-2'])
  expect(google.channels()).toEqual([])
})

test('channels want https elsewhere, a short id, and a kind that exists', async () => {
  const { access } = await signIn(ana)
  const hook = await listenForHooks()
  expect((await watch(access, 'http://parley.example/hook', { id: 'a' })).reason).toBe(
    'push.webhookUrlNotHttps',
  )
  expect((await watch(access, hook.address, { id: 'x'.repeat(65) })).reason).toBe('channelIdInvalid')
  expect((await watch(access, hook.address, { id: 'b', type: 'pigeon' })).reason).toBe('channelUnknown')
  expect((await watch(access, hook.address, { id: 'c', token: 'x'.repeat(257) })).status).toBe(400)
})

test('notifications get lost, come twice, late, out of order, and again after a 503', async () => {
  const { access } = await signIn(ana)
  const hook = await listenForHooks()
  await watch(access, hook.address, { id: 'channel-1' })
  await google.settle()
  const change = async () => {
    hook.heard.length = 0
    google.person(ana).addEvent({ start: '2026-10-26', end: '2026-10-27' })
    await google.settle()
    return hook.heard.length
  }
  google.dropNotifications(1)
  expect([await change(), await change()]).toEqual([0, 1])
  google.duplicateNotifications(1)
  expect([await change(), await change()]).toEqual([2, 1])
  google.delayNotifications(20, 1)
  expect(await change()).toBe(1)
  google.reorderNotifications(2)
  expect(await change()).toBe(0)
  google.person(ana).addEvent({ start: '2026-10-26', end: '2026-10-27' })
  await google.settle()
  expect(hook.heard).toHaveLength(2)
  const [first = 0, second = 0] = hook.heard.map((one) => Number(one['x-goog-message-number']))
  expect(first).toBeGreaterThan(second)
  hook.answer = 503
  expect(await change()).toBe(4)
  expect(google.notifications.at(-1)?.status).toBe(503)
})

// Faults

test('a reply can be lost after the deed, a request before it', async () => {
  const { access } = await signIn(ana)
  const path = '/calendars/primary/events'
  const body = { ...timed('2026-10-24T10:00:00Z', '2026-10-24T11:00:00Z'), id: 'meeting0001' }
  const cut = google.fail({ kind: 'cut', match: { method: 'POST' } })
  await expect(api(access, 'POST', path, { body })).rejects.toThrow('fetch failed')
  expect([cut.hits, google.person(ana).events()]).toEqual([1, []])
  google.fail({ kind: 'lost-reply', match: { method: 'POST', path: /events$/ } })
  await expect(api(access, 'POST', path, { body })).rejects.toThrow('fetch failed')
  expect(google.person(ana).event('meeting0001')?.status).toBe('confirmed')
  expect((await api(access, 'POST', path, { body })).reason).toBe('duplicate')
  expect(
    google.requests.filter(({ method, path }) => method === 'POST' && path.includes('/events')),
  ).toMatchObject([
    { fault: 'cut', status: 0 },
    { fault: 'lost-reply', status: 0 },
    { fault: undefined, status: 409, account: ana },
  ])
})

test('answers come broken, late, refused or not at all, as often as asked', async () => {
  const { access } = await signIn(ana)
  const path = '/calendars/primary/events'
  google.person(ana).addEvent({ start: '2026-10-26', end: '2026-10-27' })
  google.fail({ kind: 'rate-limit', status: 429, retryAfterSeconds: 7, times: 2 })
  const limited = [await api(access, 'GET', path), await api(access, 'GET', path)]
  expect(limited.map(({ status, retryAfter }) => [status, retryAfter])).toEqual([
    [429, '7'],
    [429, '7'],
  ])
  google.fail({ kind: 'rate-limit', reason: 'quotaExceeded' })
  expect(await api(access, 'GET', path)).toMatchObject({ status: 403, reason: 'quotaExceeded' })
  google.fail({ kind: 'backend-error' })
  expect((await api(access, 'GET', path)).status).toBe(503)
  google.fail({ kind: 'status', status: 502, body: '<html>Bad gateway' })
  await expect(api(access, 'GET', path)).rejects.toThrow(SyntaxError)
  google.fail({ kind: 'malformed' })
  await expect(api(access, 'GET', path)).rejects.toThrow(SyntaxError)
  google.fail({ kind: 'truncated' })
  await expect(api(access, 'GET', path)).rejects.toThrow('terminated')
  google.fail({ kind: 'emptied' })
  expect((await api(access, 'GET', path)).body.items).toEqual([])
  google.fail({ kind: 'stall' })
  await expect(api(access, 'GET', path, { patience: 50 })).rejects.toThrow('timeout')
  google.fail({ kind: 'latency', ms: 30 })
  const before = performance.now()
  expect(items(await api(access, 'GET', path))).toHaveLength(1)
  expect(performance.now() - before).toBeGreaterThan(25)
})

test('requests are kept without their secrets', async () => {
  const { access, refresh } = await signIn(ana)
  await token({ grant_type: 'refresh_token', refresh_token: refresh })
  await api(access, 'GET', '/calendars/primary/events?maxResults=3')
  const kept = JSON.stringify(google.requests)
  for (const secret of [access, refresh, client.secret]) expect(kept).not.toContain(secret)
  expect(google.requests.at(-1)).toMatchObject({
    method: 'GET',
    path: '/calendar/v3/calendars/primary/events',
    query: { maxResults: '3' },
    status: 200,
    account: ana,
  })
})

// Pages

test('the page of an account moves, adds, deletes, and takes access back', async () => {
  const { access } = await signIn(ana)
  const id = google.person(ana).addEvent({
    summary: 'Tea & <cake>',
    start: '2026-10-26T10:00:00Z',
    end: '2026-10-26T11:00:00Z',
  })
  const page = await (await fetch(`${google.origin}/?account=${encodeURIComponent(ana)}`)).text()
  expect(page).toContain('Tea &amp; &lt;cake&gt;')
  expect(page).toContain('value="2026-10-26T10:00"')
  const press = (path: string, fields: Record<string, string>) =>
    fetch(google.origin + path, {
      method: 'POST',
      body: new URLSearchParams({ account: ana, calendar: ana, ...fields }),
      redirect: 'manual',
    })
  await press('/local/event', {
    do: 'move',
    event: id,
    start: '2026-07-01T10:00',
    end: '2026-07-01T11:30',
  })
  expect(google.person(ana).event(id)).toMatchObject({
    start: { dateTime: '2026-07-01T10:00:00+01:00' },
    end: { dateTime: '2026-07-01T11:30:00+01:00' },
  })
  await press('/local/event', { do: 'invite', event: id, guest: ben })
  expect(google.person(ben).event(id)?.status).toBe('confirmed')
  await press('/local/event', { do: 'delete', event: id })
  await press('/local/event', {
    do: 'add',
    title: 'Fair',
    allDay: 'yes',
    transparent: 'yes',
    start: '2026-10-29T00:00',
    end: '2026-10-30T00:00',
  })
  expect(google.person(ana).events()).toMatchObject([
    {
      summary: 'Fair',
      transparency: 'transparent',
      start: { date: '2026-10-29' },
      end: { date: '2026-10-31' },
    },
  ])
  expect(page).toContain('Remove access')
  await press('/local/revoke', { client: client.id })
  expect((await api(access, 'GET', '/users/me/calendarList')).status).toBe(401)
})

test('an add link opens the event form, and saving makes a copy that nobody has marked', async () => {
  const link = new URLSearchParams({
    action: 'TEMPLATE',
    text: 'Review',
    dates: '20261103T150000Z/20261103T160000Z',
    details: 'https://parley.example/join/abc',
    location: 'https://parley.example/join/abc',
    ctz: 'Europe/Lisbon',
  })
  const page = await (await fetch(`${google.origin}/calendar/render?${link}`)).text()
  const fields = [...page.matchAll(/<input name="(\w+)"[^>]* value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value],
  )
  expect(Object.fromEntries(fields)).toMatchObject({ title: 'Review', start: '2026-11-03T15:00' })
  await fetch(`${google.origin}/calendar/render`, {
    method: 'POST',
    body: new URLSearchParams([
      ...fields.map(([name = '', value = '']): [string, string] => [name, value]),
      ['zone', 'Europe/Lisbon'],
      ['account', ben],
    ]),
    redirect: 'manual',
  })
  expect(google.person(ben).events()).toMatchObject([
    {
      summary: 'Review',
      start: { dateTime: '2026-11-03T10:00:00-05:00' },
      location: 'https://parley.example/join/abc',
    },
  ])
  expect((await fetch(`${google.origin}/calendar/render?action=TEMPLATE&text=x`)).status).toBe(400)
})

// What the tests do by hand

type Item = Record<string, unknown>
type Times = { date?: string; dateTime?: string }
type Answer = {
  status: number
  reason: string | undefined
  message: string | undefined
  retryAfter: string | null
  body: Item & { items?: Item[]; nextPageToken?: string; nextSyncToken?: string }
}

function authorizeUrl(change: Record<string, string> = {}): string {
  const search = new URLSearchParams({
    client_id: client.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: `openid email ${prefix}calendar.events ${prefix}calendar.readonly`,
    state: 'state-1',
    ...change,
  })
  return `${google.origin}/o/oauth2/v2/auth?${search}`
}

function challengeOf(verifier: string): Record<string, string> {
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return { code_challenge: challenge, code_challenge_method: 'S256' }
}

async function codeFor(url: string): Promise<string> {
  const back = await google.consent(url, { email: ana })
  expect(back.searchParams.get('state')).toBe('state-1')
  return back.searchParams.get('code') ?? ''
}

async function token(
  form: Record<string, string | undefined>,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const all = { client_id: client.id, client_secret: client.secret, ...form }
  const answer = await fetch(`${google.origin}/token`, {
    method: 'POST',
    body: new URLSearchParams(Object.entries(all).flatMap(([name, value]) => (value ? [[name, value]] : []))),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

function redeemed(back: URL, more: Record<string, string> = {}) {
  return token({
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    ...more,
  })
}

async function signIn(
  email: string,
  scope = `${prefix}calendar.events ${prefix}calendar.readonly`,
): Promise<{ access: string; refresh: string }> {
  const url = authorizeUrl({ scope: `openid ${scope}`, access_type: 'offline', prompt: 'consent' })
  const { body } = await redeemed(await google.consent(url, { email }))
  return { access: String(body.access_token), refresh: String(body.refresh_token) }
}

async function api(
  access: string,
  method: string,
  path: string,
  { body, ifMatch, patience = 5_000 }: { body?: unknown; ifMatch?: string; patience?: number } = {},
): Promise<Answer> {
  const answer = await fetch(google.apiUrl + path, {
    method,
    headers: {
      ...(access ? { authorization: `Bearer ${access}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(patience),
  })
  const text = await answer.text()
  const read = (text === '' ? {} : JSON.parse(text)) as Answer['body'] & {
    error?: { message: string; errors: { reason: string }[] }
  }
  return {
    status: answer.status,
    reason: read.error?.errors[0]?.reason,
    message: read.error?.message,
    retryAfter: answer.headers.get('retry-after'),
    body: read,
  }
}

async function allPages(access: string, path: string, see: (page: Answer) => void = () => {}) {
  const all: Item[] = []
  const joint = path.includes('?') ? '&' : '?'
  let page = await api(access, 'GET', path)
  for (;;) {
    expect(page.status).toBe(200)
    see(page)
    all.push(...items(page))
    if (page.body.nextPageToken === undefined) break
    const next = path.replace(/[?&]syncToken=[^&]+/, '')
    page = await api(access, 'GET', `${next}${joint}pageToken=${page.body.nextPageToken}`)
  }
  return { items: all, syncToken: String(page.body.nextSyncToken) }
}

function byText(one: unknown, other: unknown): number {
  return String(one) < String(other) ? -1 : 1
}

function items({ body }: Answer): Item[] {
  return body.items ?? []
}

async function busy(access: string, ids: string[], timeMin: string, timeMax: string) {
  const body = { timeMin, timeMax, items: ids.map((id) => ({ id })) }
  const answer = await api(access, 'POST', '/freeBusy', { body })
  const calendars = answer.body.calendars as Record<string, { busy: { start: string; end: string }[] }>
  return Object.values(calendars).flatMap(({ busy }) => busy.map(({ start, end }) => [start, end]))
}

function timed(start: string, end: string) {
  return { start: { dateTime: start }, end: { dateTime: end } }
}

function watch(access: string, address: string, change: Record<string, string>): Promise<Answer> {
  const body = { id: 'channel', type: 'web_hook', address, ...change }
  return api(access, 'POST', '/calendars/primary/events/watch', { body })
}

async function listenForHooks() {
  const hook = { address: '', heard: [] as Record<string, unknown>[], answer: 200 }
  const server = createServer((request, response) => {
    hook.heard.push(request.headers)
    response.writeHead(hook.answer).end()
  })
  listeners.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  hook.address = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/hook`
  return hook
}
