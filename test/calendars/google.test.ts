import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Access, CalendarRef, Grant } from '#calendars/port.ts'
import { createGoogle } from '#calendars/providers/google.ts'
import { googleEventId } from '#calendars/providers/google-copies.ts'
import { createGoogleFlow } from '#calendars/providers/oauth.ts'
import { type FakeGoogle, type Person, startFakeGoogle } from '#test/support/fakes/google/fake-google.ts'
import { HOUR, type Instant } from '#time/instant.ts'
import { addDays } from '#time/wall-time.ts'

import { conformance } from './conformance.ts'
import {
  calendarZone,
  type ConformanceWorld,
  type Fault,
  type Outside,
  standsAt,
} from './conformance-world.ts'
import { at, wanted } from './wanted-event.ts'

const ana = 'ana@example.com'
const redirectUrl = 'http://127.0.0.1:1/oauth/google/callback'
const client = { id: 'parley.apps', secret: 'a-secret-of-ours', redirectUris: [redirectUrl] }
const state = 'state-0123456789'
const soon = () => AbortSignal.timeout(10_000)

conformance('Google Calendar', makeWorld, {
  writes: true,
  answers: true,
  watches: true,
  conference: 'meet',
  alert: 'as in the calendar',
  faults: ['lost-reply', 'throttled', 'down', 'truncated', 'malformed'],
  killsCursors: true,
  revokes: true,
})

describe('what a calendar of somebody else’s shows', () => {
  let google: FakeGoogle
  beforeEach(async () => {
    google = await startGoogle()
  })
  afterEach(() => stopGoogle(google))

  const window = [at('2026-10-20T00:00:00Z'), at('2027-03-20T00:00:00Z')] as const

  async function shared(role: 'reader' | 'freeBusyReader' | 'writer') {
    const eve = google.addAccount({ email: 'eve@example.com', timeZone: calendarZone })
    const id = google
      .person(ana)
      .addCalendar({ summary: 'Team', id: 'team@group.calendar.google.com', owner: eve.email, role })
    return {
      access: await allow(google),
      calendar: { externalId: id, timeZone: calendarZone, canWrite: false },
    }
  }

  test.each(['reader', 'freeBusyReader', 'writer'] as const)(
    'as %s: blocks without names, over months',
    async (role) => {
      const { access, calendar } = await shared(role)
      const person = google.person(ana)
      for (const day of ['2026-10-24', '2027-01-15', '2027-03-01'])
        person.addEvent({
          calendarId: calendar.externalId,
          summary: 'Layoffs',
          start: `${day}T10:00:00Z`,
          end: `${day}T11:00:00Z`,
        })
      const provider = createGoogle({ api: google.origin })
      const listed = await provider.listCalendars(access, soon())
      expect(listed.find(({ externalId }) => externalId === calendar.externalId)).toMatchObject({
        name: 'Team',
        canWrite: false,
      })
      const events = await provider.readEvents(access, calendar, window, soon())
      expect(events.map(({ startsAt, endsAt, busy }) => [startsAt, endsAt, busy])).toEqual(
        ['2026-10-24', '2027-01-15', '2027-03-01'].map((day) => [
          at(`${day}T10:00:00Z`),
          at(`${day}T11:00:00Z`),
          'busy',
        ]),
      )
      expect(JSON.stringify(events)).not.toContain('Layoffs')
    },
  )

  test.each([
    ['notFound', 'rejected'],
    ['internalError', 'unavailable'],
    ['somethingNew', 'unavailable'],
  ])('an error inside a good answer (%s) is unknown, never free', async (reason, kind) => {
    const { access, calendar } = await shared('freeBusyReader')
    google.breakFreeBusy(calendar.externalId, reason)
    const provider = createGoogle({ api: google.origin })
    await expect(provider.readEvents(access, calendar, window, soon())).rejects.toMatchObject({ kind })
  })

  test('changes are looked for where that is allowed, and taken for granted elsewhere', async () => {
    const { access, calendar } = await shared('freeBusyReader')
    const provider = createGoogle({ api: google.origin })
    const begun = await provider.checkForChanges(access, calendar, null, soon())
    expect(begun.changed).toBe(true)
    const bare = { ...access, scopes: 'openid https://www.googleapis.com/auth/calendar.freebusy' }
    const asked = google.requests.length
    expect(await provider.checkForChanges(bare, calendar, 'old', soon())).toEqual({
      changed: true,
      cursor: null,
    })
    expect(google.requests).toHaveLength(asked)
  })
})

