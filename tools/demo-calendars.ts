import type { FakeGoogle } from '#test/support/fakes/google/fake-google.ts'
import { startFakeGoogle } from '#test/support/fakes/google/fake-google.ts'
import { startFakeMicrosoft } from '#test/support/fakes/microsoft/fake-microsoft.ts'
import { type CalDavServer, hasRadicale, startRadicale } from '#test/support/caldav-servers.ts'
import { cast, type CastName } from '#test/support/cast.ts'

/** Calendars outside Parley that live on this machine only, for trying out what linking does. */
export type DemoCalendars = {
  /** The settings that let a Parley reach them. */
  settings: Record<string, string>
  google: string
  microsoft: string
  /** Undefined where Radicale is not installed. */
  calDav: CalDavServer | undefined
  stop(): Promise<void>
}

const client = { id: 'parley-demo', secret: 'parley-demo-secret', name: 'Parley' }
const people: readonly CastName[] = ['ana', 'ben', 'chiyo']
const day = 86_400_000

/** Starts a local Google and a local Microsoft, and a CalDAV server where there is one, for a Parley at these addresses. */
export async function startDemoCalendars(
  firstPort: number,
  addresses: readonly string[],
): Promise<DemoCalendars> {
  const callbacks = (provider: string) => addresses.map((address) => `${address}/oauth/${provider}/callback`)
  const accountsAt = (host: string) =>
    people.map((name) => ({
      email: `${name}@${host}`,
      name: cast[name].name,
      timeZone: cast[name].timeZone,
    }))
  const google = await startFakeGoogle({
    port: firstPort,
    accounts: accountsAt('google.test'),
    clients: [{ ...client, redirectUris: callbacks('google') }],
  })
  const microsoft = await startFakeMicrosoft({
    port: firstPort + 1,
    accounts: [
      ...accountsAt('outlook.test'),
      { email: 'ana@office.test', name: 'Ana Silva, in the office', mailbox: 'on-premises' },
    ],
    clients: [{ ...client, redirectUris: callbacks('microsoft') }],
  })
  const calDav = hasRadicale() ? await startRadicale() : undefined
  if (calDav) await nameCalendar(calDav, await calDav.makeCalendar(), 'Personal')
  furnish(google)
  return {
    settings: {
      GOOGLE_CLIENT_ID: client.id,
      GOOGLE_CLIENT_SECRET: client.secret,
      GOOGLE_ISSUER: google.origin,
      GOOGLE_API: google.origin,
      MICROSOFT_CLIENT_ID: client.id,
      MICROSOFT_CLIENT_SECRET: client.secret,
      MICROSOFT_LOGIN: microsoft.origin,
      MICROSOFT_API: microsoft.origin,
      ALLOW_PRIVATE_NETS: '127.0.0.0/8,::1/128',
    },
    google: google.origin,
    microsoft: microsoft.origin,
    calDav,
    async stop() {
      await Promise.all([google.stop(), microsoft.stop(), calDav?.stop()])
    },
  }
}

async function nameCalendar(server: CalDavServer, address: string, name: string): Promise<void> {
  const { userName, password } = server
  const answer = await fetch(address, {
    method: 'PROPPATCH',
    headers: {
      authorization: `Basic ${btoa(`${userName}:${password}`)}`,
      'content-type': 'application/xml; charset=utf-8',
    },
    body: `<d:propertyupdate xmlns:d="DAV:"><d:set><d:prop><d:displayname>${name}</d:displayname></d:prop></d:set></d:propertyupdate>`,
  })
  if (!answer.ok) throw new Error(`The calendar got no name: ${answer.status}`)
}

// A few things in the coming days, so that there is something to take out of what one offers.
function furnish(google: FakeGoogle): void {
  for (const name of people) {
    const person = google.person(`${name}@google.test`)
    const { timeZone } = cast[name]
    const at = (days: number, time: string) =>
      `${new Date(Date.now() + days * day).toISOString().slice(0, 10)}T${time}:00`
    const add = (summary: string, days: number, from: string, until: string, more: object = {}) =>
      person.addEvent({ summary, timeZone, start: at(days, from), end: at(days, until), ...more })
    add('Dentist', 1, '10:00', '11:00')
    add('Site visit', 2, '13:00', '15:30')
    add('Perhaps a concert', 3, '11:00', '12:00', { status: 'tentative' })
    add('Team lunch', 4, '12:30', '13:30')
  }
}
