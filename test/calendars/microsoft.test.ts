import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Access, CalendarRef, Grant } from '#calendars/port.ts'
import { createMicrosoft } from '#calendars/providers/microsoft.ts'
import { createMicrosoftFlow } from '#calendars/providers/oauth.ts'
import {
  type FakeMicrosoft,
  type Person,
  startFakeMicrosoft,
} from '#test/support/fakes/microsoft/fake-microsoft.ts'
import { DAY, HOUR, type Instant, MINUTE, toIso } from '#time/instant.ts'
import { addDays } from '#time/wall-time.ts'
import { dateAt } from '#time/zone.ts'

import { conformance } from './conformance.ts'
import {
  calendarZone,
  type ConformanceWorld,
  type Fault,
  type Outside,
  standsAt,
} from './conformance-world.ts'
import { at, wanted } from './wanted-event.ts'

const chiyo = 'chiyo@example.com'
const redirectUrl = 'http://127.0.0.1:1/oauth/microsoft/callback'
const client = {
  id: '1f1e1d1c-0000-4000-8000-000000000001',
  secret: 'a-secret-of-ours',
  redirectUris: [redirectUrl],
}
const state = 'state-0123456789'
const soon = () => AbortSignal.timeout(10_000)

conformance('Microsoft', makeWorld, {
  writes: true,
  answers: true,
  watches: true,
  conference: 'teams',
  alert: 10,
  faults: ['lost-reply', 'throttled', 'down', 'truncated', 'malformed'],
  killsCursors: true,
  revokes: true,
})