describe('what is asked of Google', () => {
  let google: FakeGoogle
  beforeEach(async () => {
    google = await startGoogle()
  })
  afterEach(() => stopGoogle(google))

  test('nobody is invited or told, and no description is read', async () => {
    const access = await allow(google)
    const provider = createGoogle({ api: google.origin })
    const ref = await provider.writeEvent(access, own, { key: 'k', wanted, known: null }, soon())
    if (ref === 'removed') throw new Error('It was never there.')
    google.person(ana).addGuests(ref.externalId, ['eve@example.com'])
    await provider.writeEvent(
      access,
      own,
      { key: 'k', wanted: { ...wanted, title: 'New plans' }, known: ref },
      soon(),
    )
    expect(google.person(ana).event(ref.externalId)).toMatchObject({
      summary: 'New plans',
      attendees: [expect.anything(), expect.objectContaining({ email: 'eve@example.com' })],
    })
    await provider.readEvents(access, own, [standsAt, standsAt + 30 * 24 * HOUR], soon())
    await provider.checkForChanges(access, own, null, soon())
    await provider.removeEvent(access, own, ref, soon())

    const calls = google.requests.filter(({ path }) => path.startsWith('/calendar/'))
    for (const { method, query, body } of calls) {
      // Titles are read where times are, and nowhere else.
      const unasked = 'timeMin' in query ? /description/ : /summary|description/
      if (method === 'GET') expect(String(query['fields'])).not.toMatch(unasked)
      else expect(query['sendUpdates']).toBe('none')
      expect(JSON.stringify(body ?? {})).not.toContain('attendees')
    }
    expect(calls.length).toBeGreaterThan(5)
    // The alerts that its owner has set for their calendar, and no word about them again.
    const [made, ...later] = calls.filter(({ method }) => method !== 'GET')
    expect(made?.body).toMatchObject({ reminders: { useDefault: true } })
    expect(JSON.stringify(later)).not.toContain('reminders')
  })

  test('an imported copy that only its organizer may change makes way for one of ours', async () => {
    const access = await allow(google)
    const provider = createGoogle({ api: google.origin })
    const person = google.person(ana)
    google.addAccount({ email: 'eve@example.com' }).addEvent({
      summary: 'Plans, as a file had them',
      start: wanted.startsAt,
      end: wanted.endsAt,
      iCalUID: wanted.uid,
      attendees: [{ email: ana }],
    })
    const known = await provider.findCopy(access, own, wanted, soon())
    expect(person.events()).toMatchObject([{ id: known?.externalId, summary: 'Plans, as a file had them' }])
    const ref = await provider.writeEvent(access, own, { key: 'k', wanted, known }, soon())
    expect(person.events()).toMatchObject([
      { id: (ref as { externalId: string }).externalId, summary: 'Plans' },
    ])
    // As if the answer had been lost: the same again.
    expect(await provider.writeEvent(access, own, { key: 'k', wanted, known: null }, soon())).toMatchObject({
      externalId: (ref as { externalId: string }).externalId,
    })
    expect(person.events()).toHaveLength(1)
  })

  test.each([
    [403, 'rateLimitExceeded'],
    [403, 'userRateLimitExceeded'],
    [429, 'rateLimitExceeded'],
  ] as const)('a pause asked for in the middle of a change (%i %s) is kept', async (status, reason) => {
    const access = await allow(google)
    const provider = createGoogle({ api: google.origin })
    const copy = { key: 'k', wanted }
    const known = await provider.writeEvent(access, own, { ...copy, known: null }, soon())
    if (known === 'removed') throw new Error('It was never there.')
    google.fail({ kind: 'rate-limit', status, reason, retryAfterSeconds: 11, match: { method: 'PATCH' } })
    await expect(provider.writeEvent(access, own, { ...copy, known }, soon())).rejects.toMatchObject({
      kind: 'throttled',
      retryAfterMs: 11_000,
    })
  })

  test('a copy that is removed in the middle of a change is not brought back', async () => {
    const access = await allow(google)
    const provider = createGoogle({ api: google.origin })
    const known = await provider.writeEvent(access, own, { key: 'k', wanted, known: null }, soon())
    if (known === 'removed') throw new Error('It was never there.')
    google.fail({ kind: 'latency', ms: 300, match: { method: 'PATCH' } })
    const changing = provider.writeEvent(access, own, { key: 'k', wanted, known }, soon())
    while (google.requests.at(-1)?.method !== 'PATCH') await new Promise((resolve) => setTimeout(resolve, 5))
    google.person(ana).deleteEvent(known.externalId)
    expect(await changing).toBe('removed')
    expect(google.person(ana).events()).toEqual([])
  })

  test('a calendar that is gone does not mean that its events were removed', async () => {
    const access = await allow(google)
    const provider = createGoogle({ api: google.origin })
    const person = google.person(ana)
    const calendar = { ...own, externalId: person.addCalendar({ summary: 'Work' }) }
    const known = await provider.writeEvent(access, calendar, { key: 'k', wanted, known: null }, soon())
    if (known === 'removed') throw new Error('It was never there.')
    expect(await provider.readEvent(access, calendar, 'never0there', soon())).toBe('gone')
    person.removeCalendar(calendar.externalId)
    const rejected = { name: 'ProviderTrouble', kind: 'rejected' }
    await expect(provider.readEvent(access, calendar, known.externalId, soon())).rejects.toMatchObject(
      rejected,
    )
    await expect(
      provider.writeEvent(access, calendar, { key: 'k', wanted, known }, soon()),
    ).rejects.toMatchObject(rejected)
  })

  test('an event that its owner made last all day gets its time back', async () => {
    const access = await allow(google)
    const provider = createGoogle({ api: google.origin })
    const outside = handsOf(google, google.person(ana))
    const ref = await provider.writeEvent(access, own, { key: 'k', wanted, known: null }, soon())
    if (ref === 'removed') throw new Error('It was never there.')
    google.person(ana).moveEvent(ref.externalId, '2026-11-05', '2026-11-06')
    await provider.writeEvent(access, own, { key: 'k', wanted, known: ref }, soon())
    expect(await outside.list()).toMatchObject([{ startsAt: wanted.startsAt, endsAt: wanted.endsAt }])
  })

  test('a Meet link goes when it is not wanted any more; one that its owner added stays', async () => {
    const access = await allow(google)
    const provider = createGoogle({ api: google.origin })
    const person = google.person(ana)
    const linkThere = () => person.events()[0]?.hangoutLink
    const online = { ...wanted, conference: 'meet' as const }
    const ref = await provider.writeEvent(access, own, { key: 'k', wanted: online, known: null }, soon())
    if (ref === 'removed') throw new Error('It was never there.')
    expect(ref.conferred).toEqual({ state: 'made', url: linkThere() })
    await provider.writeEvent(access, own, { key: 'k', wanted, known: ref }, soon())
    expect(linkThere()).toBeUndefined()

    const createRequest = { requestId: 'by hand', conferenceSolutionKey: { type: 'hangoutsMeet' } }
    person.editEvent(ref.externalId, { conferenceData: { createRequest } })
    const added = linkThere()
    expect(added).toBeDefined()
    await provider.writeEvent(access, own, { key: 'k', wanted, known: ref }, soon())
    expect(linkThere()).toBe(added)

    // As requests were named before they had a mark.
    const earlier = { ...createRequest, requestId: googleEventId('k.') }
    person.editEvent(ref.externalId, { conferenceData: { createRequest: earlier } })
    expect(linkThere()).toBeDefined()
    await provider.writeEvent(access, own, { key: 'k', wanted, known: ref }, soon())
    expect(linkThere()).toBeUndefined()
  })
})

