import { createHash, randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { auth, calendar as createCalendar } from '@googleapis/calendar'
import { Client, type Context, HTTPMessageHandler } from '@microsoft/microsoft-graph-client'
import { afterEach, expect, test } from 'vitest'

import { startFakeGoogle } from '#test/support/fakes/google/fake-google.ts'
import { startFakeMicrosoft } from '#test/support/fakes/microsoft/fake-microsoft.ts'

// The fakes were written to the vendors' descriptions, as our adapters were. What the vendors themselves wrote must get
// along with them, too.
const client = { id: 'parley.apps', secret: 'a-secret-of-ours', redirectUris: ['http://127.0.0.1:9/back'] }
const redirectUri = 'http://127.0.0.1:9/back'
const email = 'ana@example.com'
const day = 86_400_000
const tomorrow = new Date(Math.ceil(Date.now() / day) * day + 10 * 3_600_000)
const at = (minutes: number) => new Date(tomorrow.getTime() + minutes * 60_000).toISOString()

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

test('Google’s own client links, reads, writes, is told of changes, and ends', async () => {
  const google = await startFakeGoogle({
    clients: [client],
    accounts: [{ email, timeZone: 'Europe/Lisbon' }],
    pageSize: 2,
  })
  stops.push(google.stop)
  const oauth = new auth.OAuth2({
    clientId: client.id,
    clientSecret: client.secret,
    redirectUri,
    forceRefreshOnFailure: true,
    endpoints: {
      oauth2AuthBaseUrl: `${google.origin}/o/oauth2/v2/auth`,
      oauth2TokenUrl: `${google.origin}/token`,
      oauth2RevokeUrl: `${google.origin}/revoke`,
    },
  })
  const { codeVerifier, codeChallenge } = await oauth.generateCodeVerifierAsync()
  const url = new URL(
    oauth.generateAuthUrl({
      access_type: 'offline',
      prompt: 'consent',
      state: 'state-1',
      scope: ['openid', 'email', ...['calendar.events', 'calendar.calendarlist.readonly'].map(scopeOf)],
    }),
  )
  url.searchParams.set('code_challenge', String(codeChallenge))
  url.searchParams.set('code_challenge_method', 'S256')
  const back = await google.consent(url, { email })
  const { tokens } = await oauth.getToken({ code: back.searchParams.get('code') ?? '', codeVerifier })
  oauth.setCredentials(tokens)
  const { events, calendarList, channels } = createCalendar({
    version: 'v3',
    auth: oauth,
    rootUrl: `${google.origin}/`,
    retryConfig: { retry: 0 },
  })

  const { data: calendars } = await calendarList.list()
  expect(calendars.items).toEqual([
    expect.objectContaining({ id: email, primary: true, accessRole: 'owner' }),
  ])

  const notices: string[] = []
  const address = await listen((headers) => notices.push(String(headers['x-goog-resource-state'])))
  const { data: channel } = await events.watch({
    calendarId: 'primary',
    requestBody: { id: randomBytes(12).toString('hex'), type: 'web_hook', address, token: 'a-word' },
  })

  const ids = ['aaaaa0', 'aaaaa1', 'aaaaa2']
  for (const [index, id] of ids.entries())
    await events.insert({
      calendarId: 'primary',
      sendUpdates: 'none',
      requestBody: {
        id,
        summary: `Plans ${index}`,
        start: { dateTime: at(index * 60), timeZone: 'Europe/Lisbon' },
        end: { dateTime: at(index * 60 + 30), timeZone: 'Europe/Lisbon' },
        extendedProperties: { private: { parley: `meeting-${index}` } },
      },
    })
  await expect(
    events.insert({
      calendarId: 'primary',
      requestBody: { id: 'aaaaa0', start: { dateTime: at(0) }, end: { dateTime: at(30) } },
    }),
  ).rejects.toMatchObject({ status: 409 })

  const seen: string[] = []
  let pageToken: string | undefined
  let syncToken: string | undefined
  do {
    const { data } = await events.list({ calendarId: 'primary', ...(pageToken && { pageToken }) })
    seen.push(...(data.items ?? []).map(({ id }) => String(id)))
    pageToken = data.nextPageToken ?? undefined
    syncToken = data.nextSyncToken ?? undefined
  } while (pageToken)
  expect(seen.toSorted()).toEqual(ids)

  const { data: first } = await events.get({ calendarId: 'primary', eventId: 'aaaaa0' })
  await events.patch(
    { calendarId: 'primary', eventId: 'aaaaa0', requestBody: { start: { dateTime: at(5) }, sequence: 1 } },
    { headers: { 'if-match': String(first.etag) } },
  )
  await expect(
    events.patch(
      { calendarId: 'primary', eventId: 'aaaaa0', requestBody: { summary: 'Too late' } },
      { headers: { 'if-match': String(first.etag) } },
    ),
  ).rejects.toMatchObject({ status: 412 })
  await events.delete({ calendarId: 'primary', eventId: 'aaaaa1' })
  const { data: changed } = await events.list({ calendarId: 'primary', ...(syncToken && { syncToken }) })
  expect((changed.items ?? []).map(({ id, status }) => `${id} ${status}`).toSorted()).toEqual([
    'aaaaa0 confirmed',
    'aaaaa1 cancelled',
  ])
  const { data: marked } = await events.list({
    calendarId: 'primary',
    privateExtendedProperty: ['parley=meeting-2'],
  })
  expect((marked.items ?? []).map(({ id }) => id)).toEqual(['aaaaa2'])

  await google.settle()
  expect(notices).toEqual(expect.arrayContaining(['sync', 'exists']))
  await channels.stop({ requestBody: { id: channel.id ?? null, resourceId: channel.resourceId ?? null } })
  expect(google.channels()).toEqual([])

  google.expireSyncTokens()
  await expect(events.list({ calendarId: 'primary', ...(syncToken && { syncToken }) })).rejects.toMatchObject(
    { status: 410 },
  )
  google.expireAccessTokens(email)
  expect((await calendarList.list()).status).toBe(200)
  await oauth.revokeCredentials()
  expect(google.breaches()).toEqual([])
})

test('Microsoft’s own client reads, writes, follows pages and deltas, and subscribes', async () => {
  const microsoft = await startFakeMicrosoft({
    clients: [client],
    accounts: [{ email, timeZone: 'Europe/Lisbon' }],
    pageSize: 2,
  })
  stops.push(microsoft.stop)
  const token = await microsoftToken(microsoft)
  const graph = Client.initWithMiddleware({
    baseUrl: `${microsoft.origin}/`,
    defaultVersion: 'v1.0',
    middleware: bearing(token),
  })

  const { value: calendars } = await graph
    .api('/me/calendars')
    .select('id,name,canEdit,isDefaultCalendar')
    .get()
  expect(calendars).toEqual([expect.objectContaining({ canEdit: true, isDefaultCalendar: true })])

  const notices: string[] = []
  const notificationUrl = await listen((_headers, body) => notices.push(body))
  const subscription = await graph.api('/subscriptions').post({
    changeType: 'created,updated,deleted',
    notificationUrl,
    resource: '/me/events',
    expirationDateTime: new Date(Date.now() + day).toISOString(),
    clientState: 'a-word',
  })

  const made: { id: string; '@odata.etag': string }[] = []
  for (const index of [0, 1, 2])
    made.push(
      await graph.api('/me/events').post({
        subject: `Plans ${index}`,
        start: { dateTime: at(index * 60).replace('Z', ''), timeZone: 'UTC' },
        end: { dateTime: at(index * 60 + 30).replace('Z', ''), timeZone: 'UTC' },
        transactionId: `meeting-${index}`,
      }),
    )

  const range = { startDateTime: at(-day / 60_000), endDateTime: at(day / 60_000) }
  const seen: string[] = []
  let page = await graph.api('/me/calendarView').query(range).select('id,subject').get()
  for (;;) {
    seen.push(...page.value.map(({ subject }: { subject: string }) => subject))
    if (!page['@odata.nextLink']) break
    page = await graph.api(pathOf(page['@odata.nextLink'])).get()
  }
  expect(seen).toEqual(['Plans 0', 'Plans 1', 'Plans 2'])

  let round = await graph.api('/me/calendarView/delta').query(range).get()
  while (round['@odata.nextLink']) round = await graph.api(pathOf(round['@odata.nextLink'])).get()
  const [first, second] = made
  const path = `/me/events/${first?.id}`
  await graph
    .api(path)
    .header('If-Match', first?.['@odata.etag'] ?? '')
    .patch({ subject: 'Plans for autumn' })
  await expect(
    graph
      .api(path)
      .header('If-Match', first?.['@odata.etag'] ?? '')
      .patch({ subject: 'Too late' }),
  ).rejects.toMatchObject({ statusCode: 412 })
  await graph.api(`/me/events/${second?.id}`).delete()
  await expect(graph.api(`/me/events/${second?.id}`).get()).rejects.toMatchObject({
    statusCode: 404,
    code: 'ErrorItemNotFound',
  })
  const changed = await graph.api(pathOf(round['@odata.deltaLink'])).get()
  expect(changed.value).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: first?.id, subject: 'Plans for autumn' }),
      expect.objectContaining({ id: second?.id, '@removed': expect.anything() }),
    ]),
  )

  await microsoft.settle()
  expect(notices.length).toBeGreaterThan(0)
  const later = new Date(Date.now() + 2 * day).toISOString()
  const renewed = await graph.api(`/subscriptions/${subscription.id}`).patch({ expirationDateTime: later })
  expect(Date.parse(renewed.expirationDateTime)).toBe(Date.parse(later))
  await graph.api(`/subscriptions/${subscription.id}`).delete()
  expect(microsoft.subscriptions(email)).toEqual([])
  microsoft.revoke(email, { endsAccess: true })
  await expect(graph.api('/me/calendars').get()).rejects.toMatchObject({
    statusCode: 401,
    code: 'InvalidAuthenticationToken',
  })
  expect(microsoft.breaches()).toEqual([])
})

