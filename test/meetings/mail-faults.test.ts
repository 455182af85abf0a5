import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'

import { sendDueDeliveries } from '#platform/sending.ts'
import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { type Arrived, type MailServer, startMailServer } from '#test/support/mail-server.ts'

import { bookFor, sendOffer, startsOf } from './offers.ts'

const hour = 3_600_000
const quarterHour = 15 * 60_000
const patience = { timeout: 20_000, interval: 50 }

let server: MailServer
let parley: TestApp
let ana: Client
let ben: Client

beforeAll(async () => {
  server = await startMailServer()
  parley = await startTestApp({ env: { SMTP_URL: server.url(), MAIL_FROM: 'Parley <post@parley.test>' } })
  ;[ana, ben] = await Promise.all([parley.as('ana'), parley.as('ben')])
  // The clock runs for hours here, and what nobody reads in their rooms meanwhile is not what this is about.
  const wish = { kind: 'message', channel: 'mail', wanted: false }
  for (const browser of [ana, ben]) {
    expect((await browser.patch('/api/me/notifications', { wish })).status).toBe(200)
  }
  await vi.waitFor(() => expect(server.inbox).toHaveLength(2), patience)
})
afterAll(async () => {
  await parley.stop()
  await server.close()
})
beforeEach(() => {
  server.inbox.length = 0
})

test('an invitation is one mail: text, HTML and a calendar part as alternatives, and the same as a file', async () => {
  await agree('Küche\r\nBcc: eve@parley.test')
  await vi.waitFor(() => expect(server.inbox).toHaveLength(2), patience)
  const [arrived] = to('ana@parley.test')
  if (!arrived) throw new Error('Nothing arrived.')
  const { mail, raw } = arrived
  const kinds = [...raw.matchAll(/^Content-Type: ([^;\r\n]+)(?:;\s+charset=utf-8)?(?:;\s+(method=\w+))?/gim)]
  expect(kinds.map(([, kind, method]) => [kind, method])).toEqual([
    ['multipart/mixed', undefined],
    ['multipart/alternative', undefined],
    ['text/plain', undefined],
    ['text/html', undefined],
    ['text/calendar', 'method=REQUEST'],
    ['application/ics', undefined],
  ])
  const [calendar] = mail.attachments.filter((one) => one.filename === 'meeting.ics')
  expect(calendar?.content.toString()).toContain('METHOD:REQUEST')
  // Whatever a name holds is one line of text, and never another header.
  expect(mail.subject).toBe('Meeting on Mon 26 Oct, 09:00: Küche Bcc: eve@parley.test')
  expect([mail.bcc, mail.cc, arrived.to]).toEqual([undefined, undefined, ['ana@parley.test']])
  expect([...mail.headers.keys()].toSorted()).toEqual([
    'auto-submitted',
    'content-type',
    'date',
    'from',
    'list',
    'message-id',
    'mime-version',
    'subject',
    'to',
  ])
})

test('while the server is away for six hours nothing is lost, and no stale word is said', async () => {
  const known = await agree('Known before')
  await vi.waitFor(() => expect(server.inbox).toHaveLength(2), patience)
  await settled()
  server.inbox.length = 0
  await server.close()

  const overtaken = await agree('Overtaken')
  const moved = await agree('Moved twice', 2)
  await failing()
  await cancel(overtaken)
  await cancel(known)
  for (const _ of Array.from({ length: 24 })) {
    parley.clock.advance(quarterHour)
    await sendDueDeliveries(parley.app, 'mail')
  }
  const last = await move(moved, 2)
  // What was already on its way when a meeting moved cannot be called back.
  await failing()
  expect(server.inbox).toEqual([])

  await server.open()
  parley.clock.advance(quarterHour)
  await vi.waitFor(async () => {
    await sendDueDeliveries(parley.app, 'mail')
    expect(subjects()).toHaveLength(4)
  }, patience)
  await sendDueDeliveries(parley.app, 'mail')
  // Of what was cancelled before anybody heard of it, not a word; what they knew of is cancelled.
  expect(subjects()).toEqual([
    expect.stringMatching(/^Cancelled, .*: Known before$/),
    expect.stringMatching(/^Cancelled, .*: Known before$/),
    expect.stringMatching(/^Meeting on .*: Moved twice$/),
    expect.stringMatching(/^Meeting on .*: Moved twice$/),
  ])
  for (const one of server.inbox.filter(({ mail }) => mail.subject?.endsWith('Moved twice'))) {
    expect(calendarOf(one)).toContain(`DTSTART:${last.replaceAll(/[-:]/g, '')}`)
    expect(one.mail.text).not.toContain('Before:')
  }
  const states = await statesOf(overtaken)
  expect(states).toEqual([
    { state: 'dropped', wanted: {} },
    { state: 'dropped', wanted: {} },
  ])
})