describe('linking', () => {
  let google: FakeGoogle
  beforeEach(async () => {
    google = await startGoogle()
  })
  afterEach(() => stopGoogle(google))

  const flow = () =>
    createGoogleFlow({
      clientId: client.id,
      clientSecret: client.secret,
      issuer: google.origin,
      api: google.origin,
    })

  test('asks for no more than is needed, and for consent that lasts', async () => {
    const { url, verifier } = await flow().begin({ state, redirectUrl, hint: ana })
    const query = new URL(url).searchParams
    expect(Object.fromEntries(query)).toMatchObject({
      client_id: client.id,
      redirect_uri: redirectUrl,
      response_type: 'code',
      access_type: 'offline',
      prompt: 'consent',
      include_granted_scopes: 'true',
      code_challenge_method: 'S256',
      login_hint: ana,
      state,
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    })
    expect(
      query
        .get('scope')
        ?.split(' ')
        .map((scope) => scope.split('/').at(-1)),
    ).toEqual([
      'openid',
      'email',
      'calendar.calendarlist.readonly',
      'calendar.events.freebusy',
      'calendar.events.owned',
    ])
    expect(url).not.toContain(verifier)
    expect(url).not.toContain(client.secret)
  })

  test('tells who it is by issuer and subject, and what was granted', async () => {
    const grant = await link(google)
    expect(grant).toMatchObject({ shownAs: ana, missing: [] })
    expect(grant?.account).toMatch(/^http:\/\/127\.0\.0\.1:\d+\|\d+$/)
    expect(grant?.tokens.accessExpiresAt).toBeGreaterThan(standsAt + 50 * 60_000)
  })

  test.each<[string[], Grant['missing']]>([
    [['calendar.events.owned'], ['write']],
    [['calendar.events.freebusy'], ['shared']],
    [['calendar.calendarlist.readonly'], ['busy', 'write']],
    [
      ['calendar.calendarlist.readonly', 'calendar.events.freebusy', 'calendar.events.owned'],
      ['busy', 'write'],
    ],
  ])('without %j it misses %j', async (untick, missing) => {
    expect((await link(google, { untick }))?.missing).toEqual(missing)
  })

  test('a no is null, not trouble', async () => {
    expect(await link(google, { cancel: true })).toBeNull()
  })

  test('another’s verifier, a used code and a wrong secret let nobody in', async () => {
    const begun = await flow().begin({ state, redirectUrl, hint: null })
    const query = (await google.consent(begun.url, { email: ana })).searchParams
    const back = { query, state, verifier: begun.verifier, redirectUrl }
    const other = (await flow().begin({ state, redirectUrl, hint: null })).verifier
    const wrong = createGoogleFlow({
      clientId: client.id,
      clientSecret: 'no',
      issuer: google.origin,
      api: google.origin,
    })
    await expect(wrong.finish(back, standsAt, soon())).rejects.toMatchObject({
      kind: 'misconfigured',
      code: 'invalid_client',
    })
    await expect(flow().finish({ ...back, verifier: other }, standsAt, soon())).rejects.toMatchObject({
      kind: 'rejected',
    })
    await expect(flow().finish({ ...back, state: 'another' }, standsAt, soon())).rejects.toMatchObject({
      kind: 'rejected',
    })
    const fresh = await flow().begin({ state, redirectUrl, hint: null })
    const again = (await google.consent(fresh.url, { email: ana })).searchParams
    const good = { query: again, state, verifier: fresh.verifier, redirectUrl }
    expect(await flow().finish(good, standsAt, soon())).toMatchObject({ shownAs: ana })
    const replay = await flow()
      .finish(good, standsAt, soon())
      .catch((error: unknown) => error)
    expect(replay).toMatchObject({ kind: 'rejected', code: 'invalid_grant' })
    expect(String(replay)).not.toContain(client.secret)
  })

  test('a refresh gives another token and keeps the refresh token', async () => {
    const grant = await link(google)
    google.expireAccessTokens(ana)
    const before = grant?.tokens ?? { refreshToken: '', accessToken: '' }
    const tokens = await flow().refresh(before.refreshToken, standsAt, soon())
    expect(tokens.refreshToken).toBe(before.refreshToken)
    expect(tokens.accessToken).not.toBe(before.accessToken)
    const access = { accessToken: tokens.accessToken, scopes: grant?.scopes ?? '' }
    expect(await createGoogle({ api: google.origin }).listCalendars(access, soon())).toHaveLength(1)
  })

  test('a grant that is gone needs another; Google being down does not', async () => {
    const grant = await link(google)
    const { refreshToken } = grant?.tokens ?? { refreshToken: '' }
    google.fail({ kind: 'status', status: 503, match: { path: '/token' } })
    await expect(flow().refresh(refreshToken, standsAt, soon())).rejects.toMatchObject({
      kind: 'unavailable',
    })
    google.fail({ kind: 'status', status: 429, headers: { 'retry-after': '9' }, match: { path: '/token' } })
    await expect(flow().refresh(refreshToken, standsAt, soon())).rejects.toMatchObject({
      kind: 'throttled',
      retryAfterMs: 9_000,
    })
    google.fail({ kind: 'truncated', match: { path: '/token' } })
    await expect(flow().refresh(refreshToken, standsAt, soon())).rejects.toMatchObject({
      kind: 'unavailable',
    })
    google.revoke(ana)
    await expect(flow().refresh(refreshToken, standsAt, soon())).rejects.toMatchObject({
      kind: 'needs_relink',
      code: 'invalid_grant',
    })
  })

  test('a grant can be given back, also twice', async () => {
    const grant = await link(google)
    const { refreshToken } = grant?.tokens ?? { refreshToken: '' }
    await flow().revoke(refreshToken, soon())
    await flow().revoke(refreshToken, soon())
    await expect(flow().refresh(refreshToken, standsAt, soon())).rejects.toMatchObject({
      kind: 'needs_relink',
    })
  })
})

