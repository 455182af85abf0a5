import { makeRoom } from '#test/support/client.ts'
import { conversation, expect, expectAccessible, type Page, test } from '#test/support/browser.ts'
import { bePliable, book, offer } from '#test/support/story-world.ts'

test.describe.configure({ timeout: 240_000 })
test.use({ startAt: '2026-10-23T10:00:00Z' })

const card = (page: Page) => conversation(page).getByRole('article', { name: /^Meeting/ })

test('an organizer asks for a new time, and the other side picks one in the night after being asked twice', async ({
  openSignedIn,
}) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  const inviteId = await offer(ana.client, roomId, ['2026-10-27', '2026-10-27'])
  await book(ben.client, inviteId, '2026-10-27T15:00:00Z')

  await ana.page.goto(`/rooms/${roomId}`)
  await card(ana.page).getByRole('button', { name: 'Reschedule' }).click()
  await ana.page.getByRole('button', { name: 'Share new availability instead' }).click()
  const sharing = ana.page.getByRole('dialog', { name: 'Share your availability' })
  await sharing.getByLabel('Reason (optional)').fill('The dentist has no other time.')
  await expectAccessible(ana.page)
  await sharing.getByRole('button', { name: 'Send' }).click()
  await ana.page.getByRole('button', { name: 'No thanks' }).click()
  await expect(card(ana.page)).toContainText('You ask for a new time')

  await ben.page.goto(`/rooms/${roomId}`)
  await expect(card(ben.page)).toContainText('Ana Silva asks for a new time')
  await expectAccessible(ben.page)
  await card(ben.page).getByRole('button', { name: 'Choose a new time' }).click()
  await ben.page.getByRole('button', { name: /October 28/ }).click()
  await ben.page.getByRole('button', { name: /^5:30\sAM/ }).click()
  const chosen = ben.page.getByRole('group', { name: 'The time you chose' })
  await expect(chosen).toContainText('That is 5:30 AM for you.')
  await expect(chosen.getByRole('button', { name: 'Confirm' })).toBeDisabled()
  await chosen.getByText('Take it all the same').click()
  await chosen.getByRole('button', { name: 'Confirm' }).click()
  await ben.page.getByRole('button', { name: 'No thanks' }).click()
  await expect(card(ben.page)).toHaveAccessibleName('Meeting, Wed, Oct 28, 5:30 AM – 6:00 AM')
  await expect(card(ana.page)).toHaveAccessibleName('Meeting, Wed 28 Oct, 09:30 – 10:00')
  await expect(card(ana.page)).not.toContainText('You ask for a new time')
})

test('an account is deleted, and kept by signing in again', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  await makeRoom(ana.client, [ben.client])
  const { page } = ben
  await page.goto('/settings/profile')
  const file = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export my data' }).click()
  expect((await file).suggestedFilename()).toBe('parley-my-data.json')
  await page.getByRole('button', { name: 'Delete my account' }).click()
  const dialog = page.getByRole('alertdialog', { name: 'Delete your account?' })
  await expect(dialog).toContainText('What you wrote in rooms stays there')
  await expectAccessible(page)
  await dialog.getByLabel('Your password').fill(ben.password)
  await dialog.getByRole('button', { name: 'Delete my account' }).click()
  await expect(page.getByText(/^Your account goes on Friday, October 30/)).toBeVisible()
  await expect(page).toHaveURL(/\/sign-in/)
  await page.getByLabel('Mail address').fill(ben.email)
  await page.getByLabel('Password', { exact: true }).fill(ben.password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await expect(page.getByRole('link', { name: /Kitchen rebuild/ })).toBeVisible()
})

test('somebody runs late or does not come, and everybody in the room knows', async ({
  parley,
  openSignedIn,
}) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  await bePliable(ana.client)
  const roomId = await makeRoom(ana.client, [ben.client])
  const inviteId = await offer(ana.client, roomId, ['2026-10-23', '2026-10-23'])
  await book(ben.client, inviteId, '2026-10-23T10:15:00Z')
  await ana.page.goto(`/rooms/${roomId}`)
  await ben.page.goto(`/rooms/${roomId}`)
  await card(ben.page).getByRole('button', { name: 'Running late' }).click()
  await expectAccessible(ben.page)
  await ben.page.getByRole('menuitem', { name: 'Running 10 minutes late' }).click()
  await expect(card(ana.page)).toContainText('Ben Carter (10 minutes late)')
  await expect(conversation(ana.page)).toContainText('Ben Carter is running 10 minutes late')

  // No page stands open while the clock is moved to where the meeting has begun.
  for (const { page } of [ana, ben]) await page.goto('about:blank')
  const begun = '2026-10-23T10:20:00Z'
  await parley.kill()
  await parley.startAgain(begun)
  for (const { page, context } of [ana, ben]) {
    await context.clock.setFixedTime(begun)
    await page.goto(`/rooms/${roomId}`)
  }
  await card(ana.page).getByRole('button', { name: 'Who did not come?' }).click()
  const dialog = ana.page.getByRole('dialog', { name: 'Who did not come?' })
  await dialog.getByText('Ben Carter').click()
  await expectAccessible(ana.page)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(card(ben.page)).toContainText('did not come')
})
