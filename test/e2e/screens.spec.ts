import { join } from 'node:path'

import { makeOffering, makePng, takeHandle } from '#test/consultations/offerings.ts'
import { makeRoom } from '#test/support/client.ts'
import {
  conversation,
  expect,
  expectAccessible,
  isPhone,
  mailedLink,
  type Page,
  test,
} from '#test/support/browser.ts'
import { bePliable, book, cancel, offer, reschedule, withdraw, write } from '#test/support/story-world.ts'

import { comeIn, expectPicture } from './call-story.ts'

const friday = '2026-10-23'
const tuesday = '2026-11-03'

test.use({
  startAt: `${friday}T10:00:00Z`,
  expected: /status of (404|422)|WebSocket connection|net::ERR_/,
  trace: 'off',
})
test.describe.configure({ timeout: 300_000 })

test('before one is inside', async ({ parley, open }) => {
  const { page, ...ben } = await open('ben')
  await page.goto('/sign-up?email=ben@parley.test')
  await look(page, 'sign-up', page.getByRole('button', { name: 'Make the account' }))
  await page.getByRole('button', { name: 'Make the account' }).click()
  await look(page, 'sign-up-refused', page.locator('input[aria-invalid=true]'))

  await page.goto('/sign-in')
  await look(page, 'sign-in', page.getByRole('button', { name: 'Sign in', exact: true }))

  await page.goto('/forgot-password')
  await look(page, 'forgot-password', page.getByRole('button', { name: 'Send the link' }))

  await page.goto('/sign-up')
  await page.getByLabel('Your name').fill(ben.name)
  await page.getByLabel('Mail address').fill(ben.email)
  await page.getByLabel('Password', { exact: true }).fill(ben.password)
  await page.getByRole('button', { name: 'Make the account' }).click()
  await expect(page).toHaveURL(/\/rooms$/)

  await page.goto(await mailedLink(parley, { page, ...ben }))
  await look(page, 'mailed-link', page.getByRole('button', { name: 'Yes, this is my address' }))
  await page.goto(`${parley.url}/link/nothing-behind-it`)
  await look(page, 'mailed-link-unknown', page.getByRole('heading', { level: 1 }))

  await page.goto(parley.outboxUrl())
  await look(page, 'outbox', page.getByRole('heading', { name: 'Outbox' }))
  await page.goto(`${parley.url}/no/such/page`)
  await look(page, 'not-found', page.getByText('There is nothing here'))
  await page.goto(`${parley.url}/join/no-such-link`)
  await look(page, 'join-unknown', page.getByText('There is nothing here'))
})

test('the ways into a room', async ({ open, openSignedIn }) => {
  const [ana, { page }] = await Promise.all([openSignedIn('ana'), open('ben')])
  const roomId = await makeRoom(ana.client, [])
  const made = await ana.client.post(`/api/rooms/${roomId}/entries/link`)
  const entry = new URL(made.body.entry.url).pathname

  await page.goto(entry)
  await look(page, 'enter-signed-out', page.getByRole('link', { name: 'Make an account' }))
  await ana.page.goto(entry)
  await look(ana.page, 'enter-already-in', ana.page.getByText('You are in this room already'))
  await page.goto('/enter/nothing-behind-it')
  await look(page, 'enter-unknown', page.getByText('This way in is not known'))

  const chiyo = await openSignedIn('chiyo')
  await chiyo.page.goto(entry)
  await look(chiyo.page, 'enter', chiyo.page.getByRole('button', { name: 'Come in' }))
})