const scopeOf = (name: string) => `https://www.googleapis.com/auth/${name}`

// The client keeps tokens to https, and we stand on this machine: it sends what its own last part is told.
function bearing(token: string) {
  const last = new HTTPMessageHandler()
  return {
    async execute(context: Context) {
      const headers = {
        ...Object.fromEntries(new Headers(context.options?.headers as Record<string, string>)),
        authorization: `Bearer ${token}`,
      }
      context.options = { ...context.options, headers }
      await last.execute(context)
    },
  }
}

/** As the client wants it that knows https alone: the address below the version. */
function pathOf(link: string): string {
  const { pathname, search } = new URL(link)
  return pathname.replace(/^\/v1\.0/, '') + search
}

async function microsoftToken({
  origin,
  consent,
}: Awaited<ReturnType<typeof startFakeMicrosoft>>): Promise<string> {
  const verifier = randomBytes(32).toString('base64url')
  const url = new URL(`${origin}/common/oauth2/v2.0/authorize`)
  url.search = String(
    new URLSearchParams({
      client_id: client.id,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid offline_access Calendars.ReadWrite',
      state: 'state-1',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }),
  )
  const back = await consent(url, { email })
  const answer = await fetch(`${origin}/common/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      client_id: client.id,
      client_secret: client.secret,
      grant_type: 'authorization_code',
      code: back.searchParams.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    }),
  })
  const { access_token: token } = (await answer.json()) as { access_token: string }
  return token
}

/** An address of ours that takes notices, and answers Microsoft's question whether it wants them. */
async function listen(hear: (headers: Record<string, unknown>, body: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    const asked = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams.get('validationToken')
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      if (asked === null) hear(request.headers, body)
      response.writeHead(200, { 'content-type': 'text/plain' }).end(asked ?? '')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