const own: CalendarRef = { externalId: ana, timeZone: calendarZone, canWrite: true }

async function makeWorld(): Promise<ConformanceWorld> {
  const google = await startGoogle()
  const access = await allow(google)
  return {
    provider: createGoogle({ api: google.origin }),
    access,
    calendar: own,
    outside: handsOf(google, google.person(ana)),
    fail: (fault, times = 1) => void google.fail({ ...faultOf(fault), times }),
    killCursors: async () => google.expireSyncTokens(),
    revoke: async () => google.revoke(ana),
    stop: () => stopGoogle(google),
  }
}

function startGoogle(): Promise<FakeGoogle> {
  return startFakeGoogle({
    now: () => standsAt,
    accounts: [{ email: ana, timeZone: calendarZone }],
    clients: [client],
    // Everything comes in pages.
    pageSize: 2,
  })
}

async function stopGoogle(google: FakeGoogle): Promise<void> {
  await google.settle()
  await google.stop()
  expect(google.breaches()).toEqual([])
}

async function link(
  google: FakeGoogle,
  consent: { untick?: string[]; cancel?: boolean } = {},
): Promise<Grant | null> {
  const flow = createGoogleFlow({
    clientId: client.id,
    clientSecret: client.secret,
    issuer: google.origin,
    api: google.origin,
  })
  const { url, verifier } = await flow.begin({ state, redirectUrl, hint: null })
  const back = await google.consent(url, { email: ana, ...consent })
  return flow.finish({ query: back.searchParams, state, verifier, redirectUrl }, standsAt, soon())
}

