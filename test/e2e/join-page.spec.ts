import { cast } from '#test/support/cast.ts'
import { makeRoom } from '#test/support/client.ts'
import { expect, expectAccessible, test } from '#test/support/browser.ts'
import { cancel, reschedule } from '#test/support/story-world.ts'

import { comeIn, meetNow } from './call-story.ts'

test.use({ startAt: '2026-10-26T09:49:58Z', expected: /WebSocket connection|net::ERR_|status of 404/ })
test.describe.configure({ timeout: 180_000 })

test('whoever is early waits at a page that opens by itself, and hears what becomes of the meeting', async ({
  openSignedIn,
}) => {
  const people = await Promise.all([openSignedIn('ana'), openSignedIn('ben'), openSignedIn('eve')])
  const [ana, ben, eve] = people
  const { path, meetingId } = await meetNow([ana, ben])
  const { page } = ben

  await test.step('it says how long it is, and puts the meeting into a calendar', async () => {
    await page.goto(path)
    await expect(page.getByText(/^Starts in 1[01] min/)).toBeVisible()
    await expect(page.getByText('opens here by itself ten minutes before')).toBeVisible()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Add to calendar' }).click()
    const file = page.waitForEvent('download')
    await page.getByRole('menuitem', { name: /^iCalendar file/ }).click()
    expect((await file).suggestedFilename()).toMatch(/\.ics$/)
  })

  await test.step('whoever is not asked learns nothing', async () => {
    await eve.page.goto(path)
    await expect(eve.page.getByText('There is nothing here')).toBeVisible()
    expect(await eve.page.content()).not.toMatch(/Kitchen|Ana|Carter/)
    await expect(eve.page).toHaveTitle(/^Meeting/)
  })

  await test.step('it opens by itself', async () => {
    await page.clock.setFixedTime('2026-10-26T09:50:01Z')
    await expect(page.getByRole('button', { name: 'Join the meeting' })).toBeEnabled({ timeout: 60_000 })
    await expect(page.getByRole('button', { name: 'Add to calendar' })).toHaveCount(0)
  })

  await test.step('moved, it says so at once: to who waits, and to who is in', async () => {
    await ana.page.clock.setFixedTime('2026-10-26T09:50:01Z')
    await ana.page.goto(path)
    await expect(async () => {
      await comeIn(ana.page)
    }).toPass({ timeout: 60_000 })
    await reschedule(ana.client, meetingId, '2026-10-27T10:00:00Z', '')
    await expect(page.getByText(/^Starts in 1 day/)).toBeVisible()
    await expect(
      ana.page.getByText(/This meeting was moved to .*27 Oct.* You can talk on until you leave\./),
    ).toBeVisible()
  })

  await test.step('cancelled, it says so at once: who is in is out', async () => {
    await cancel(ana.client, meetingId, '')
    for (const one of [ana, ben]) await expect(one.page.getByText('This meeting was cancelled')).toBeVisible()
    await expect(ana.page.locator('video, audio')).toHaveCount(0)
    await expectAccessible(page)
  })
})

test('a call that everybody left ends, and the next one is another', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  await ana.page.goto(`/rooms/${roomId}`)
  await ana.page.getByRole('button', { name: 'Start or join a call' }).click()
  await expect(ana.page.getByRole('button', { name: 'Join the call' })).toBeVisible()
  const first = ana.page.url()
  await comeIn(ana.page)
  await ben.page.goto(`/rooms/${roomId}`)
  const card = ben.page.getByRole('article', { name: `${cast.ana.name} started a call` })
  await expect(card.getByText(`In it: ${cast.ana.name}`)).toBeVisible()
  await ana.page.getByRole('button', { name: 'Leave' }).click()
  await expect(card.getByText('Over')).toBeVisible({ timeout: 90_000 })
  await expect(card.getByText(/Less than a minute|minute/)).toBeVisible()
  await ana.page.clock.setFixedTime('2026-10-26T10:30:00Z')
  await expect(ana.page.getByText('This call has ended.')).toBeVisible()
  await ben.page.getByRole('button', { name: 'Start or join a call' }).click()
  await expect(ben.page.getByRole('button', { name: 'Join the call' })).toBeVisible()
  expect(ben.page.url()).not.toBe(first)
})
