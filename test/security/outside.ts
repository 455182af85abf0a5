import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import { packTitles, placeOfTitles } from '#calendars/titles.ts'
import { newId } from '#platform/ids.ts'
import { type Client, newKey, type TestApp } from '#test/support/app.ts'
import { type FakeGoogle, startFakeGoogle } from '#test/support/fakes/google/fake-google.ts'

import { unknownId } from './world.ts'

/** Calendars elsewhere, so that what links and reads them can be tried like everything else. */
export type Outside = {
  google: FakeGoogle
  /** A feed, and a calendar of a CalDAV server, both empty. */
  feedUrl: string
  calDavUrl: string
  env: Record<string, string>
  /** Has Google send people back to this Parley. */
  knows(url: string): void
  stop(): Promise<void>
}

const client = { id: 'matrix.apps', secret: 'a-secret-of-ours' }
let running: Outside | undefined

/** Starts them, by the clock of the test. */
export async function startOutside(now: () => number): Promise<Outside> {
  const google = await startFakeGoogle({ now })
  const server = createServer((request, response) => answer(request.method ?? '', response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  running = {
    google,
    feedUrl: `http://127.0.0.1:${port}/feed.ics`,
    calDavUrl: `http://127.0.0.1:${port}/calendar/`,
    env: {
      GOOGLE_CLIENT_ID: client.id,
      GOOGLE_CLIENT_SECRET: client.secret,
      GOOGLE_ISSUER: google.origin,
      GOOGLE_API: google.origin,
      ALLOW_PRIVATE_NETS: '127.0.0.1/32',
    },
    knows: (url) => google.registerClient({ ...client, redirectUris: [`${url}/oauth/google/callback`] }),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await google.stop()
    },
  }
  return running
}

/** The calendars elsewhere of this file's tests. */
export function outside(): Outside {
  if (!running) throw new Error('Nothing stands outside yet.')
  return running
}

/** An account that came back from Google in this very session, and waits to be confirmed. */
export async function ownAttempt(browser: Client): Promise<string> {
  const started = await browser.post('/api/calendars/links/oauth', { provider: 'google', returnTo: '/rooms' })
  if (started.status !== 200) return unknownId()
  const { email } = outside().google.addAccount({ email: `${newKey()}@example.com` })
  const back = await outside().google.consent(started.body.url, { email })
  const led = await browser.get(`${back.pathname}${back.search}`)
  return String(led.headers.get('location')).split('/').at(-1) ?? ''
}

/** A link of this person's with one calendar, and a copy of a meeting that waits for it. What they had is forgotten. */
export async function ownLink(
  on: TestApp,
  personId: string,
): Promise<{ linkId: string; calendarId: string; subjectId: string }> {
  const ids = { linkId: newId(), calendarId: newId(), subjectId: newId() }
  if (!personId) return ids
  const { db, now } = on.app
  const later = new Date(now() + 3_600_000)
  await db.deleteFrom('calendar_links').where('person_id', '=', personId).execute()
  await db
    .insertInto('calendar_links')
    .values({
      id: ids.linkId,
      person_id: personId,
      provider: 'google',
      account: newKey(),
      shown_as: 'Somebody’s calendars',
      // Nobody writes to it behind the back of the test.
      state: 'needs_relink',
      scopes: '',
      check_at: later,
      linked_at: new Date(now()),
    })
    .execute()
  await db
    .insertInto('calendars')
    .values({
      id: ids.calendarId,
      link_id: ids.linkId,
      person_id: personId,
      external_id: newKey(),
      name: 'Somebody’s calendar',
      time_zone: 'UTC',
      can_write: true,
      is_primary: true,
      counts_as_busy: true,
      receives: true,
      read_at: new Date(now()),
      read_from: new Date(now()),
      read_until: later,
      next_read_at: later,
    })
    .execute()
  await db
    .insertInto('calendar_copies')
    .values({
      subject_id: ids.subjectId,
      person_id: personId,
      calendar_id: ids.calendarId,
      uid: newKey(),
      join_url: on.url,
      wanted: JSON.stringify({ uid: newKey(), startsAt: now(), endsAt: now() + 3_600_000 }),
      ends_at: later,
      is_own: true,
      key: newKey(),
      state: 'parked',
      next_at: later,
      behind_since: new Date(now()),
    })
    .execute()
  return ids
}

/** A calendar elsewhere in which something stands under this title, from ten to half past on 27 October. */
export async function titledTime(on: TestApp, personId: string, title: string): Promise<void> {
  const { calendarId } = await ownLink(on, personId)
  const [startsAt, endsAt] = [Date.parse('2026-10-27T10:00:00Z'), Date.parse('2026-10-27T10:30:00Z')]
  const sealed = on.app.sealer.seal(
    placeOfTitles(calendarId),
    packTitles([{ startsAt, endsAt, title }]) ?? '',
  )
  await on.app.transaction(async ({ db }) => {
    // Nothing is to be written there while others are looked at.
    await db.updateTable('calendars').set({ receives: false }).where('id', '=', calendarId).execute()
    await db.deleteFrom('calendar_copies').where('calendar_id', '=', calendarId).execute()
    const times = { starts_at: new Date(startsAt), ends_at: new Date(endsAt), kind: 'busy' }
    await db
      .insertInto('busy_times')
      .values({ calendar_id: calendarId, ...times })
      .execute()
    await db.insertInto('busy_titles').values({ calendar_id: calendarId, sealed }).execute()
  })
}

/** A relink window that concerns nobody yet. */
export async function farWindow(on: TestApp, madeById: string): Promise<string> {
  const id = newId()
  await on.app.db
    .insertInto('relink_windows')
    .values({
      id,
      providers: ['google'],
      from_date: '2099-01-01',
      until_date: '2099-01-02',
      time_zone: 'UTC',
      body: 'In a while.',
      made_by_id: madeById,
      made_at: new Date(on.app.now()),
    })
    .execute()
  return id
}

// One calendar, whatever is asked; nothing stands in it.
function answer(method: string, response: ServerResponse): void {
  if (method === 'GET' || method === 'HEAD') {
    response.writeHead(200, { 'content-type': 'text/calendar; charset=utf-8' })
    return void response.end('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//EN\r\nEND:VCALENDAR\r\n')
  }
  const found = method === 'PROPFIND' ? oneCalendar : ''
  response.writeHead(207, { 'content-type': 'application/xml; charset=utf-8' })
  response.end(
    `<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">${found}</D:multistatus>`,
  )
}

const oneCalendar = `<D:response><D:href>/calendar/</D:href><D:propstat><D:prop>
<D:resourcetype><D:collection/><C:calendar/></D:resourcetype><D:displayname>Calendar</D:displayname>
<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>
<D:current-user-privilege-set><D:privilege><D:write/></D:privilege></D:current-user-privilege-set>
</D:prop><D:status>HTTP/1.1 200 OK</D:status></D:propstat></D:response>`
