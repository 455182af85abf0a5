import { makeRoom } from '#test/support/client.ts'
import { conversation, expect, expectAccessible, type Page, test } from '#test/support/browser.ts'
import { bePliable, book, offer } from '#test/support/story-world.ts'

import { comeIn } from './call-story.ts'

test.use({ startAt: '2026-10-23T10:00:00Z', expected: /status of 422/ })

const dialog = (page: Page) => page.getByRole('dialog')

test('a meeting takes place behind a link of the organizer’s, and the room’s join link leads there', async ({
  openSignedIn,
}) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  await bePliable(ana.client)
  const roomId = await makeRoom(ana.client, [ben.client])
  const { page } = ana
  await page.goto(`/rooms/${roomId}`)
  await page.getByRole('button', { name: 'Invite to a meeting' }).click()
  await dialog(page).getByRole('button', { name: 'Skip' }).click()
  await dialog(page).getByRole('button', { name: 'Next' }).click()
  await dialog(page)
    .getByRole('button', { name: /Here in Parley Where/ })
    .click()
  await page.getByRole('option', { name: 'A link of your own' }).click()
  await dialog(page).getByLabel('Your link').fill('http://zoom.example/j/1')
  await dialog(page).getByRole('button', { name: 'Send' }).click()
  await expect(dialog(page).getByText('Use a link that begins with https://.').last()).toBeVisible()
  await expectAccessible(page)

  await dialog(page).getByLabel('Your link').fill('https://zoom.example/j/1')
  await dialog(page).getByRole('button', { name: 'Send' }).click()
  await expect(dialog(page)).toHaveCount(0)

  await ben.page.goto(`/rooms/${roomId}`)
  const invite = conversation(ben.page).getByRole('article', { name: /offers times/ })
  await expect(invite.getByText('at zoom.example')).toBeVisible()

  const href = await invite.getByRole('link', { name: 'Schedule a meeting' }).getAttribute('href')
  const { joinUrl } = await book(ben.client, href?.split('/').at(-1) ?? '', '2026-10-26T10:00:00Z')

  const card = conversation(ben.page).getByRole('article', { name: /^Meeting/ })
  await expect(card.getByText('At zoom.example. Join leads there.')).toBeVisible()

  await ben.page.goto(new URL(joinUrl).pathname)
  const way = ben.page.getByRole('link', { name: 'Go there' })
  await expect(way).toHaveAttribute('href', 'https://zoom.example/j/1')
  await expect(way).toHaveAttribute('rel', 'noopener noreferrer')
  await expect(ben.page.getByText('takes place at zoom.example')).toBeVisible()
  await expectAccessible(ben.page)

  await test.step('the organizer chooses another place afterwards, and open pages follow', async () => {
    await conversation(page)
      .getByRole('article', { name: /^Meeting/ })
      .getByRole('button', { name: 'Change place' })
      .click()
    await expect(dialog(page).getByLabel('Your link')).toHaveValue('https://zoom.example/j/1')
    await dialog(page).getByLabel('Your link').fill('https://jitsi.example/a')
    await expectAccessible(page)
    await dialog(page).getByRole('button', { name: 'Change place' }).click()
    await expect(dialog(page)).toHaveCount(0)
    await expect(
      conversation(page).getByText(/You changed where the meeting on .* at jitsi\.example/),
    ).toBeVisible()
    await expect(way).toHaveAttribute('href', 'https://jitsi.example/a')
  })
})

test('cards among the messages of a call lead nobody out of it', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const { page, context } = ana
  await bePliable(ana.client)
  const roomId = await makeRoom(ana.client, [ben.client])
  const inviteId = await offer(ana.client, roomId, ['2026-10-26', '2026-10-27'])
  const { joinUrl } = await book(ben.client, inviteId, '2026-10-26T10:00:00Z')
  const started = await ana.client.post(`/api/rooms/${roomId}/call`)
  await page.goto(started.body.joinPath)
  await comeIn(page)
  await page.getByRole('button', { name: 'Show messages' }).click()

  await page.getByRole('link', { name: 'Join', exact: true }).click()
  await expect(page.getByRole('toolbar', { name: 'Call' })).toBeVisible()
  const beside = context.waitForEvent('page')
  await page.getByRole('link', { name: 'Join the meeting' }).click()
  await expect(await beside).toHaveURL(joinUrl)
  await expect(page.getByRole('toolbar', { name: 'Call' })).toBeVisible()
  await expect(page).toHaveURL(new RegExp(`${started.body.joinPath}$`))
})

test('a call is started in a room, and its card is the way in', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  await Promise.all([ana.page.goto(`/rooms/${roomId}`), ben.page.goto(`/rooms/${roomId}`)])
  await ana.page.getByRole('button', { name: 'Start or join a call' }).click()
  await expect(ana.page).toHaveURL(/\/join\//)
  const card = conversation(ben.page).getByRole('article', { name: 'Ana Silva started a call' })
  await expect(card.getByText('Nobody is in yet.')).toBeVisible()
  await comeIn(ana.page)
  await expect(card.getByText('In it: Ana Silva')).toBeVisible()
  await expectAccessible(ben.page)
  await card.getByRole('link', { name: 'Join' }).click()
  await expect(ben.page).toHaveURL(ana.page.url())
  await expect(ben.page.getByText('Ana Silva is in')).toBeVisible()
})
