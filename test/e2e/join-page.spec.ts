import { cast } from '#test/support/cast.ts'
import { makeRoom } from '#test/support/client.ts'
import { expect, expectAccessible, test } from '#test/support/browser.ts'
import { cancel, reschedule } from '#test/support/story-world.ts'

import { comeIn, meetNow } from './call-story.ts'

const early = '2026-10-26T09:40:00Z'
const soonOpen = '2026-10-26T09:49:57Z'

test.use({ startAt: early, expected: /WebSocket connection|net::ERR_|status of (404|409|500)/ })
test.describe.configure({ timeout: 180_000 })

test('whoever is early waits at a page that opens by itself, and hears what becomes of the meeting', async ({
  parley,
  openSignedIn,
}) => {
  const people = await Promise.all([openSignedIn('ana'), openSignedIn('ben'), openSignedIn('eve')])
  const [ana, ben, eve] = people
  const { path, meetingId } = await meetNow([ana, ben])
  const { page } = ben

  await test.step('it says how long it is, and puts the meeting into a calendar', async () => {
    await page.goto(path)
    await expect(page.getByText(/^Starts in (1\d|20) min/)).toBeVisible()
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

  await test.step('it opens by itself, by the clock of the server', async () => {
    await parley.kill()
    await parley.startAgain(soonOpen)
    await expect(page.getByRole('button', { name: 'Join the meeting' })).toBeEnabled({ timeout: 60_000 })
    await expect(page.getByRole('button', { name: 'Add to calendar' })).toHaveCount(0)
  })

  await test.step('moved, it says so at once: to who waits, and to who is in', async () => {
    await ana.page.goto(path)
    await comeIn(ana.page)
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

test('a page whose clock is wrong opens when it is time, and not before', async ({
  parley,
  openSignedIn,
}) => {
  const people = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const [ana, ben] = people
  const { path } = await meetNow(people)
  await ana.page.clock.setFixedTime('2026-10-26T09:53:00Z')
  await ben.page.clock.setFixedTime('2026-10-26T09:20:00Z')
  for (const { page } of people) {
    await page.goto(path)
    await expect(page.getByText(/^Starts in (1\d|20) min/)).toBeVisible()
    await expect(page.getByText('You are early.')).toBeVisible()
  }
  await parley.kill()
  await parley.startAgain(soonOpen)
  for (const { page } of people) await comeIn(page)
  for (const { page } of people) await expect(page.locator('figure')).toHaveCount(2)
})

test('whoever asks a moment too early comes in by themselves once it is time', async ({
  parley,
  openSignedIn,
}) => {
  const people = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const { path } = await meetNow(people)
  const [{ page }] = people
  // A page that takes it for later than it is, as one does that was asleep.
  await page.route('**/api/join/*', async (route) => {
    const answer = await route.fetch().catch(() => undefined)
    if (!answer) return route.abort()
    await route.fulfill({ response: answer, json: { ...(await answer.json()), now: '2026-10-26T09:51:00Z' } })
  })
  await page.goto(path)
  await page.getByRole('button', { name: 'Join the meeting' }).click()
  await expect(page.getByText('The call opens in a moment. You come in by yourself.')).toBeVisible()
  await expectAccessible(page)
  await parley.kill()
  await parley.startAgain(soonOpen)
  await expect(page.getByRole('toolbar', { name: 'Call' })).toBeVisible({ timeout: 60_000 })
  await page.unrouteAll({ behavior: 'ignoreErrors' })
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
  await expect(ana.page.getByText('This call has ended.')).toBeVisible()
  await ben.page.getByRole('button', { name: 'Start or join a call' }).click()
  await expect(ben.page.getByRole('button', { name: 'Join the call' })).toBeVisible()
  expect(ben.page.url()).not.toBe(first)
})
