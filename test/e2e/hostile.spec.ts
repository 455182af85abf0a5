import { type Client, makeRoom, newKey } from '#test/support/client.ts'
import { conversation, expect, type Page, test } from '#test/support/browser.ts'
import { bePliable, cancel, dateInDays, offer, reschedule, write } from '#test/support/story-world.ts'

import { scripts } from '../security/scripts.ts'

test.describe.configure({ timeout: 120_000 })

test('whatever people write, no script of theirs runs and the policy has nothing to report', async ({
  openSignedIn,
}) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const reports: string[] = []
  for (const { page } of [ana, ben]) await watch(page, reports)
  await bePliable(ana.client)
  const [first = '', second = '', third = '', fourth = '', fifth = ''] = scripts

  const roomId = await makeRoom(ana.client, [ben.client], first.slice(0, 80))
  await ana.client.patch('/api/me', { name: second.slice(0, 80) })
  const inviteId = await offer(ana.client, roomId, [dateInDays(1), dateInDays(9)], { note: third })
  const starts = await startsOf(ben.client, inviteId)
  const meeting = await book(ben.client, inviteId, starts[0] ?? '', fourth)
  await reschedule(ben.client, meeting.id, starts[9] ?? '', fifth)
  const other = await offer(ana.client, roomId, [dateInDays(1), dateInDays(9)], {
    note: scripts.slice(0, 10).join(' ').slice(0, 1000),
  })
  const cancelled = await book(
    ben.client,
    await offer(ana.client, roomId, [dateInDays(1), dateInDays(9)]),
    starts[30] ?? '',
    fifth,
  )
  await cancel(ben.client, cancelled.id, scripts.slice(10, 20).join(' ').slice(0, 500))
  await Promise.all(scripts.map((script) => write(ana.client, roomId, script)))
  await write(ana.client, roomId, 'That was all of it')

  const { page } = ben
  await page.goto(`/rooms/${roomId}`)
  await expect(conversation(page).getByText('That was all of it')).toBeVisible()
  await page.getByRole('log').hover()
  for (let turn = 0; turn < 6; turn += 1) await page.mouse.wheel(0, -4000)
  for (const link of await conversation(page).getByRole('link').all())
    expect(await link.getAttribute('href')).toMatch(/^(https?:\/\/|mailto:|\/)/)
  expect(
    await conversation(page)
      .locator('script, iframe, object, embed, form, style, img, base, meta, link')
      .count(),
  ).toBe(0)

  await page.goto(`/rooms/${roomId}/invites/${other}`)
  await expect(page.getByRole('heading').first()).toBeVisible()
  await page.goto(new URL(meeting.joinUrl).pathname)
  await expect(page.getByRole('heading').first()).toBeVisible()
  await ana.page.goto('/settings/profile')
  await expect(ana.page.getByLabel('Your name')).toHaveValue(second.slice(0, 80))
  await ana.page.goto('/rooms')
  await expect(ana.page.getByRole('heading', { name: 'Rooms' })).toBeVisible()
  const link = await ben.client.post(`/api/rooms/${roomId}/entries/link`)
  await ana.page.goto(new URL(link.body.entry.url).pathname)
  await expect(ana.page.getByRole('heading').first()).toBeVisible()

  for (const one of [ana.page, ben.page])
    expect(await one.evaluate(() => Reflect.get(window, 'ran'))).toBeUndefined()
  expect(reports).toEqual([])
  expect(scripts.length).toBeGreaterThanOrEqual(100)
  console.log(`hostile texts in a real page: ${scripts.length}`)
})

// What a script of theirs would do is seen as a dialog, a mark on the window, or a request to elsewhere.
async function watch(page: Page, reports: string[]): Promise<void> {
  const origin = () => new URL(page.url()).origin
  page.on('dialog', (dialog) => {
    reports.push(`dialog ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => {
    if (
      !request.url().startsWith('data:') &&
      page.url() !== 'about:blank' &&
      new URL(request.url()).origin !== origin()
    )
      reports.push(`request ${request.url()}`)
  })
  await page.exposeFunction('reportPolicy', (what: string) => reports.push(`policy ${what}`))
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      const report = Reflect.get(window, 'reportPolicy') as (what: string) => void
      report(`${event.violatedDirective} ${event.blockedURI}`)
    })
  })
}

async function startsOf(client: Client, inviteId: string): Promise<string[]> {
  const [from, to] = [dateInDays(0), dateInDays(10)].map((date) => `${date}T00:00:00Z`)
  return (await client.get(`/api/invites/${inviteId}/slots?from=${from}&to=${to}`)).body.starts
}

async function book(client: Client, inviteId: string, startsAt: string, word: string) {
  const answer = await client.post(`/api/invites/${inviteId}/book`, { requestId: newKey(), startsAt, word })
  return answer.body.meeting
}
