import { expect, type Page, test } from '#test/support/browser.ts'
import { cancel, reschedule } from '#test/support/story-world.ts'
import { makeRoom } from '#test/support/client.ts'
import { comeIn, justBefore, meetNow } from './call-story.ts'

test.use({ startAt: justBefore, expected: /./ })
test.describe.configure({ timeout: 400_000 })

async function shoot(page: Page, name: string) {
  for (const [size, width, height] of [
    ['wide', 1280, 800],
    ['narrow', 390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await page.waitForTimeout(250)
      await page.screenshot({ path: `/tmp/calls2/shots/${name}-${size}-${colorScheme}.png` })
    }
  }
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.emulateMedia({ colorScheme: 'light' })
}

test('look', async ({ openSignedIn, parley }) => {
  const [ana, ben, eve] = await Promise.all([openSignedIn('ana'), openSignedIn('ben'), openSignedIn('eve')])
  const { path, meetingId, roomId } = await meetNow([ana, ben])
  await eve.page.goto(path)
  await expect(eve.page.getByText('There is nothing here')).toBeVisible()
  await shoot(eve.page, 'not-yours')
  await ana.page.goto(`/rooms/${roomId}`)
  await ana.page.getByRole('button', { name: 'Change place' }).click()
  await expect(ana.page.getByRole('dialog').getByText('Where', { exact: true })).toBeVisible()
  await shoot(ana.page, 'place')
  await ana.page.getByRole('button', { name: 'Leave it' }).click()
  await ana.page.goto(path)
  await expect(ana.page.locator('video')).toBeVisible()
  await shoot(ana.page, 'lobby')
  await comeIn(ana.page)
  await ben.page.goto(path)
  await comeIn(ben.page)
  await expect(ana.page.locator('video')).toHaveCount(2)
  await ana.page.waitForTimeout(3000)
  await shoot(ana.page, 'call')
  await ana.page.getByRole('button', { name: 'Show messages' }).click()
  await expect(ana.page.getByRole('article', { name: /^Meeting/ })).toBeVisible()
  await shoot(ana.page, 'chat')
  const before = ana.page.url()
  await ana.page
    .getByRole('article', { name: /^Meeting/ })
    .getByRole('link', { name: 'Join the meeting' })
    .click()
  await expect(ana.page.getByRole('toolbar', { name: 'Call' })).toBeVisible()
  expect(ana.page.url()).toBe(before)
  await ana.page.getByRole('button', { name: 'Hide messages' }).first().click()
  await reschedule(ana.client, meetingId, '2026-10-27T11:00:00Z', '').catch(() => undefined)
  await expect(ana.page.getByText(/This meeting was moved/)).toBeVisible()
  await shoot(ana.page, 'moved')
  await parley.kill()
  await expect(ana.page.getByText('The line to Parley is away')).toBeVisible({ timeout: 60000 })
  await shoot(ana.page, 'offline')
  await parley.startAgain()
  await expect(ana.page.getByText('The line to Parley is away')).toHaveCount(0, { timeout: 60000 })
  await cancel(ana.client, meetingId, '')
  await expect(ana.page.getByText('This meeting was cancelled')).toBeVisible()
  await shoot(ana.page, 'cancelled')
  const room = await makeRoom(ana.client, [])
  const started = await ana.client.post(`/api/rooms/${room}/call`)
  await ana.page.goto(started.body.joinPath)
  await comeIn(ana.page)
  await shoot(ana.page, 'alone')
  await ana.page.getByRole('button', { name: 'Leave' }).click()
  await expect(ana.page.getByText('This call has ended.')).toBeVisible({ timeout: 90_000 })
  await shoot(ana.page, 'ended')
  void roomId
})