test('rooms and what is said in them', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const { page } = ana
  await page.goto('/rooms')
  await look(page, 'rooms-empty', page.getByText('No rooms yet'))
  await page.getByRole('button', { name: 'New room' }).first().click()
  await look(page, 'new-room', page.getByRole('dialog'))
  await page.keyboard.press('Escape')

  const roomId = await makeRoom(ana.client, [])
  await page.goto(`/rooms/${roomId}`)
  await look(page, 'room-empty', page.getByRole('textbox', { name: /^Write to/ }))

  const kitchen = await makeRoom(
    ana.client,
    [ben.client],
    'Kitchen, second attempt with a name that is much too long',
  )
  await write(
    ben.client,
    kitchen,
    'Hi Ana. Three things:\n\n- the **wall**\n- the window: https://example.com/a/very/long/address/that/goes/on/and/on/for/ever\n- `code` and *emphasis*',
  )
  await write(
    ben.client,
    kitchen,
    'And one more line that is long enough to be broken, so that the measure of the conversation shows.',
  )
  await write(ana.client, kitchen, 'Thanks. Let me look at it.')
  await page.goto('/rooms')
  await look(page, 'rooms-list', page.getByText(/Kitchen, second/).first())
  await page.goto(`/rooms/${kitchen}`)
  await look(page, 'room', page.getByText('Let me look at it.').last())
  await openOwnMessage(page)
  await page.getByRole('textbox', { name: 'Edit message' }).waitFor()
  await look(page, 'message-edit', page.getByRole('textbox', { name: 'Edit message' }))
  await page.keyboard.press('Escape')

  await page.getByRole('textbox', { name: /^Write to/ }).fill('@be')
  await look(page, 'mention', page.getByRole('option', { name: /Ben Carter/ }))
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Room options' }).click()
  await page.getByRole('menuitem', { name: 'Message settings' }).click()
  await look(page, 'message-settings', page.getByRole('dialog').getByText('Mute messages').first())
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByRole('button', { name: 'Room options' }).click()
  await look(page, 'room-options', page.getByRole('menu'))
  await page.getByRole('menuitem', { name: 'Bring others in' }).click()
  await page
    .getByRole('button', { name: 'Make an entry link' })
    .or(page.getByLabel('Entry link'))
    .first()
    .waitFor()
  await look(page, 'room-drawer', page.getByRole('heading', { name: 'People' }))
  await page
    .getByRole('button', { name: /^Close/ })
    .first()
    .click()
  await page.getByRole('button', { name: 'Room options' }).click()
  await page.getByRole('menuitem', { name: 'Leave room' }).click()
  await look(page, 'leave-room', page.getByRole('alertdialog').or(page.getByRole('dialog')))
  await page.keyboard.press('Escape')

  await page.goto('/rooms/01a00000-0000-7000-8000-000000000000')
  await look(page, 'room-unknown', page.getByText('There is no room here for you'))
})

test('from the calendar icon to Send', async ({ openSignedIn }) => {
  const [{ client, page }, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(client, [ben.client])
  await page.goto(`/rooms/${roomId}`)
  await page.getByRole('button', { name: 'Invite to a meeting' }).click()
  const dialog = page.getByRole('dialog')
  await look(page, 'invite-1-connect', dialog.getByRole('button', { name: 'Skip' }))
  await dialog.getByRole('button', { name: /^Google/ }).click()
  await look(page, 'invite-1-connect-google', dialog.getByText('is not turned on here yet').first())
  await dialog.getByRole('button', { name: 'Skip' }).click()
  await look(page, 'invite-2-hours', dialog.getByRole('button', { name: 'Next' }))
  await dialog.getByRole('combobox', { name: 'Time zone' }).fill('am')
  await look(page, 'invite-2-zone', page.getByRole('listbox'))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('listbox')).toBeHidden()
  await dialog.getByRole('button', { name: /^Copy Monday/ }).click()
  await look(page, 'invite-2-copy', page.getByRole('button', { name: 'Apply' }))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Apply' })).toBeHidden()
  await dialog.getByRole('group', { name: 'Last day' }).scrollIntoViewIfNeeded()
  await look(page, 'invite-2-dates', dialog.getByRole('button', { name: 'Next' }))
  await dialog.getByRole('button', { name: 'Next' }).click()
  await look(page, 'invite-3-duration', dialog.getByRole('button', { name: 'Send' }))
})

test('the forms that link a calendar', async ({ openSignedIn }) => {
  const { page } = await openSignedIn('ana')
  await page.goto('/settings/calendars')
  for (const kind of ['Apple iCloud', 'CalDAV', 'Calendar feed']) {
    await page.getByRole('button', { name: new RegExp(`^${kind}`) }).click()
    const connect = page.getByRole('button', { name: 'Connect', exact: true }).filter({ visible: true })
    await look(page, `link-${kind.toLowerCase().replace(' ', '-')}`, connect)
  }
})