test('a server that takes a mail and is gone before it says so gets it again, under the same Message-ID', async () => {
  server.dropAfterData(true)
  const meetingId = await agree('Dropped')
  await vi.waitFor(() => expect(server.inbox.length).toBeGreaterThanOrEqual(2), patience)
  await failing()
  server.dropAfterData(false)
  server.inbox.splice(0).forEach(({ mail }) => earlier.add(String(mail.messageId)))
  parley.clock.advance(quarterHour)
  await vi.waitFor(async () => {
    await sendDueDeliveries(parley.app, 'mail')
    expect(server.inbox).toHaveLength(2)
  }, patience)
  for (const { mail } of server.inbox) expect(earlier).toContain(String(mail.messageId))

  // It may have arrived: then a cancel has to follow, even where no answer ever came.
  await settled()
  server.inbox.length = 0
  server.dropAfterData(true)
  const maybe = await agree('Maybe', 4)
  await failing()
  await server.close()
  server.inbox.length = 0
  server.dropAfterData(false)
  await cancel(maybe)
  await cancel(meetingId)
  // A clock that is moved ends the lease of what is on its way, which would then go twice.
  await failing()
  await server.open()
  parley.clock.advance(quarterHour)
  await vi.waitFor(async () => {
    await sendDueDeliveries(parley.app, 'mail')
    expect(server.inbox).toHaveLength(4)
  }, patience)
  expect(server.inbox.map(calendarOf).every((file) => file.includes('METHOD:CANCEL'))).toBe(true)
})
const earlier = new Set<string>()

test('what is refused for now is tried again; what is refused for good is parked, and holds up nobody else', async () => {
  server.refuse('ana@parley.test', 450)
  server.refuse('ben@parley.test', 550)
  const meetingId = await agree('Refused', 6)
  await vi.waitFor(async () => {
    expect(await errorsOf(meetingId)).toEqual([
      ['parked', expect.stringContaining('550')],
      ['waiting', expect.stringContaining('450')],
    ])
  }, patience)
  server.refuse('ana@parley.test', null)
  parley.clock.advance(quarterHour)
  await vi.waitFor(async () => {
    await sendDueDeliveries(parley.app, 'mail')
    expect(to('ana@parley.test')).toHaveLength(1)
  }, patience)
  parley.clock.advance(hour)
  await sendDueDeliveries(parley.app, 'mail')
  expect(to('ben@parley.test')).toHaveLength(0)
  // A later change is another mail, and another try.
  server.refuse('ben@parley.test', null)
  await move(meetingId, 1)
  await vi.waitFor(async () => {
    await sendDueDeliveries(parley.app, 'mail')
    expect(to('ben@parley.test').map(({ mail }) => mail.subject)).toEqual([
      expect.stringMatching(/^Meeting on .*: Refused$/),
    ])
  }, patience)
})

/** Ana offers, Ben books the start with this number, in a room of this name. */
async function agree(name: string, at = 0): Promise<string> {
  const roomId = await makeRoom(ana, [ben])
  // No field lets such names in; a mail has to be safe whatever is kept.
  await parley.app.db.updateTable('rooms').set({ name }).where('id', '=', roomId).execute()
  const inviteId = await sendOffer(ana, roomId)
  const starts = await startsOf(ben, inviteId)
  return bookFor(ben, inviteId, starts[at] ?? '')
}

async function cancel(meetingId: string): Promise<void> {
  const answer = await ana.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason: '' })
  expect(answer.status).toBe(200)
}

/** Moves it so often, each time to the last start that is free; answers the last of them. */
async function move(meetingId: string, times: number): Promise<string> {
  const range = 'from=2026-10-20T00:00:00Z&to=2026-11-20T00:00:00Z'
  let startsAt = ''
  for (const _ of Array.from({ length: times })) {
    const { body } = await ben.get(`/api/meetings/${meetingId}/slots?${range}`)
    startsAt = body.starts.filter((start: string) => start !== startsAt).at(-1)
    const requestId = newKey()
    const moved = await ben.post(`/api/meetings/${meetingId}/reschedule`, { requestId, startsAt, reason: '' })
    expect(moved.status).toBe(200)
  }
  return startsAt
}

function to(address: string): Arrived[] {
  return server.inbox.filter((one) => one.to.includes(address))
}

function subjects(): string[] {
  return server.inbox.map(({ mail }) => mail.subject ?? '').toSorted((one, other) => (one < other ? -1 : 1))
}

function calendarOf({ mail }: Arrived): string {
  return mail.attachments.find((one) => one.filename === 'meeting.ics')?.content.toString() ?? ''
}

async function rowsOf(meetingId: string) {
  return parley.app.db
    .selectFrom('deliveries')
    .select(['state', 'wanted', 'last_error', 'address'])
    .where('subject_id', '=', meetingId)
    .orderBy('state')
    .execute()
}

async function statesOf(meetingId: string) {
  return (await rowsOf(meetingId)).map(({ state, wanted }) => ({ state, wanted }))
}

async function errorsOf(meetingId: string) {
  return (await rowsOf(meetingId)).map((row) => [row.state, row.last_error])
}

// Until every mail that is wanted was tried and has failed, so that none is on its way.
function failing(): Promise<void> {
  return vi.waitFor(async () => {
    const rows = await parley.app.db
      .selectFrom('deliveries')
      .select('last_error')
      .where('state', '=', 'waiting')
      .where((eb) => eb.or([eb('last_error', 'is', null), eb('tried', 'is not', null)]))
      .execute()
    expect(rows).toEqual([])
  }, patience)
}

function settled(): Promise<void> {
  return vi.waitFor(async () => {
    const rows = await parley.app.db
      .selectFrom('deliveries')
      .select('id')
      .where('state', '=', 'waiting')
      .execute()
    expect(rows).toEqual([])
  }, patience)
}
