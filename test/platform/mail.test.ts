import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { sendDueDeliveries } from '#platform/sending.ts'
import { startTestApp, type TestApp } from '#test/support/app.ts'
import { type Arrived, type MailServer, startMailServer } from '#test/support/mail-server.ts'

const quarterHour = 15 * 60_000

test('without a mail server the outbox page shows every mail, also those that a later one took the place of', async () => {
  const parley = await startTestApp()
  const deliver = (subject: string) =>
    parley.app.transaction((tx) =>
      tx.deliver({
        key: 'one-thing',
        personId: null,
        mail: { to: 'eve@parley.test', subject, text: subject, html: subject },
      }),
    )
  const page = async () => {
    const key = parley.app.sealer.secretFor('outbox')
    const answer = await fetch(`${parley.url}/outbox?key=${key}`, { headers: { accept: 'text/html' } })
    const mails = [...(await answer.text()).matchAll(/<h2>(.*?)<\/h2>([^]*?)<pre>/g)]
    return mails.map(([, subject, lines = '']) => ({
      subject,
      isOvertaken: lines.includes('took its place'),
    }))
  }
  const isSent = async (version: number) => {
    const rows = parley.app.db.selectFrom('deliveries').select(['state', 'version'])
    expect(await rows.executeTakeFirst()).toEqual({ state: 'sent', version })
  }
  await deliver('Booked')
  await vi.waitFor(() => isSent(1), { timeout: 10_000 })
  parley.clock.advance(1000)
  await deliver('Cancelled')
  await vi.waitFor(() => isSent(2), { timeout: 10_000 })
  expect(await page()).toEqual([
    { subject: 'Cancelled', isOvertaken: false },
    { subject: 'Booked', isOvertaken: true },
  ])
  await parley.stop()
})

describe('mail over SMTP', () => {
  let server: MailServer
  let inbox: Arrived[]
  let parley: TestApp

  beforeAll(async () => {
    server = await startMailServer()
    inbox = server.inbox
    parley = await startTestApp({
      env: { SMTP_URL: server.url(), MAIL_FROM: 'Parley <hello@parley.test>' },
    })
  })

  afterAll(async () => {
    await parley.stop()
    await server.close()
  })

  test('a mail reaches the server as text and HTML, and nothing of it is kept afterwards', async () => {
    await parley.as('ana')
    await vi.waitFor(() => expect(inbox).toHaveLength(1), { timeout: 10_000 })
    const [arrived] = inbox
    const mail = arrived?.mail
    expect(mail?.from?.text).toBe('"Parley" <hello@parley.test>')
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated')
    expect(addressOf(arrived)).toBe('ana@parley.test')
    expect(mail?.text).toMatch(/http:\/\/localhost:\d+\/link\//)
    expect(mail?.html).toContain('<!doctype html>')

    await vi.waitFor(async () => expect(await kept(parley)).toEqual([{ state: 'sent', wanted: {} }]), {
      timeout: 10_000,
    })
  })

  test('while the server is away mails wait, and arrive once when it is back', async () => {
    await server.close()
    await parley.stranger().post('/api/sign-in-links', { email: 'ana@parley.test' })
    await vi.waitFor(
      async () => expect(await lastErrors(parley)).toContainEqual(expect.stringMatching(/ECONNREFUSED/)),
      {
        timeout: 10_000,
      },
    )
    expect(inbox).toHaveLength(1)

    await server.open()
    parley.clock.advance(quarterHour)
    await sendDueDeliveries(parley.app, 'mail')
    await vi.waitFor(() => expect(inbox).toHaveLength(2), { timeout: 10_000 })
    await sendDueDeliveries(parley.app, 'mail')
    expect(inbox).toHaveLength(2)
    expect(new Set(inbox.map(({ mail }) => mail.messageId)).size).toBe(2)
  })

  test('a server that takes longer than a lease gets a mail once, as long as its sender lives', async () => {
    inbox.length = 0
    server.holdAfterData(true)
    await parley.stranger().post('/api/sign-in-links', { email: 'ana@parley.test' })
    await vi.waitFor(() => expect(inbox).toHaveLength(1), { timeout: 10_000 })
    for (let late = 0; late < 2; late += 1) {
      parley.clock.advance(45_000)
      const renewed = parley.clock.now() + 60_000
      await vi.waitFor(async () => expect(await waitsUntil(parley)).toEqual([renewed]), { timeout: 12_000 })
      await sendDueDeliveries(parley.app, 'mail')
    }
    expect(inbox).toHaveLength(1)
    server.holdAfterData(false)
    await server.close()
    await server.open()
    await vi.waitFor(async () => expect(await lastErrors(parley)).toContainEqual(expect.any(String)))
    parley.clock.advance(quarterHour)
    await sendDueDeliveries(parley.app, 'mail')
    await vi.waitFor(async () => expect(await waitsUntil(parley)).toEqual([]))
  })

  test('a server that hangs and breaks off late takes back nothing that another try has sent meanwhile', async () => {
    inbox.length = 0
    server.holdAfterData(true)
    await parley.stranger().post('/api/sign-in-links', { email: 'ana@parley.test' })
    await vi.waitFor(() => expect(inbox).toHaveLength(1), { timeout: 10_000 })
    server.holdAfterData(false)
    parley.clock.advance(61_000)
    await sendDueDeliveries(parley.app, 'mail')
    expect(inbox).toHaveLength(2)
    expect(new Set(inbox.map(({ mail }) => mail.messageId)).size).toBe(1)
    const late = vi.spyOn(parley.app.log, 'warn')
    await server.close()
    await vi.waitFor(() => expect(late).toHaveBeenCalled(), { timeout: 10_000 })
    // By then it has long been written down.
    await server.open()
    await parley.stranger().post('/api/sign-in-links', { email: 'ana@parley.test' })
    await vi.waitFor(() => expect(inbox).toHaveLength(3), { timeout: 10_000 })
    await vi.waitFor(async () => expect(new Set(await states(parley))).toEqual(new Set(['sent'])), {
      timeout: 10_000,
    })
  })
})

function addressOf(arrived: Arrived | undefined): string | undefined {
  return arrived?.to[0]
}

function kept(parley: TestApp): Promise<{ state: string; wanted: unknown }[]> {
  return parley.app.db.selectFrom('deliveries').select(['state', 'wanted']).execute()
}

async function waitsUntil(parley: TestApp): Promise<number[]> {
  const rows = await parley.app.db
    .selectFrom('deliveries')
    .select('next_at')
    .where('state', '=', 'waiting')
    .execute()
  return rows.map((row) => row.next_at)
}

async function states(parley: TestApp): Promise<string[]> {
  const rows = await parley.app.db.selectFrom('deliveries').select('state').execute()
  return rows.map(({ state }) => state)
}

async function lastErrors(parley: TestApp): Promise<(string | null)[]> {
  const rows = await parley.app.db.selectFrom('deliveries').select('last_error').execute()
  return rows.map((row) => row.last_error)
}
