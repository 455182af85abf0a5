import { makeRoom } from '#test/support/client.ts'
import { conversation, expect, type Locator, type Page, test } from '#test/support/browser.ts'
import { bePliable, book, offer } from '#test/support/story-world.ts'

const friday = '2026-10-23'
const monday = '2026-10-26'

test.describe.configure({ timeout: 240_000 })
test.use({ startAt: `${friday}T10:00:00Z` })

const afternoon = {
  weekly: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), [['14:00', '16:00']]])),
}

test.describe('a time that goes while it is looked at', () => {
  // The refusal is what this story is about.
  test.use({ expected: /status of 409/ })

  test('is refused at Confirm, with the words kept and the times as they are now', async ({
    openSignedIn,
  }) => {
    const [ana, ben, chiyo] = await Promise.all([
      openSignedIn('ana'),
      openSignedIn('ben'),
      openSignedIn('chiyo'),
    ])
    const kitchen = await makeRoom(ana.client, [ben.client])
    const launch = await makeRoom(ana.client, [chiyo.client], 'Spring launch')
    const forBen = await offer(ana.client, kitchen, [monday, monday], afternoon)
    const forChiyo = await offer(ana.client, launch, [monday, monday], afternoon)

    await ben.page.goto(`/rooms/${kitchen}/invites/${forBen}?day=${monday}`)
    await expect(times(ben.page)).toHaveText([/^10:00/, /^10:30/, /^11:00/, /^11:30/])
    await times(ben.page).first().click()
    await ben.page.getByLabel('A word with it (optional)').fill('I bring the plans.')
    // Nothing is lost by loading the page again.
    await ben.page.reload()
    await expect(ben.page.getByRole('group', { name: 'The time you chose' })).toContainText('10:00')
    await expect(ben.page.getByLabel('A word with it (optional)')).toHaveValue('I bring the plans.')
    await book(chiyo.client, forChiyo, `${monday}T14:00:00Z`)
    await ben.page.getByRole('button', { name: 'Confirm' }).click()

    await expect(
      ben.page.getByRole('alert').filter({ hasText: 'This time has just been taken' }),
    ).toBeVisible()
    await expect(times(ben.page)).toHaveText([/^10:30/, /^11:00/, /^11:30/])
    await times(ben.page).first().click()
    await expect(ben.page.getByLabel('A word with it (optional)')).toHaveValue('I bring the plans.')
    await ben.page.getByRole('button', { name: 'Confirm' }).click()
    const card = conversation(ben.page).getByRole('article', { name: /^Meeting, Mon, Oct 26, 10:30/ })
    await expect(card).toContainText('“I bring the plans.”')
  })
})

test('what was typed with a time that another one took is still there, and can be said to the room', async ({
  openSignedIn,
}) => {
  const [ana, ben, chiyo] = await Promise.all([
    openSignedIn('ana'),
    openSignedIn('ben'),
    openSignedIn('chiyo'),
  ])
  const roomId = await makeRoom(ana.client, [ben.client, chiyo.client])
  const inviteId = await offer(ana.client, roomId, [monday, monday], { ...afternoon, durationMinutes: 45 })
  const { page } = ben
  await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(`/rooms/${roomId}/invites/${inviteId}?day=${monday}`)
  await times(page).first().click()
  await page.getByLabel('A word with it (optional)').fill('Shall I bring the plans?')
  await book(chiyo.client, inviteId, `${monday}T14:00:00Z`)

  const picker = page.getByRole('dialog', { name: 'Schedule a meeting' })
  await expect(picker.getByText('A time of this invite was booked.')).toBeVisible()
  await expect(picker.getByLabel('What you had typed')).toHaveValue('Shall I bring the plans?')
  // The card has its words whole at the width of a phone.
  const words = picker.getByRole('article').getByText(/^(Add to calendar|Join the meeting)$/)
  await expect(words).toHaveCount(2)
  for (const word of await words.all())
    expect(await word.evaluate((shown) => shown.scrollWidth - shown.clientWidth)).toBe(0)
  await picker.getByLabel('What you had typed').fill('')
  await expect(picker.getByRole('button', { name: 'Send it to the room' })).toBeDisabled()
  await picker.getByLabel('What you had typed').fill('Shall I bring the plans?')
  await picker.getByRole('button', { name: 'Send it to the room' }).click()
  await expect(picker).toHaveCount(0)
  await expect(conversation(page).getByText('Shall I bring the plans?')).toBeVisible()
  await page.goto(`/rooms/${roomId}/invites/${inviteId}`)
  await expect(picker.getByRole('article', { name: /^Meeting/ })).toBeVisible()
  await expect(picker.getByLabel('What you had typed')).toHaveCount(0)
})

test.describe('a booking whose answer got lost', () => {
  test.use({ expected: /net::ERR_FAILED/ })

  test('is nobody else’s: what was typed with it has been sent', async ({ openSignedIn }) => {
    const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
    const roomId = await makeRoom(ana.client, [ben.client])
    const inviteId = await offer(ana.client, roomId, [monday, monday], afternoon)
    const { page } = ben
    await page.route(`**/api/invites/${inviteId}/book`, async (route) => {
      await route.fetch()
      await route.abort()
    })
    await page.goto(`/rooms/${roomId}/invites/${inviteId}?day=${monday}`)
    await times(page).first().click()
    await page.getByLabel('A word with it (optional)').fill('I bring the plans.')
    await page.getByRole('button', { name: 'Confirm' }).click()
    const picker = page.getByRole('dialog', { name: 'Schedule a meeting' })
    await expect(picker.getByRole('article', { name: /^Meeting/ })).toContainText('“I bring the plans.”')
    await expect(picker.getByLabel('What you had typed')).toHaveCount(0)
  })
})