test('cards, the picker and the join page', async ({ parley, openSignedIn }) => {
  const [ana, ben, chiyo] = await Promise.all([
    openSignedIn('ana'),
    openSignedIn('ben'),
    openSignedIn('chiyo'),
  ])
  await bePliable(ana.client)
  const kitchen = await makeRoom(ana.client, [ben.client])
  const moved = await book(
    ben.client,
    await offer(ana.client, kitchen, [tuesday, tuesday]),
    `${tuesday}T15:00:00Z`,
  )
  await reschedule(ben.client, moved.id, `${tuesday}T16:30:00Z`, 'The builders come at three.')
  const lost = await book(
    ben.client,
    await offer(ana.client, kitchen, [tuesday, tuesday]),
    `${tuesday}T18:00:00Z`,
  )
  await cancel(ana.client, lost.id, 'The van broke down.')
  await withdraw(ana.client, await offer(ana.client, kitchen, [tuesday, tuesday]))
  const open = await offer(ana.client, kitchen, ['2026-10-26', '2026-11-20'])

  for (const { page } of [ana, ben]) {
    const who = page === ana.page ? 'organizer' : 'booker'
    await page.goto(`/rooms/${kitchen}`)
    const cards = conversation(page).getByRole('article')
    await expect(cards).toHaveCount(4)
    await expect(cards.getByText(/^Reading the/)).toHaveCount(0)
    await expect(cards.last().getByRole('link', { name: 'Schedule a meeting' })).toBeVisible()
    for (const [index, name] of ['moved', 'cancelled', 'withdrawn', 'open'].entries()) {
      await cards.nth(index).scrollIntoViewIfNeeded()
      await look(page, `card-${name}-${who}`, cards.nth(index))
    }
  }
  await cardActions(ben.page)

  await ben.page.goto(`/rooms/${kitchen}/invites/${open}`)
  await look(ben.page, 'picker', ben.page.getByRole('button', { name: /26 October|October 26/ }).first())
  await ben.page.goto(`/rooms/${kitchen}/invites/${open}?day=2026-10-27`)
  const time = ben.page.getByRole('dialog').getByRole('listitem').getByRole('button')
  await look(ben.page, 'picker-day', time.first())
  await time.filter({ hasText: '11:00 AM' }).first().click()
  await look(ben.page, 'picker-chosen', ben.page.getByRole('button', { name: 'Confirm' }))
  await time.filter({ hasText: '5:00 AM' }).first().click()
  await look(ben.page, 'picker-odd-hour', ben.page.getByRole('checkbox', { name: 'Take it all the same' }))
  await ana.page.goto(`/rooms/${kitchen}/invites/${open}?day=2026-10-27`)
  await ana.page.getByRole('dialog').getByRole('listitem').getByRole('button').first().click()
  await look(ana.page, 'picker-own', ana.page.getByText('You offered these times'))

  const joins = { early: moved, cancelled: lost }
  for (const [name, meeting] of Object.entries(joins)) {
    await ben.page.goto(new URL(meeting.joinUrl).pathname)
    await look(ben.page, `join-${name}`, ben.page.getByRole('heading', { level: 1 }))
  }

  const all = await makeRoom(chiyo.client, [ana.client, ben.client], 'Spring launch')
  await bePliable(chiyo.client)
  const near = await book(
    ana.client,
    await offer(chiyo.client, all, [friday, '2026-10-24']),
    `${friday}T10:15:00Z`,
  )
  for (const { page } of [ana, ben]) {
    const who = page === ana.page ? 'booker' : 'attendee'
    await page.goto(`/rooms/${all}`)
    await look(page, `card-near-${who}`, conversation(page).getByRole('article').first())
  }
  await ana.page.goto(new URL(near.joinUrl).pathname)
  await look(ana.page, 'join-open', ana.page.getByRole('heading', { level: 1 }))
  expect(new URL(near.joinUrl).origin).toBe(parley.url)
})

