import { afterAll, beforeAll, expect, test } from 'vitest'

import { sendDueDeliveries } from '#platform/sending.ts'
import { chores } from '#rooms'
import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'
import { type Arrived, type MailServer, startMailServer } from '#test/support/mail-server.ts'
import { HOUR, MINUTE } from '#time/instant.ts'

let server: MailServer
let testApp: TestApp
let ana: Client
let ben: Client

beforeAll(async () => {
  server = await startMailServer()
  testApp = await startTestApp({ env: { SMTP_URL: server.url() } })
  ana = await testApp.as('ana')
  ben = await testApp.as('ben')
})
afterAll(async () => {
  await testApp.stop()
  await server.close()
})

async function say(roomId: string): Promise<number> {
  const body = { clientId: newKey(), body: 'The tiles have come.' }
  return (await ana.post(`/api/rooms/${roomId}/messages`, body)).body.message.seq
}

async function afterwards(ms: number): Promise<void> {
  testApp.clock.advance(ms)
  for (const { run } of chores) await run(testApp.app)
}

async function stateOf(roomId: string): Promise<string | undefined> {
  const row = await testApp.app.db
    .selectFrom('deliveries')
    .select('state')
    .where('key', '=', `unread:${roomId}:${ben.personId}`)
    .executeTakeFirst()
  return row?.state
}

// By their ids: one that is on its way while the clock is moved goes again, and is the same mail to whoever gets it.
function mailsAbout(name: string): Arrived[] {
  const found = server.inbox.filter(
    ({ mail }) => /^New messages? in (.+)$/.exec(mail.subject ?? '')?.[1] === name,
  )
  return [...new Map(found.map((one) => [one.mail.messageId, one])).values()]
}

function headerOf(arrived: Arrived | undefined, name: string): string {
  const line = arrived?.mail.headerLines.find(({ key }) => key === name)?.line ?? ''
  return line.replaceAll(/\r\n(?=\s)/g, '')
}

test('a mail about unread messages says how one POST ends such mails, to mail programs and to people', async () => {
  const roomId = await makeRoom(ana, [ben], 'Kitchen')
  await say(roomId)
  await afterwards(3 * MINUTE)
  await expect.poll(() => mailsAbout('Kitchen'), { timeout: 15_000 }).toHaveLength(1)

  const [arrived] = mailsAbout('Kitchen')
  expect(headerOf(arrived, 'list-unsubscribe-post')).toBe('List-Unsubscribe-Post: List-Unsubscribe=One-Click')
  const address = /^List-Unsubscribe: <(.+)>$/.exec(headerOf(arrived, 'list-unsubscribe'))?.[1] ?? ''
  expect(arrived?.mail.text).toContain(`Stop mails like this: ${address}`)
  expect(arrived?.mail.html).toContain(`href="${address}"`)
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'List-Unsubscribe=One-Click',
  })
  expect(answer.status).toBe(200)
  expect((await ben.get(`/api/rooms/${roomId}/message-settings`)).body.mails).toBe(false)
})

test('what was read while the mail server was away is not told when it is back', async () => {
  const [read, unread] = [await makeRoom(ana, [ben], 'Attic'), await makeRoom(ana, [ben], 'Cellar')]
  await server.close()
  const seq = await say(read)
  await say(unread)
  await afterwards(3 * MINUTE)
  await expect.poll(() => Promise.all([stateOf(read), stateOf(unread)])).toEqual(['waiting', 'waiting'])
  await ben.put(`/api/rooms/${read}/read`, { seq })
  expect(await stateOf(unread)).toBe('waiting')
  await server.open()
  await expect
    .poll(
      async () => {
        testApp.clock.advance(HOUR)
        await sendDueDeliveries(testApp.app, 'mail')
        return mailsAbout('Cellar').length
      },
      { timeout: 15_000, interval: 500 },
    )
    .toBe(1)
  expect(mailsAbout('Attic')).toEqual([])
  expect(await stateOf(read)).not.toBe('waiting')
})