test('a time that begins at a sound hour says until when it goes, where that is late', async ({
  openSignedIn,
}) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  const inviteId = await offer(ana.client, roomId, [monday, monday], { durationMinutes: 45 })
  const { page } = ben
  // 20:30 to 21:15 in Lisbon.
  await page.goto(`/rooms/${roomId}/invites/${inviteId}?day=${monday}&at=${monday}T20:30:00Z`)
  const chosen = page.getByRole('group', { name: 'The time you chose' })
  await expect(chosen).toContainText(/That is until 9:15\sPM for Ana Silva in Lisbon\./)
  await ana.page.goto(`/rooms/${roomId}/invites/${inviteId}`)
  await expect(ana.page.getByRole('dialog')).toContainText('What you offer · 45 minutes')
})

test('an invite says that its last time has passed', async ({ parley, openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  const inviteId = await offer(ana.client, roomId, [monday, monday], afternoon)
  await parley.kill()
  await parley.startAgain(`${monday}T16:00:00Z`)
  for (const { page, context } of [ana, ben]) {
    await context.clock.setFixedTime(`${monday}T16:00:00Z`)
    await page.goto(`/rooms/${roomId}`)
    const card = conversation(page).getByRole('article', { name: 'Invite, expired' })
    await expect(card).toContainText('The last time that was offered has passed.')
    await expect(card.getByRole('button').or(card.getByRole('link'))).toHaveCount(0)
    await page.goto(`/rooms/${roomId}/invites/${inviteId}`)
    await expect(page.getByRole('dialog').getByText('Expired')).toBeVisible()
    await expect(times(page)).toHaveCount(0)
  }
})

test('the picker opens at the first month with a time', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  const inviteId = await offer(ana.client, roomId, ['2026-12-09', '2026-12-11'], afternoon)
  await ben.page.goto(`/rooms/${roomId}/invites/${inviteId}`)
  await expect(ben.page.getByRole('heading', { name: 'December 2026' })).toBeVisible()
  await expect(ben.page.getByRole('region', { name: 'Times on Wednesday, December 9' })).toBeVisible()
  await expect(times(ben.page)).toHaveCount(4)
  await ben.page.getByRole('button', { name: /December 11/ }).click()
  await expect(ben.page.getByRole('region', { name: 'Times on Friday, December 11' })).toBeVisible()
})

test('notice and pauses of the settings hold for what is offered next', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const { page } = ana
  await bePliable(ana.client)
  const roomId = await makeRoom(ana.client, [ben.client])
  const dates = [friday, monday] as const
  // 14:00 in Lisbon is 13:00 UTC before the night of the 25th, and 14:00 UTC after it.
  await book(ben.client, await offer(ana.client, roomId, [monday, monday], afternoon), `${monday}T15:00:00Z`)

  await page.goto('/settings/availability')
  await choose(page, 'Minimum notice', '2 days')
  await choose(page, 'Pause before a meeting', '30 minutes')
  await choose(page, 'Pause after a meeting', '15 minutes')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()
  await page.reload()
  for (const [label, value] of [
    ['Minimum notice', '2 days'],
    ['Pause before a meeting', '30 minutes'],
    ['Pause after a meeting', '15 minutes'],
  ] as const)
    await expect(setting(page, label)).toContainText(value)

  const inviteId = await offer(ana.client, roomId, dates, afternoon)
  await ben.page.goto(`/rooms/${roomId}/invites/${inviteId}`)
  // Two days from Friday, 11:00 in Lisbon: Saturday is too soon, Sunday is not.
  const free = ben.page.getByRole('gridcell').locator('[role=button]:not([aria-disabled=true])')
  await expect(free).toHaveText(['25', '26'])
  await ben.page.getByRole('button', { name: /October 26/ }).click()
  // 15:00 to 15:30 in Lisbon is taken: nothing ends later than 14:45, nothing begins before 16:00.
  await expect(times(ben.page)).toHaveText([/^10:00/, /^10:15/])
})

test('the card proposes times of different days at which both are awake', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  await offer(ana.client, roomId, [monday, '2026-10-30'])
  await ben.page.goto(`/rooms/${roomId}`)
  const proposed = conversation(ben.page).getByRole('list', { name: 'Next free times' }).getByRole('button')
  await expect(proposed).toHaveText([
    /^Mon, Oct 26, 7:00\sAM$/,
    /^Tue, Oct 27, 7:00\sAM$/,
    /^Wed, Oct 28, 7:00\sAM$/,
  ])
  await proposed.first().click()
  await expect(ben.page.getByRole('group', { name: 'The time you chose' })).toContainText('Mon, Oct 26, 7:00')
  await expect(ben.page.getByRole('checkbox', { name: 'Take it all the same' })).toHaveCount(0)
})

async function choose(page: Page, label: string, value: string): Promise<void> {
  await setting(page, label).click()
  await page.getByRole('option', { name: value, exact: true }).click()
}

function setting(page: Page, label: string): Locator {
  return page.getByRole('button', { name: new RegExp(label) })
}

function times(page: Page): Locator {
  return page
    .getByRole('region', { name: /^Times on/ })
    .getByRole('listitem')
    .getByRole('button')
}