test('a call before, in and after it', async ({ parley, openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  await bePliable(ana.client)
  const kitchen = await makeRoom(ana.client, [ben.client])
  const near = await book(
    ben.client,
    await offer(ana.client, kitchen, [friday, '2026-10-24']),
    `${friday}T10:15:00Z`,
  )
  const path = new URL(near.joinUrl).pathname
  const { page } = ana
  await page.clock.setFixedTime(`${friday}T10:06:00Z`)
  await page.goto(path)
  await look(page, 'call-lobby-early', page.getByRole('heading', { level: 1 }))

  const started = await ana.client.post(`/api/rooms/${kitchen}/call`)
  await page.goto(started.body.joinPath)
  await look(page, 'call-lobby', page.locator('video[aria-label="Your picture"]'))
  await comeIn(page)
  await look(page, 'call-alone', page.getByText('You are the first'))
  await ben.page.goto(started.body.joinPath)
  await comeIn(ben.page)
  await expectPicture(page, ben.name, 60_000)
  await look(page, 'call', page.locator('figure'))
  page.setDefaultTimeout(60_000)
  await page.getByRole('button', { name: 'Show messages' }).click()
  const card = page.getByRole('article', { name: /^Meeting/ })
  await expect(card.getByRole('link', { name: 'Join the meeting' })).toBeVisible()
  await expect(async () => card.scrollIntoViewIfNeeded()).toPass()
  await look(page, 'call-messages', card)
  await page.getByRole('complementary').getByRole('button', { name: 'Hide messages' }).click()
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Show who speaks large' }).click()
  await look(page, 'call-speaker', page.locator('figure'))
  await parley.kill()
  await look(page, 'call-line-away', page.getByText('The line to Parley is away.'))
})

test('the page behind a button in a mail', async ({ parley, open, openSignedIn }) => {
  const [chiyo, ana, ben] = await Promise.all([
    openSignedIn('chiyo'),
    openSignedIn('ana'),
    openSignedIn('ben'),
  ])
  const room = await makeRoom(chiyo.client, [ana.client, ben.client], 'Spring launch')
  const inviteId = await offer(chiyo.client, room, [tuesday, tuesday])
  const meeting = await book(ana.client, inviteId, `${tuesday}T16:00:00Z`)
  // Whoever reads the mail need not be signed in.
  const { page } = await open('dev')
  const link = page.locator('a[href*="/reply/"][href*="declined"]')
  await expect(async () => {
    await page.goto(parley.outboxUrl())
    await expect(link).toHaveCount(1, { timeout: 1 })
  }).toPass({ timeout: 15_000 })
  const address = (await link.getAttribute('href')) ?? ''
  const stop = await page.locator('article', { has: link }).locator('a[href*="/stop/"]').getAttribute('href')
  await page.goto(stop ?? '')
  await look(page, 'stop', page.getByRole('button', { name: 'Stop these mails' }))
  await page.goto(address)
  await look(page, 'reply', page.getByRole('button', { name: 'Decline', exact: true }))
  await page.getByLabel('Reason (optional)').fill('I am on a train.')
  await page.getByRole('button', { name: 'Decline', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'You declined' })).toBeVisible()
  await ben.page.goto(`/rooms/${room}`)
  await expect(conversation(ben.page).getByText('I am on a train.').first()).toBeVisible()
  await reschedule(ana.client, meeting.id, `${tuesday}T17:00:00Z`, '')
  await page.goto(address)
  await look(page, 'reply-moved', page.getByRole('heading', { name: 'The meeting was moved since' }))
})