describe('what is asked of Graph', () => {
  let microsoft: FakeMicrosoft
  let access: Access
  let calendar: CalendarRef
  beforeEach(async () => {
    microsoft = await startMicrosoft()
    access = await allow(microsoft)
    calendar = calendarOf(microsoft)
  })
  afterEach(() => stopMicrosoft(microsoft))

  const provider = () => createMicrosoft({ api: microsoft.origin }, () => standsAt)
  const create = async () => {
    const ref = await provider().writeEvent(access, calendar, { key: 'k', wanted, known: null }, soon())
    if (ref === 'removed') throw new Error('It was never there.')
    return ref
  }

  test('times in UTC and ids that last, nobody invited, no body read', async () => {
    const ref = await create()
    microsoft.person(chiyo).addGuest(ref.externalId, { name: 'Eve', address: 'eve@example.com' })
    await provider().writeEvent(access, calendar, { key: 'k', wanted, known: ref }, soon())
    expect(microsoft.person(chiyo).events()).toMatchObject([
      { subject: 'Plans', guests: ['eve@example.com'] },
    ])
    await provider().readEvents(access, calendar, [standsAt, standsAt + 30 * DAY], soon())
    await provider().checkForChanges(access, calendar, null, soon())
    await provider().removeEvent(access, calendar, ref, soon())
    const calls = microsoft.requests.filter(({ path }) => path.startsWith('/v1.0/'))
    for (const { headers, body, url, method } of calls) {
      expect(headers['prefer']).toMatch(/^IdType="ImmutableId", outlook\.timezone="UTC"/)
      expect(JSON.stringify(body ?? {})).not.toContain('attendees')
      if (method === 'GET') expect(url).not.toContain('body')
      // Titles are read where times are, and nowhere else.
      if (method === 'GET' && !/calendarView\?/.test(url)) expect(url).not.toContain('subject')
    }
    expect(calls.length).toBeGreaterThan(6)
  })

  test('more events than a page holds', async () => {
    const person = microsoft.person(chiyo)
    for (let minute = 0; minute < 501; minute++)
      person.addEvent({
        start: toIso(standsAt + minute * MINUTE),
        end: toIso(standsAt + (minute + 1) * MINUTE),
      })
    const events = await provider().readEvents(access, calendar, [standsAt, standsAt + DAY], soon())
    expect(new Set(events.map(({ startsAt }) => startsAt)).size).toBe(501)
  })

  test('a later page that is missing makes the whole unknown', async () => {
    const person = microsoft.person(chiyo)
    for (let minute = 0; minute < 501; minute++)
      person.addEvent({
        start: toIso(standsAt + minute * MINUTE),
        end: toIso(standsAt + (minute + 1) * MINUTE),
      })
    // The first page comes as it should.
    microsoft.fail({ kind: 'latency', ms: 0, match: { path: /calendarView$/ } })
    microsoft.fail({ kind: 'truncated', match: { path: /calendarView$/ } })
    await expect(
      provider().readEvents(access, calendar, [standsAt, standsAt + DAY], soon()),
    ).rejects.toMatchObject({
      kind: 'unavailable',
    })
  })

  test.each([
    [410, 'SyncStateNotFound'],
    [400, 'SyncStateInvalid'],
    [404, 'syncStateNotFound'],
    [410, 'resyncRequired'],
  ])('a lost cursor (%i %s) begins anew', async (status, code) => {
    const begun = await provider().checkForChanges(access, calendar, null, soon())
    microsoft.expireDeltaTokens(chiyo, { status, code })
    const renewed = await provider().checkForChanges(access, calendar, begun.cursor, soon())
    expect(renewed.changed).toBe(true)
    expect(renewed.cursor).not.toBe(begun.cursor)
  })

  test('a cursor that leads elsewhere is not followed with our token', async () => {
    const strangers: unknown[] = []
    const elsewhere = createServer((request, response) => {
      strangers.push(request.headers.authorization)
      response.end('{}')
    })
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
    try {
      const { port } = elsewhere.address() as AddressInfo
      const cursor = `${toIso(standsAt)} http://127.0.0.1:${port}/v1.0/delta?$deltatoken=a`
      const renewed = await provider().checkForChanges(access, calendar, cursor, soon())
      expect(renewed).toEqual({ changed: true, cursor: expect.stringContaining(` ${microsoft.origin}/`) })
      expect(strangers).toEqual([])
    } finally {
      elsewhere.close()
    }
  })

  test('a cursor whose window fell behind begins anew', async () => {
    const begun = await provider().checkForChanges(access, calendar, null, soon())
    const later = createMicrosoft({ api: microsoft.origin }, () => standsAt + 8 * DAY)
    expect(await later.checkForChanges(access, calendar, begun.cursor, soon())).toMatchObject({
      changed: true,
    })
    expect(microsoft.requests.at(-1)?.url).not.toContain(begun.cursor?.split('token=')[1] ?? 'nothing')
  })

  test('a calendar without deltas is read whole each time', async () => {
    microsoft.fail({
      kind: 'status',
      status: 400,
      code: 'ErrorInvalidRequest',
      match: { path: 'delta' },
      times: 2,
    })
    expect(await provider().checkForChanges(access, calendar, null, soon())).toEqual({
      changed: true,
      cursor: null,
    })
  })

  test('a conflict out of nothing is looked at again', async () => {
    const ref = await create()
    const conflict = { kind: 'status', status: 412, code: 'ErrorIrresolvableConflict' } as const
    microsoft.fail({ ...conflict, match: { method: 'GET' } })
    expect(await provider().readEvent(access, calendar, ref.externalId, soon())).toMatchObject({
      etag: ref.etag,
    })
    microsoft.fail({ ...conflict, match: { method: 'PATCH' }, times: 2 })
    const moved = { ...wanted, startsAt: wanted.startsAt + HOUR, endsAt: wanted.endsAt + HOUR }
    await provider().writeEvent(access, calendar, { key: 'k', wanted: moved, known: ref }, soon())
    expect(microsoft.person(chiyo).events()).toMatchObject([{ startsAt: moved.startsAt }])
  })

  test('a change goes over the very edition that was looked at', async () => {
    const ref = await create()
    await provider().writeEvent(access, calendar, { key: 'k', wanted, known: ref }, soon())
    const patches = microsoft.requests.filter(({ method }) => method === 'PATCH')
    expect(patches.map(({ headers }) => headers['if-match'])).toEqual([ref.etag])
  })

  test('only the code that says so means that a copy is gone', async () => {
    const ref = await create()
    const fault = { kind: 'status', status: 404, match: { path: '/me/events/' } } as const
    microsoft.fail({ ...fault, code: 'ResourceNotFound' })
    await expect(provider().readEvent(access, calendar, ref.externalId, soon())).rejects.toMatchObject({
      kind: 'rejected',
    })
    microsoft.fail({ ...fault, code: 'ErrorItemNotFound' })
    expect(await provider().readEvent(access, calendar, ref.externalId, soon())).toBe('gone')
  })

  test('a copy that stands there is taken on, whatever key made it', async () => {
    const ref = await create()
    const again = await provider().writeEvent(access, calendar, { key: 'other', wanted, known: null }, soon())
    expect(again).toMatchObject({ externalId: ref.externalId })
    expect(microsoft.person(chiyo).events()).toHaveLength(1)
  })

  test('a copy that its owner made a Teams meeting stays one', async () => {
    const ref = await create()
    const address = `${microsoft.apiUrl}/me/events/${encodeURIComponent(ref.externalId)}`
    const headers = { authorization: `Bearer ${access.accessToken}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ isOnlineMeeting: true, onlineMeetingProvider: 'teamsForBusiness' })
    expect((await fetch(address, { method: 'PATCH', headers, body })).status).toBe(200)
    const moved = { ...wanted, startsAt: wanted.startsAt + HOUR, endsAt: wanted.endsAt + HOUR }
    await provider().writeEvent(access, calendar, { key: 'k', wanted: moved, known: ref }, soon())
    expect(await (await fetch(address, { headers })).json()).toMatchObject({
      isOnlineMeeting: true,
      start: { dateTime: '2026-11-05T16:00:00.0000000' },
    })
  })

  test('a copy that went to another calendar is still the copy', async () => {
    const person = microsoft.person(chiyo)
    person.addCalendar({ name: 'Work' })
    const ref = await create()
    person.moveToCalendar(ref.externalId, 'Work')
    expect(await provider().readEvent(access, calendar, ref.externalId, soon())).toMatchObject({
      externalId: ref.externalId,
    })
    const moved = { ...wanted, startsAt: wanted.startsAt + HOUR, endsAt: wanted.endsAt + HOUR }
    await provider().writeEvent(access, calendar, { key: 'k', wanted: moved, known: ref }, soon())
    expect(person.events()).toMatchObject([{ startsAt: moved.startsAt, calendar: 'Work' }])
  })

  test('a mailbox that is not in the cloud is said to be of no use, before and after linking', async () => {
    microsoft.person(chiyo).setMailbox('on-premises')
    const unsupported = {
      kind: 'unsupported',
      message: expect.stringContaining('no Microsoft cloud mailbox'),
    }
    await expect(provider().listCalendars(access, soon())).rejects.toMatchObject(unsupported)
    await expect(
      provider().readEvents(access, calendar, [standsAt, standsAt + DAY], soon()),
    ).rejects.toMatchObject(unsupported)
    await expect(provider().checkForChanges(access, calendar, null, soon())).rejects.toMatchObject(
      unsupported,
    )
  })

  test('without the scope for writing there is no writing and no watch that needs it', async () => {
    const basic = { ...access, scopes: 'openid Calendars.ReadBasic' }
    const [listed] = await provider().listCalendars(basic, soon())
    expect(listed).toMatchObject({ canWrite: false })
    const hook = { url: 'http://127.0.0.1:1/', secret: 's', channelId: 'c' }
    expect(await provider().watch(basic, calendar, hook, soon())).toBeNull()
    await expect(
      provider().writeEvent(basic, calendar, { key: 'k', wanted, known: null }, soon()),
    ).rejects.toMatchObject({ kind: 'needs_relink' })
  })

  test('all-day events made in another zone lie there', async () => {
    microsoft.person(chiyo).addEvent({
      start: '2026-10-25',
      end: '2026-10-26',
      isAllDay: true,
      timeZone: 'Asia/Tokyo',
    })
    const [day] = await provider().readEvents(access, calendar, [standsAt, standsAt + 30 * DAY], soon())
    expect([day?.startsAt, day?.endsAt]).toEqual([at('2026-10-24T15:00:00Z'), at('2026-10-25T15:00:00Z')])
  })

  test('what an organizer called off takes no time', async () => {
    const person = microsoft.person(chiyo)
    const organizer = { name: 'Host', address: 'host@example.com' }
    const id = person.addEvent({
      start: '2026-10-25T09:00',
      end: '2026-10-25T10:00',
      organizer,
      answer: 'accepted',
    })
    person.cancelAsOrganizer(id)
    const events = await provider().readEvents(access, calendar, [standsAt, standsAt + 30 * DAY], soon())
    expect(events).toMatchObject([{ busy: null }])
  })
})

describe.each([409, 400] as const)('a transaction id that was used (%i)', (status) => {
  test.each([true, false])('leads to the event it made, named in the answer: %s', async (namesEvent) => {
    const microsoft = await startMicrosoft({ duplicate: { status, namesEvent } })
    try {
      const access = await allow(microsoft)
      const provider = createMicrosoft({ api: microsoft.origin }, () => standsAt)
      const calendar = calendarOf(microsoft)
      const moved = { ...wanted, startsAt: wanted.startsAt + HOUR, endsAt: wanted.endsAt + HOUR }
      // Both look, find nothing and create; one comes second with other content.
      const both = await Promise.all(
        [wanted, moved].map((one) =>
          provider.writeEvent(access, calendar, { key: 'k', wanted: one, known: null }, soon()),
        ),
      )
      expect(both[0]).toMatchObject({ externalId: (both[1] as { externalId: string }).externalId })
      expect(microsoft.person(chiyo).events()).toHaveLength(1)
    } finally {
      await stopMicrosoft(microsoft)
    }
  })
})

describe('linking', () => {
  let microsoft: FakeMicrosoft
  beforeEach(async () => {
    microsoft = await startMicrosoft()
  })
  afterEach(() => stopMicrosoft(microsoft))

  test('asks everybody, of work and home, and lets them choose the account', async () => {
    const { url, verifier } = await flowOf(microsoft).begin({ state, redirectUrl, hint: chiyo })
    const query = new URL(url).searchParams
    expect(new URL(url).pathname).toBe('/common/oauth2/v2.0/authorize')
    expect(Object.fromEntries(query)).toMatchObject({
      client_id: client.id,
      response_type: 'code',
      response_mode: 'query',
      prompt: 'select_account',
      scope: 'openid profile email offline_access Calendars.ReadWrite',
      code_challenge_method: 'S256',
      login_hint: chiyo,
      state,
    })
    expect(url).not.toContain(verifier)
  })

  test.each(['work', 'personal'] as const)('tells who it is by tenant and object (%s)', async (kind) => {
    const person = microsoft.addAccount({ email: 'dev@example.net', kind })
    const grant = await link(microsoft, 'dev@example.net')
    expect(grant).toMatchObject({
      account: `${person.tid}|${person.oid}`,
      shownAs: 'dev@example.net',
      missing: [],
    })
    expect(grant?.tokens.accessExpiresAt).toBeGreaterThan(standsAt + 50 * MINUTE)
  })

  test('a no is null; an administrator who must agree first is said', async () => {
    expect(await link(microsoft, null)).toBeNull()
    microsoft.addAccount({ email: 'eve@corp.example', needsAdminConsent: true })
    await expect(link(microsoft, 'eve@corp.example')).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('administrator'),
    })
  })

  test('another’s verifier and a used code let nobody in; a secret that ran out is the operator’s trouble', async () => {
    const flow = flowOf(microsoft)
    const begun = await flow.begin({ state, redirectUrl, hint: null })
    const query = (await microsoft.consent(begun.url, { email: chiyo })).searchParams
    const back = { query, state, verifier: begun.verifier, redirectUrl }
    const other = (await flow.begin({ state, redirectUrl, hint: null })).verifier
    await expect(flow.finish({ ...back, verifier: other }, standsAt, soon())).rejects.toMatchObject({
      kind: 'rejected',
    })
    expect(await flow.finish(back, standsAt, soon())).toMatchObject({ shownAs: chiyo })
    await expect(flow.finish(back, standsAt, soon())).rejects.toMatchObject({
      kind: 'rejected',
      code: 'invalid_grant',
    })
    const grant = await link(microsoft)
    microsoft.expireClientSecret(client.id)
    await expect(flow.refresh(grant?.tokens.refreshToken ?? '', standsAt, soon())).rejects.toMatchObject({
      kind: 'misconfigured',
      code: 'invalid_client',
    })
  })

  test('a refresh brings another refresh token, and the old one stays good', async () => {
    const grant = await link(microsoft)
    microsoft.expireAccessTokens(chiyo)
    const { refreshToken } = grant?.tokens ?? { refreshToken: '' }
    const flow = flowOf(microsoft)
    const renewed = await flow.refresh(refreshToken, standsAt, soon())
    expect(renewed.refreshToken).not.toBe(refreshToken)
    expect((await flow.refresh(refreshToken, standsAt, soon())).accessToken).not.toBe(renewed.accessToken)
  })

  test.each([50173, 700082, 65001, 50057, 50076, 53003])(
    'a grant that is gone (%i) needs another',
    async (errorCode) => {
      const grant = await link(microsoft)
      microsoft.revoke(chiyo, { errorCode })
      await expect(
        flowOf(microsoft).refresh(grant?.tokens.refreshToken ?? '', standsAt, soon()),
      ).rejects.toMatchObject({ kind: 'needs_relink' })
    },
  )

  test('there is nothing to give a grant back to, and nobody is asked', async () => {
    const grant = await link(microsoft)
    const asked = microsoft.requests.length
    await flowOf(microsoft).revoke(grant?.tokens.refreshToken ?? '', soon())
    expect(microsoft.requests.slice(asked).filter(({ method }) => method === 'POST')).toEqual([])
  })
})

async function makeWorld(): Promise<ConformanceWorld> {
  const microsoft = await startMicrosoft()
  const access = await allow(microsoft)
  return {
    provider: createMicrosoft({ api: microsoft.origin }, () => standsAt),
    access,
    calendar: calendarOf(microsoft),
    outside: handsOf(microsoft.person(chiyo)),
    fail: (fault, times = 1) => void microsoft.fail({ ...faultOf(fault), times }),
    killCursors: async () => microsoft.expireDeltaTokens(chiyo),
    revoke: async () => microsoft.revoke(chiyo, { endsAccess: true }),
    stop: async () => {
      await microsoft.settle()
      await stopMicrosoft(microsoft)
    },
  }
}

function startMicrosoft(options: Parameters<typeof startFakeMicrosoft>[0] = {}): Promise<FakeMicrosoft> {
  return startFakeMicrosoft({
    now: () => standsAt,
    accounts: [{ email: chiyo, timeZone: calendarZone }],
    clients: [client],
    ...options,
  })
}

async function stopMicrosoft(microsoft: FakeMicrosoft): Promise<void> {
  await microsoft.settle()
  await microsoft.stop()
  expect(microsoft.breaches()).toEqual([])
}

function flowOf(microsoft: FakeMicrosoft) {
  const { origin } = microsoft
  return createMicrosoftFlow({ clientId: client.id, clientSecret: client.secret, login: origin, api: origin })
}

async function link(microsoft: FakeMicrosoft, email: string | null = chiyo): Promise<Grant | null> {
  const flow = flowOf(microsoft)
  const { url, verifier } = await flow.begin({ state, redirectUrl, hint: null })
  const query = (await microsoft.consent(url, email === null ? { email: chiyo, cancel: true } : { email }))
    .searchParams
  return flow.finish({ query, state, verifier, redirectUrl }, standsAt, soon())
}

async function allow(microsoft: FakeMicrosoft): Promise<Access> {
  const grant = await link(microsoft)
  if (!grant) throw new Error('Nothing was granted.')
  return { accessToken: grant.tokens.accessToken, scopes: grant.scopes }
}

function calendarOf(microsoft: FakeMicrosoft): CalendarRef {
  const own = microsoft
    .person(chiyo)
    .calendars()
    .find(({ isDefault }) => isDefault)
  return { externalId: own?.id ?? '', timeZone: calendarZone, canWrite: true }
}

function handsOf(person: Person): Outside {
  const host = { name: 'Host', address: 'host@example.com' }
  const occurrence = (startsAt: Instant) =>
    person.events({ from: startsAt, until: startsAt + MINUTE })[0]?.id ?? ''
  const answers = {
    accepted: { answer: 'accepted' },
    tentative: { answer: 'tentativelyAccepted', showAs: 'tentative' },
    declined: { answer: 'declined', showAs: 'free' },
    none: { answer: 'notResponded', showAs: 'tentative' },
  } as const
  return {
    setConferences(how) {
      const providers = how === 'never' ? [] : ['teamsForBusiness']
      person.setOnlineMeetings(providers, { isSlow: how === 'slowly' })
    },
    add: async ({ title, startsAt, endsAt, isFree, isPrivate, isTentative, place, uid }) =>
      person.addEvent({
        subject: title,
        start: startsAt,
        end: endsAt,
        ...(isFree && { showAs: 'free' }),
        ...(isTentative && { showAs: 'tentative' }),
        ...(isPrivate && { sensitivity: 'private' }),
        ...(place !== undefined && { location: place }),
        ...(uid !== undefined && { uid }),
      }),
    addDay: async (title, first, last) =>
      person.addEvent({ subject: title, start: first, end: addDays(last, 1), isAllDay: true }),
    addSeries: async ({ title, startsAt, endsAt, timeZone, count, moved, cancelled }) => {
      const startDate = dateAt(timeZone, startsAt)
      const day = new Date(`${startDate}T12:00:00Z`).toLocaleDateString('en', {
        weekday: 'long',
        timeZone: 'UTC',
      })
      person.addEvent({
        subject: title,
        start: startsAt,
        end: endsAt,
        timeZone,
        recurrence: {
          pattern: { type: 'weekly', interval: 1, daysOfWeek: [day.toLowerCase()] },
          range: { type: 'numbered', startDate, numberOfOccurrences: count },
        },
      })
      if (moved) person.moveEvent(occurrence(moved.from), moved.startsAt, moved.endsAt)
      if (cancelled !== undefined) person.deleteEvent(occurrence(cancelled))
    },
    invite: async ({ title, startsAt, endsAt }, answer) =>
      void person.addEvent({
        subject: title,
        start: startsAt,
        end: endsAt,
        organizer: host,
        ...answers[answer],
      }),
    move: async (id, startsAt, endsAt) => person.moveEvent(id, startsAt, endsAt),
    remove: async (id) => person.deleteEvent(id),
    addGuest: async (id, address) => person.addGuest(id, { name: 'Eve', address }),
    alertOf: async (id) => person.event(id)?.alertMinutes ?? 'none',
    setAlert: async (id, alertMinutes) => person.editEvent(id, { alertMinutes }),
    list: async () =>
      person.events().map(({ id, subject, startsAt, endsAt, body, location }) => ({
        id,
        title: subject,
        startsAt,
        endsAt,
        text: `${body} ${location}`,
      })),
  }
}

const methods = { create: 'POST', change: 'PATCH', remove: 'DELETE' }

function faultOf(fault: Fault): Parameters<FakeMicrosoft['fail']>[0] {
  if (fault.kind === 'lost-reply') return { kind: 'lost-reply', match: { method: methods[fault.of] } }
  if (fault.kind === 'throttled') return { kind: 'rate-limit', retryAfterSeconds: fault.retryAfterSeconds }
  return { kind: fault.kind === 'down' ? 'backend-error' : fault.kind }
}
