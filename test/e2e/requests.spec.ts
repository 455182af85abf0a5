import { join } from 'node:path'

import { makeOffering, takeHandle } from '#test/consultations/offerings.ts'
import {
  conversation,
  expect,
  expectAccessible,
  isPhone,
  type Locator,
  type Page,
  test,
} from '#test/support/browser.ts'
import { newKey } from '#test/support/client.ts'
import { bePliable, reschedule } from '#test/support/story-world.ts'

const friday = '2026-10-23'
const size = { id: 'size', label: 'How large is it?', required: true, kind: 'line', choices: [] }

test.describe.configure({ timeout: 240_000 })
test.use({ startAt: `${friday}T10:00:00Z` })

test('a time is asked for: accepted, declined, and left to run out', async ({ parley, openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  await bePliable(ana.client)
  await takeHandle(ana.client, 'ana')
  const price = { minor: 4500, currency: 'EUR' }
  await makeOffering(ana.client, { durations: [30], price, questions: [size], answerWithinMinutes: 60 })
  await ana.page.goto('/rooms')

  const asked = await ask(ben.page, '20 m²', 'With an old pear tree.')
  await expect(card(ben.page)).toContainText('Waiting for Ana Silva’s yes: ')
  await ana.page.getByRole('button', { name: 'Notifications, 1 unread' }).click()
  await look(ana.page, 'request-bell')
  await ana.page.getByRole('link', { name: /Ben Carter asks for/ }).click()
  await expect(card(ana.page)).toContainText('Ben Carter waits for your yes: ')
  for (const { page, context } of [ana, ben]) {
    for (const known of ['Garden plan', '€45', '20 m²', 'With an old pear tree.'])
      await expect(card(page)).toContainText(known)
    await context.clock.setFixedTime(`${friday}T10:05:00Z`)
    // The server's clock runs on, that of the pages stands.
    await expect(card(page).getByRole('timer')).toHaveText(/^5[5-9]:\d\d$/)
  }
  await look(ben.page, 'request-asked')
  await look(ana.page, 'request-waits')

  await card(ana.page).getByRole('button', { name: 'Add a word' }).click()
  await ana.page.getByLabel('A word with your answer (optional)').fill('Bring the drawings.')
  await look(ana.page, 'request-word', ['light', 'dark'])
  await card(ana.page).getByRole('button', { name: 'Accept' }).click()
  for (const { page } of [ana, ben]) {
    await expect(card(page).getByRole('link', { name: 'Join the meeting' })).toBeVisible()
    await expect(card(page).getByRole('button', { name: 'Add to calendar' })).toBeVisible()
    for (const known of ['€45', '20 m²', 'Bring the drawings.']) await expect(card(page)).toContainText(known)
  }
  await look(ben.page, 'request-accepted-asker')
  await look(ana.page, 'request-accepted-offerer')

  const second = await ask(ben.page, 'Smaller')
  await card(ana.page).getByRole('button', { name: 'Decline' }).click()
  await ana.page.getByLabel('A word (optional)').fill('I am away that day.')
  await look(ana.page, 'request-decline')
  await ana.page.getByRole('dialog').getByRole('button', { name: 'Decline' }).click()
  for (const { page } of [ana, ben]) {
    await expect(card(page)).toContainText('Not booked')
    await expect(card(page)).toContainText('I am away that day.')
  }
  await look(ben.page, 'request-declined', ['light', 'dark'])
  // What was declined is offered again, what was accepted is not.
  const third = await ask(ben.page, 'Tiny')
  expect(second).not.toBe(asked)
  expect(third).toBe(second)

  const room = new URL(ben.page.url()).pathname
  for (const { page } of [ana, ben]) await page.goto('about:blank')
  const later = `${friday}T11:15:00Z`
  await parley.kill()
  await parley.startAgain(later)
  for (const { page, context } of [ana, ben]) {
    await context.clock.setFixedTime(later)
    await page.goto(room)
    await expect(conversation(page).getByText(/^Nobody answered in time, so .* is free again/)).toBeVisible()
    await expect(card(page)).toContainText('Not booked')
    await expect(card(page).getByRole('timer')).toHaveCount(0)
  }
  await look(ben.page, 'request-ran-out')
  expect(await chooseLast(ben.page)).toBe(third)
  await look(ben.page, 'request-again')
})

test('what was said yes to is moved by its offerer alone, and a third in the room reads neither price nor answers', async ({
  openSignedIn,
}) => {
  const [ana, ben, chiyo] = await Promise.all([
    openSignedIn('ana'),
    openSignedIn('ben'),
    openSignedIn('chiyo'),
  ])
  await bePliable(ana.client)
  await takeHandle(ana.client, 'ana')
  const price = { minor: 4500, currency: 'EUR' }
  const { id } = await makeOffering(ana.client, { price, questions: [size], answerWithinMinutes: 60 })
  const asked = { durationMinutes: 30, answers: { size: '20 m²' }, word: '' }
  const request = { requestId: newKey(), startsAt: '2026-10-26T10:00:00Z', ...asked }
  const { meeting } = (await ben.client.post(`/api/offerings/${id}/book`, request)).body
  const link = await ana.client.post(`/api/rooms/${meeting.roomId}/entries/link`)
  await chiyo.client.post(`/api/entries/${String(link.body.entry.url).split('/').at(-1)}`)

  const everybody = [ana, ben, chiyo]
  for (const { page } of everybody) await page.goto(`/rooms/${meeting.roomId}`)
  await expect(card(ben.page)).toContainText('Waiting for Ana Silva’s yes: ')
  await expect(card(chiyo.page)).toContainText('Ben Carter')
  for (const secret of ['€45', '20 m²']) await expect(card(chiyo.page)).not.toContainText(secret)
  for (const name of ['Accept', 'Decline', 'Withdraw'])
    await expect(card(chiyo.page).getByRole('button', { name })).toHaveCount(0)
  await expect(card(chiyo.page)).toContainText('this time is held for Ben Carter.')
  await look(chiyo.page, 'request-third', ['light', 'dark'])

  await card(ana.page).getByRole('button', { name: 'Accept' }).click()
  for (const { page } of [ana, ben])
    await expect(card(page).getByRole('button', { name: 'Cancel' })).toBeVisible()
  await expect(card(ana.page).getByRole('button', { name: 'Reschedule' })).toBeVisible()
  for (const { page } of [ben, chiyo])
    await expect(card(page).getByRole('button', { name: 'Reschedule' })).toHaveCount(0)
  await expect(card(chiyo.page).getByRole('link', { name: 'Join the meeting' })).toHaveCount(0)

  await reschedule(ana.client, meeting.id, '2026-10-26T11:30:00Z', 'The train is late.')
  for (const { page } of everybody) await expect(card(page)).toContainText('The train is late.')
  await look(ana.page, 'yes-moved-offerer', ['light', 'dark'])
  await look(ben.page, 'yes-moved-booker', ['light', 'dark'])
  await look(chiyo.page, 'yes-moved-third', ['light', 'dark'])
})

// What was asked for last stands last in their room.
function card(page: Page): Locator {
  return conversation(page).getByRole('article').last()
}

/** Asks for the last time of the day that is open; answers which that was. */
async function ask(page: Page, answer: string, word = ''): Promise<string> {
  const chosen = await chooseLast(page)
  await page.getByLabel('How large is it?').fill(answer)
  await page.getByLabel('A word with it (optional)').fill(word)
  await page.getByRole('button', { name: 'Ask for this time' }).click()
  await expect(page).toHaveURL(/\/rooms\/[\w-]{36}#meeting-[\w-]{36}$/)
  await expect(card(page).getByRole('timer')).toBeVisible()
  return chosen
}

async function chooseLast(page: Page): Promise<string> {
  await page.goto('/p/ana/garden-plan')
  // On a phone the month makes room for the times of a day.
  if (isPhone(page)) await page.getByRole('button', { name: /October 23, 2026/ }).click()
  const times = page.getByRole('region', { name: /^Times on / }).getByRole('button', { name: /^\d/ })
  await expect(times.first()).toBeVisible()
  await times.last().click()
  await expect(page).toHaveURL(/[?&]at=/)
  return new URL(page.url()).searchParams.get('at') ?? ''
}

async function look(
  page: Page,
  name: string,
  schemes: readonly ('light' | 'dark')[] = ['light'],
): Promise<void> {
  const wide = isPhone(page) ? 'phone' : 'desktop'
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme })
    const path = join(test.info().project.outputDir, 'screens', `${name}-${wide}-${colorScheme}.png`)
    await page.screenshot({ path, animations: 'disabled' })
    // The page is the same in both schemes but for its colours.
    await expectAccessible(page, colorScheme === 'light' ? 'all' : 'colours')
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