test('consultations', async ({ openSignedIn, open }) => {
  const [ana, { page }] = await Promise.all([openSignedIn('ana'), open('ben')])
  await bePliable(ana.client)
  await ana.page.goto('/settings/consultations')
  await look(ana.page, 'consultations-address', ana.page.getByText('You offer nothing yet'))
  await takeHandle(ana.client, 'ana')
  const question = { label: 'How large is it?', required: true, kind: 'line', choices: [] }
  const { id } = await makeOffering(ana.client, {
    price: { minor: 4500, currency: 'EUR' },
    answerWithinMinutes: 720,
    questions: [
      { ...question, id: 'size' },
      { ...question, id: 'sun', label: 'How much sun has it?', kind: 'choice', choices: ['Much', 'Little'] },
    ],
  })
  const picture = makePng(960, 320).toString('base64')
  await ana.client.put(`/api/me/offerings/${id}/picture`, { content: picture })
  await makeOffering(ana.client, { title: 'Walk through your garden', audience: 'link_only' }, false)
  await ana.page.reload()
  await look(ana.page, 'consultations', ana.page.getByText('Garden plan'))
  await ana.page.getByRole('button', { name: 'More for Garden plan' }).click()
  await look(ana.page, 'consultations-more', ana.page.getByRole('menu'))
  await ana.page.getByRole('menuitem', { name: 'Put it on your site' }).click()
  await look(ana.page, 'consultations-embed', ana.page.getByRole('dialog'))
  await ana.page.goto(`/settings/consultations/${id}`)
  await look(ana.page, 'offering-editor', ana.page.getByLabel('Title'))
  await ana.page.getByLabel('Question 2', { exact: true }).scrollIntoViewIfNeeded()
  await look(ana.page, 'offering-questions', ana.page.getByLabel('Question 2', { exact: true }))

  await page.goto('/p/ana')
  await look(page, 'offerer', page.getByRole('heading', { name: 'Ana Silva' }))
  await page.goto('/p/ana/garden-plan/embed')
  await look(page, 'offering-embedded', page.getByRole('heading', { name: 'Next free times' }))
  await page.goto('/p/ana/nothing')
  await look(page, 'offering-unknown', page.getByText('There is nothing here'))
  await page.goto('/p/ana/garden-plan')
  const times = page.getByRole('region', { name: 'Choose a time' })
  await look(page, 'offering', times.getByText('October 2026'))
  if (isPhone(page)) await times.getByRole('button', { name: /October 26/ }).click()
  const free = times.getByRole('region', { name: /^Times on / }).getByRole('button', { name: /^\d/ })
  await free.last().click()
  await look(page, 'offering-chosen', page.getByRole('group', { name: 'The time you chose' }))
})

test('settings', async ({ openSignedIn }) => {
  const { page } = await openSignedIn('ana')
  for (const name of [
    'profile',
    'time',
    'notifications',
    'availability',
    'calendars',
    'security',
    'waiting',
  ]) {
    await page.goto(`/settings/${name}`)
    await look(page, `settings-${name}`, page.getByRole('main').getByRole('heading', { level: 1 }))
  }
  await page.goto('/settings/calendars')
  await page.getByRole('button', { name: 'Make an address' }).click()
  await page.getByLabel('Your private address').scrollIntoViewIfNeeded()
  await look(page, 'settings-feed', page.getByLabel('Your private address'))
  // Who made the first account runs this Parley.
  await page.goto('/settings/unsent')
  await look(page, 'settings-unsent', page.getByRole('heading', { name: 'Meetings in calendars' }))
})

async function openOwnMessage(page: Page): Promise<void> {
  const mine = page.locator('[data-message]').filter({ hasText: 'Let me look at it.' }).last()
  if (isPhone(page)) {
    await mine.getByRole('button', { name: 'Message options' }).click()
    await page.getByRole('menuitem', { name: 'Edit' }).click()
  } else {
    await mine.hover()
    await mine.getByRole('button', { name: 'Edit message' }).click()
  }
}

async function cardActions(page: Page): Promise<void> {
  const card = conversation(page).getByRole('article').first()
  await card.getByRole('button', { name: /^History/ }).click()
  await look(page, 'card-history', card.getByRole('button', { name: 'Less' }))
  await card.getByRole('button', { name: 'Add to calendar' }).click()
  await look(page, 'card-add-to-calendar', page.getByRole('menu'))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
  await card.getByRole('button', { name: 'Reschedule' }).click()
  await look(page, 'reschedule', page.getByRole('dialog'))
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await card.getByRole('button', { name: 'Cancel', exact: true }).click()
  await look(page, 'cancel', page.getByRole('dialog'))
  await page.getByRole('button', { name: 'Keep it' }).click()
  await expect(page.getByRole('dialog')).toBeHidden()
}

// A picture of the screen in each scheme, and what a machine finds wrong with it.
async function look(page: Page, name: string, ready: ReturnType<Page['locator']>): Promise<void> {
  await expect(ready.first()).toBeVisible()
  await expect(page.getByText(/^(Reading|Loading|Opening|Looking|Asking) /)).toHaveCount(0)
  await page.evaluate(() => document.fonts.ready)
  const size = isPhone(page) ? 'phone' : 'desktop'
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const path = join(test.info().project.outputDir, 'screens', `${name}-${size}-${colorScheme}.png`)
    await page.screenshot({ path, animations: 'disabled' })
    // The page is the same in both schemes but for its colours.
    const rules = colorScheme === 'light' ? 'all' : 'colours'
    await test.step(`${name}, ${colorScheme}`, () => expectAccessible(page, rules))
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
