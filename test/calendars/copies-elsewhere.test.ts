import { afterEach, describe, expect, test } from 'vitest'

import { chores } from '#calendars'
import {
  type Client,
  makeRoom,
  newKey,
  standingClock,
  startTestApp,
  type TestApp,
} from '#test/support/app.ts'
import { hasRadicale, startRadicale } from '#test/support/caldav-servers.ts'
import { startFakeMicrosoft } from '#test/support/fakes/microsoft/fake-microsoft.ts'

import { bookFor, eventually, sendOffer } from '../meetings/offers.ts'
import { makeCalDavWorld } from './caldav-worlds.ts'

/** One kind of calendar: how its owner links it, and the owner's own hands on it. */
type Kind = {
  parley: TestApp
  link: (browser: Client) => Promise<void>
  starts: () => Promise<number[]>
  move: (startsAt: number, endsAt: number) => Promise<void>
  remove: () => Promise<void>
  stop: () => Promise<void>
}

type Seen = { startsAt: string; status: string; changes: { kind: string }[] }

const at = (time: string): number => Date.parse(`2026-10-26T${time}:00Z`)
const opened: Kind[] = []

afterEach(async () => {
  for (const kind of opened.splice(0)) await kind.stop()
})

describe.each([
  ['Microsoft', true, startMicrosoft],
  ['a CalDAV server', hasRadicale(), startCalDav],
])('with %s', (_, isThere, start) => {
  test.skipIf(!isThere)(
    'a meeting is one event, follows and is followed, and is gone at the end',
    async () => {
      const kind = await start()
      opened.push(kind)
      const ana = await kind.parley.as('ana')
      const ben = await kind.parley.as('ben')
      await kind.link(ana)
      const meetingId = await bookFor(
        ben,
        await sendOffer(ana, await makeRoom(ana, [ben])),
        new Date(at('10:00')).toISOString(),
      )
      await stands(kind, [at('10:00')])
      for (const time of ['11:00', '12:00', '13:00']) {
        const wish = { requestId: newKey(), startsAt: new Date(at(time)).toISOString(), reason: '' }
        expect((await ben.post(`/api/meetings/${meetingId}/reschedule`, wish)).status).toBe(200)
      }
      await stands(kind, [at('13:00')])
      await eventually(
        async () => (await ana.get(`/api/meetings/${meetingId}`)).body.meeting.copies,
        (copies) => copies.length === 1 && copies[0].stand === 'written',
      )

      await kind.move(at('15:00'), at('15:45'))
      await until(kind, ana, meetingId, (meeting) => meeting.startsAt === '2026-10-26T15:00:00Z')
      await stands(kind, [at('15:00')])
      await kind.remove()
      const { changes } = await until(kind, ana, meetingId, (meeting) => meeting.status === 'cancelled')
      expect(changes.map((change) => change.kind)).toEqual([
        'booked',
        'rescheduled',
        'rescheduled',
        'rescheduled',
        'rescheduled',
        'cancelled',
      ])
      expect(await kind.starts()).toEqual([])
    },
  )
})

async function stands(kind: Kind, starts: number[]): Promise<void> {
  await eventually(kind.starts, (now) => now.join() === starts.join())
}

/** The meeting, once the calendar was read and what follows from that is done. */
async function until(kind: Kind, browser: Client, meetingId: string, holds: (meeting: Seen) => boolean) {
  return eventually(async () => {
    kind.parley.clock.advance(5 * 60_000)
    for (const { run } of chores) await run(kind.parley.app)
    return (await browser.get(`/api/meetings/${meetingId}`)).body.meeting
  }, holds)
}

async function startMicrosoft(): Promise<Kind> {
  const clock = standingClock()
  const email = 'ana@contoso.example'
  const client = { id: '11111111-2222-4333-8444-555555555555', secret: 'a-secret-of-ours' }
  const microsoft = await startFakeMicrosoft({
    now: clock.now,
    accounts: [{ email, timeZone: 'Europe/Lisbon' }],
  })
  const parley = await startTestApp({
    clock,
    env: {
      MICROSOFT_CLIENT_ID: client.id,
      MICROSOFT_CLIENT_SECRET: client.secret,
      MICROSOFT_LOGIN: microsoft.origin,
      MICROSOFT_API: microsoft.origin,
    },
  })
  microsoft.registerClient({ ...client, redirectUris: [`${parley.url}/oauth/microsoft/callback`] })
  const events = () => microsoft.person(email).events()
  const idOf = (): string => events()[0]?.id ?? ''
  return {
    parley,
    async link(browser) {
      const wish = { provider: 'microsoft', returnTo: '/rooms' }
      const started = await browser.post('/api/calendars/links/oauth', wish)
      const back = await microsoft.consent(started.body.url, { email })
      const led = await browser.get(`${back.pathname}${back.search}`)
      const attemptId = String(led.headers.get('location')).split('/').at(-1)
      expect((await browser.post(`/api/calendars/attempts/${attemptId}/confirm`)).status).toBe(200)
    },
    starts: async () => events().map(({ startsAt }) => startsAt),
    move: async (startsAt, endsAt) => microsoft.person(email).moveEvent(idOf(), startsAt, endsAt),
    remove: async () => microsoft.person(email).deleteEvent(idOf()),
    async stop() {
      await parley.stop()
      await microsoft.stop()
    },
  }
}

async function startCalDav(): Promise<Kind> {
  const server = await startRadicale()
  const { access, outside, stop } = await makeCalDavWorld(server)
  const parley = await startTestApp({ env: { ALLOW_PRIVATE_NETS: '127.0.0.1/32' } })
  const idOf = async (): Promise<string> => (await outside.list())[0]?.id ?? ''
  return {
    parley,
    async link(browser) {
      const { address, userName, password } = access
      const typed = { provider: 'caldav', address, userName, password }
      const linked = await browser.post('/api/calendars/links/caldav', typed)
      expect(linked.status, JSON.stringify(linked.body)).toBe(200)
    },
    starts: async () => (await outside.list()).map(({ startsAt }) => startsAt),
    move: async (startsAt, endsAt) => outside.move(await idOf(), startsAt, endsAt),
    remove: async () => outside.remove(await idOf()),
    async stop() {
      await parley.stop()
      await stop()
      await server.stop()
    },
  }
}
