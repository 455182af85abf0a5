import { join } from 'node:path'

import { expect, expectAccessible, isPhone, type Page, test as base } from '#test/support/browser.ts'
import { makeRoom } from '#test/support/client.ts'
import { type MailServer, startMailServer } from '#test/support/mail-server.ts'
import { book, dateInDays, offer } from '#test/support/story-world.ts'

const test = base.extend<{ mails: MailServer }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright wants to see which fixtures are used: none
  mails: async ({}, use) => {
    const server = await startMailServer()
    await use(server)
    await server.close()
  },
  settings: async ({ mails }, use) => use({ SMTP_URL: mails.url(), WRITE_LIMIT_FACTOR: '1000' }),
})

test('a mail that was refused waits where its reader and the operator see it, and goes out when it is tried again', async ({
  mails,
  openSignedIn,
}) => {
  // Whoever signs up first runs the installation.
  const ana = await openSignedIn('ana')
  const ben = await openSignedIn('ben')
  const roomId = await makeRoom(ana.client, [ben.client])
  const day = dateInDays(5)
  const inviteId = await offer(ana.client, roomId, [day, day])
  mails.refuse(ben.email, 550)
  await book(ben.client, inviteId, `${day}T10:00:00Z`)

  await ben.page.goto('/settings/waiting')
  const parked = ben.page.getByRole('listitem').filter({ hasText: 'Given up' })
  await expect(async () => {
    await ben.page.reload()
    await expect(parked).toHaveCount(1, { timeout: 1000 })
  }).toPass({ timeout: 60_000 })
  await expect(parked).toContainText('Mail: ')
  await expect(parked).toContainText('The mail server refused the mail.')
  await look(ben.page, 'waits-for-me')
  // It is refused once more, and stays.
  await parked.getByRole('button', { name: /^Try again/ }).click()
  await expect(async () => {
    await ben.page.reload()
    await expect(parked).toHaveCount(1, { timeout: 1000 })
  }).toPass({ timeout: 60_000 })

  await ana.page.goto('/settings/unsent')
  const all = ana.page.getByRole('listitem').filter({ hasText: 'Given up' })
  await expect(all).toHaveCount(1)
  await expect(all).toContainText('Mail about a meeting')
  await expect(ana.page.getByRole('main')).not.toContainText(ben.email)
  await look(ana.page, 'waits-for-all')
  mails.refuse(ben.email, null)
  await all.getByRole('button', { name: /^Try again/ }).click()
  await expect(all).toHaveCount(0)
  const booked = () => mails.inbox.filter(({ mail }) => mail.subject?.startsWith('Meeting on'))
  await expect.poll(() => booked().filter(({ to }) => to.includes(ben.email)).length).toBe(1)
  await expect(async () => {
    await ben.page.reload()
    await expect(ben.page.getByText('Everything meant for you went out.')).toBeVisible({ timeout: 1000 })
  }).toPass({ timeout: 60_000 })
})

async function look(page: Page, name: string): Promise<void> {
  const size = isPhone(page) ? 'phone' : 'desktop'
  const path = join(test.info().project.outputDir, 'screens', `${name}-${size}.png`)
  await page.screenshot({ path, animations: 'disabled' })
  await expectAccessible(page)
}
