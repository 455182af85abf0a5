import { conversation, expect, expectAccessible, test } from '#test/support/browser.ts'
import { makeRoom } from '#test/support/client.ts'
import { book, offer, write } from '#test/support/story-world.ts'

test('a mention is offered, stands out, rings the bell of who is elsewhere, and survives a new name', async ({
  openSignedIn,
}) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  await ben.page.goto('/rooms')
  await ana.page.goto(`/rooms/${roomId}`)

  const field = ana.page.getByRole('textbox', { name: /^Write to/ })
  await field.pressSequentially('Look, @be')
  await expect(ana.page.getByRole('option', { name: /Ben Carter/ })).toBeVisible()
  await field.press('Enter')
  await expect(field).toHaveValue('Look, @Ben Carter ')
  await field.pressSequentially('here')
  await field.press('Enter')
  await expect(conversation(ana.page).getByText('@Ben Carter')).toBeVisible()

  const bell = ben.page.getByRole('button', { name: 'Notifications, 1 unread' })
  await expect(bell).toBeVisible()
  await ben.client.patch('/api/me', { name: 'Benjamin Carter' })
  await bell.click()
  await expect(ben.page.getByRole('link', { name: /Ana Silva mentioned you/ })).toBeVisible()
  await expectAccessible(ben.page)
  await ben.page.getByRole('link', { name: /Ana Silva mentioned you/ }).click()
  await expect(conversation(ben.page).getByText('@Benjamin Carter')).toBeVisible()
  await expect(ben.page.getByRole('button', { name: 'Notifications', exact: true })).toBeVisible()
})

test('choices are kept at once, and every tab shows them', async ({ openSignedIn }) => {
  const { page, client } = await openSignedIn('ana')
  const roomId = await makeRoom(client, [])
  const other = await page.context().newPage()
  await other.goto('/settings/notifications')
  await page.goto('/settings/notifications')

  const box = { name: 'Reminder, Mail' }
  await expect(other.getByRole('checkbox', box)).toBeChecked()
  await page.getByRole('checkbox', box).focus()
  await page.keyboard.press('Space')
  await expect(other.getByRole('checkbox', box)).not.toBeChecked()
  await page.getByText('Keep these hours quiet').click()
  await expect(other.getByRole('group', { name: 'From' })).toBeVisible()

  await page.goto(`/rooms/${roomId}`)
  await page.getByRole('button', { name: 'Room options' }).click()
  await page.getByRole('menuitem', { name: 'Message settings' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('As for all rooms')).toBeVisible()
  await other.goto('/rooms')
  await other.getByRole('button', { name: 'Options for all rooms' }).click()
  await other.getByRole('menuitem', { name: 'Message settings' }).click()
  await other.getByRole('dialog').getByText('Mentions only').click()
  await expect(dialog.getByRole('radio', { name: /As for all rooms\s*Mentions only/ })).toBeChecked()
  await dialog.getByRole('button', { name: 'For an hour' }).click()
  await expect(dialog.getByText(/^Muted until/)).toBeVisible()
})

test.describe('what is told of a meeting', () => {
  test.use({ startAt: '2026-10-23T10:00:00Z' })

  test('leads to its card, however much was said since', async ({ openSignedIn }) => {
    const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
    const roomId = await makeRoom(ana.client, [ben.client])
    await book(
      ben.client,
      await offer(ana.client, roomId, ['2026-10-27', '2026-10-27']),
      '2026-10-27T15:00:00Z',
    )
    for (let count = 1; count <= 70; count += 1) await write(ana.client, roomId, `Tile ${count} is laid.`)
    // All of it is read, so nothing but the address leads anywhere else than to the end.
    const { head } = (await ana.client.get(`/api/rooms/${roomId}`)).body
    expect((await ana.client.put(`/api/rooms/${roomId}/read`, { seq: head })).status).toBe(200)
    const { page } = ana
    const card = conversation(page).getByRole('article', { name: /^Meeting/ })
    await page.goto(`/rooms/${roomId}`)
    await expect(conversation(page).getByText('Tile 70 is laid.')).toBeInViewport()
    await expect(card).not.toBeInViewport()

    await page.getByRole('button', { name: /^Notifications/ }).click()
    await page.getByRole('link', { name: /Meeting booked by Ben Carter/ }).click()
    await expect(card).toBeInViewport()
    // As from a mail.
    const address = page.url()
    await page.goto('/rooms')
    await page.goto(address)
    await expect(card).toBeInViewport()
  })
})
