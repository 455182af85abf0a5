import { join } from 'node:path'

import { makeRoom } from '#test/support/client.ts'
import { conversation, expect, expectAccessible, isPhone, type Page, test } from '#test/support/browser.ts'
import { bePliable, offer } from '#test/support/story-world.ts'

const friday = '2026-10-23'
const monday = '2026-10-26'

test.describe.configure({ timeout: 240_000 })
test.use({ startAt: `${friday}T10:00:00Z` })

test('none of the times suits, so others are offered, and one press books', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  await bePliable(ana.client)
  const roomId = await makeRoom(ana.client, [ben.client])
  const inviteId = await offer(ana.client, roomId, [monday, monday])
  await ana.page.goto(`/rooms/${roomId}`)

  await ben.page.goto(`/rooms/${roomId}/invites/${inviteId}`)
  const picker = ben.page.getByRole('dialog')
  await picker.getByRole('button', { name: 'None of these suit me' }).click()
  await picker.getByRole('button', { name: /October 28/ }).click()
  const time = (name: RegExp) => picker.getByRole('listitem').getByRole('button', { name })
  // Chosen without a mouse: the space bar presses a time and takes it back.
  await time(/^10:30 AM/).focus()
  await ben.page.keyboard.press('Space')
  await expect(time(/^10:30 AM/)).toHaveAttribute('aria-pressed', 'true')
  await time(/^9:30 AM/).click()
  await time(/^11:00 AM/).click()
  await picker.getByRole('button', { name: 'Take away Wed, Oct 28, 11:00 AM' }).click()
  await expect(picker.getByText('2 times chosen')).toBeVisible()
  await picker.getByLabel('Note (optional)').fill('Mondays are full.')
  // To the offered times and back: nothing is lost.
  await picker.getByRole('button', { name: 'Back', exact: true }).click()
  await picker.getByRole('button', { name: 'None of these suit me' }).click()
  await expect(picker.getByLabel('Note (optional)')).toHaveValue('Mondays are full.')
  if (!isPhone(ben.page)) await expect(picker.getByText('2 times chosen')).toBeVisible()
  await look(ben.page, 'other-times')
  await picker.getByRole('button', { name: 'Offer these times' }).click()
  await expect(picker).toHaveCount(0)

  const mine = conversation(ben.page).getByRole('article', { name: 'You offer other times' })
  await expect(mine.getByRole('listitem')).toHaveCount(2)
  await expect(mine.getByRole('button')).toHaveCount(0)
  const theirs = conversation(ana.page).getByRole('article', { name: 'Ben Carter offers other times' })
  await expect(theirs).toContainText('Mondays are full.')
  await look(ana.page, 'counter-offer')
  await theirs.getByRole('button', { name: /^Wed 28 Oct, 13:30/ }).click()
  for (const { page } of [ana, ben]) {
    await expect(conversation(page).getByRole('article', { name: /^Meeting, / })).toBeVisible()
    await expect(conversation(page).getByRole('article', { name: 'Other times, booked' })).toBeVisible()
  }
})

test('everyone named marks what suits, and the earliest for all is booked by itself', async ({
  openSignedIn,
}) => {
  const [ana, ben, chiyo] = await Promise.all([
    openSignedIn('ana'),
    openSignedIn('ben'),
    openSignedIn('chiyo'),
  ])
  await bePliable(ana.client)
  const roomId = await makeRoom(ana.client, [ben.client, chiyo.client])
  await ana.page.goto(`/rooms/${roomId}`)
  await ana.page.getByRole('button', { name: 'Invite to a meeting' }).click()
  const flow = ana.page.getByRole('dialog')
  await flow.getByRole('button', { name: 'Skip' }).click()
  await flow.getByRole('button', { name: 'Next' }).click()
  await flow.getByText('Everyone named must agree').click()
  await flow.getByRole('button', { name: /Chiyo Tanaka/ }).click()
  await ana.page.getByRole('option', { name: 'Optional' }).click()
  await look(ana.page, 'who-decides')
  await flow.getByRole('button', { name: 'Send' }).click()
  await expect(flow).toHaveCount(0)
  const card = ({ page }: { page: Page }) =>
    conversation(page).getByRole('article', { name: /everyone named to agree on a time$/ })
  await expect(card(ana)).toContainText('0 of 2 answered')
  await expect(card(ana)).toContainText('Chiyo Tanaka (optional)')

  await chiyo.page.goto(`/rooms/${roomId}`)
  await ben.page.goto(`/rooms/${roomId}`)
  await expect(card(ben)).toContainText('Please answer until')
  await look(ben.page, 'agreement')
  await card(ben).getByRole('link', { name: 'Mark the times that suit you' }).click()
  const picker = ben.page.getByRole('dialog')
  await picker.getByRole('button', { name: /October 27/ }).click()
  const time = (name: RegExp) => picker.getByRole('listitem').getByRole('button', { name })
  await time(/^8:00 AM/).focus()
  await ben.page.keyboard.press('Space')
  await ben.page.keyboard.press('Tab')
  await ben.page.keyboard.press('Enter')
  await expect(picker.getByText('2 times marked')).toBeVisible()
  await look(ben.page, 'marking')
  await picker.getByRole('button', { name: 'Send your times' }).click()
  await expect(picker).toHaveCount(0)
  for (const { page } of [ana, ben, chiyo]) {
    const meeting = conversation(page).getByRole('article', { name: /^Meeting, / })
    await expect(meeting).toBeVisible()
    await expect(conversation(page).getByText(/^Everyone who had to agree has agreed on/)).toBeVisible()
  }
})

// A picture of the screen, and what a machine finds wrong with it.
async function look(page: Page, name: string): Promise<void> {
  await expect(page.getByText(/^(Reading|Loading|Opening|Looking|Asking) /)).toHaveCount(0)
  const size = isPhone(page) ? 'phone' : 'desktop'
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const path = join(test.info().project.outputDir, 'screens', `${name}-${size}-${colorScheme}.png`)
    await page.screenshot({ path, animations: 'disabled' })
    await expectAccessible(page, colorScheme === 'light' ? 'all' : 'colours')
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