async function allow(google: FakeGoogle): Promise<Access> {
  const grant = await link(google)
  if (!grant) throw new Error('Nothing was granted.')
  return { accessToken: grant.tokens.accessToken, scopes: grant.scopes }
}

type Reminders = { useDefault?: boolean; overrides?: { minutes: number }[] }

function handsOf(google: FakeGoogle, person: Person): Outside {
  const instance = (startsAt: Instant) => person.agenda(startsAt, startsAt + 60_000)[0]?.id ?? ''
  return {
    setConferences(how) {
      const answer = { 'at once': 'success', slowly: 'pending', never: 'failure' } as const
      person.setConferences(answer[how], how === 'never' ? [] : ['hangoutsMeet'])
    },
    add: async ({ title, startsAt, endsAt, isFree, isPrivate, isTentative, place, uid }) =>
      person.addEvent({
        summary: title,
        start: startsAt,
        end: endsAt,
        ...(isFree && { transparency: 'transparent' }),
        ...(isPrivate && { visibility: 'private' }),
        ...(isTentative && { status: 'tentative' }),
        ...(place !== undefined && { location: place }),
        ...(uid !== undefined && { iCalUID: uid }),
      }),
    addDay: async (title, first, last) =>
      person.addEvent({ summary: title, start: first, end: addDays(last, 1) }),
    addSeries: async ({ title, startsAt, endsAt, timeZone, count, moved, cancelled }) => {
      const recurrence = [`RRULE:FREQ=WEEKLY;COUNT=${count}`]
      person.addEvent({ summary: title, start: startsAt, end: endsAt, timeZone, recurrence })
      if (moved) person.moveEvent(instance(moved.from), moved.startsAt, moved.endsAt)
      if (cancelled !== undefined) person.deleteEvent(instance(cancelled))
    },
    invite: async ({ title, startsAt, endsAt }, answer) => {
      const email = `host.${startsAt}@example.com`
      const attendees = [{ email: ana, responseStatus: 'needsAction' }]
      const id = google
        .addAccount({ email })
        .addEvent({ summary: title, start: startsAt, end: endsAt, attendees })
      if (answer !== 'none') person.respond(id, answer)
    },
    move: async (id, startsAt, endsAt) => void person.moveEvent(id, startsAt, endsAt),
    remove: async (id) => person.deleteEvent(id),
    decline: async (id) => void person.decline(id),
    addGuest: async (id, address) => void person.addGuests(id, [address]),
    alertOf: async (id) => {
      const { useDefault = false, overrides } = (person.event(id)?.['reminders'] ?? {}) as Reminders
      return useDefault ? 'as in the calendar' : (overrides?.[0]?.minutes ?? 'none')
    },
    setAlert: async (id, minutes) => {
      const overrides = minutes === null ? [] : [{ method: 'popup', minutes }]
      person.editEvent(id, { reminders: { useDefault: false, overrides } })
    },
    list: async () =>
      person.events().map((event) => ({
        id: event.id,
        title: textOf(event, 'summary'),
        startsAt: startOf(event['start']),
        endsAt: startOf(event['end']),
        text: `${textOf(event, 'description')} ${textOf(event, 'location')}`,
      })),
  }
}

function textOf(event: Record<string, unknown>, field: string): string {
  const text = event[field]
  return typeof text === 'string' ? text : ''
}

function startOf(moment: unknown): Instant {
  const { dateTime = '' } = moment as { dateTime?: string }
  return at(dateTime)
}

const methods = { create: 'POST', change: 'PATCH', remove: 'DELETE' }

function faultOf(fault: Fault): Parameters<FakeGoogle['fail']>[0] {
  if (fault.kind === 'lost-reply') return { kind: 'lost-reply', match: { method: methods[fault.of] } }
  if (fault.kind === 'throttled') return { kind: 'rate-limit', retryAfterSeconds: fault.retryAfterSeconds }
  return { kind: fault.kind === 'down' ? 'backend-error' : fault.kind }
}
