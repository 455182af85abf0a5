import { join } from 'node:path'

import { startFakeGoogle, type FakeGoogle } from '#test/support/fakes/google/fake-google.ts'
import {
  conversation,
  expect,
  expectAccessible,
  type Locator,
  type Page,
  test as base,
} from '#test/support/browser.ts'
import { cast } from '#test/support/cast.ts'
import { makeRoom } from '#test/support/client.ts'
import { bePliable, dateInDays } from '#test/support/story-world.ts'
import { HOUR } from '#time/instant.ts'
import { weekdayOf } from '#time/wall-time.ts'
import { startOfDate } from '#time/zone.ts'

const client = { id: 'parley.apps', secret: 'a-secret-of-ours', name: 'Parley' }
const anaThere = 'ana.silva@example.com'

/** A story with a Google beside Parley, where Ana has an account. */
const test = base.extend<{ google: FakeGoogle }>({
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads what a fixture needs from its pattern
  google: async ({}, use) => {
    const google = await startFakeGoogle({ accounts: [{ email: anaThere, timeZone: 'Europe/Lisbon' }] })
    await use(google)
    await google.stop()
  },
  settings: async ({ google }, use) => {
    await use({
      GOOGLE_CLIENT_ID: client.id,
      GOOGLE_CLIENT_SECRET: client.secret,
      GOOGLE_ISSUER: google.origin,
      GOOGLE_API: google.origin,
    })
  },
})

test.describe.configure({ timeout: 180_000 })
// Forms that are refused, a picker that is open while its invite is booked, and Google's pages, which have no sign.
test.use({ expected: /status of (404|409|422)/ })

const lisbon = 'Europe/Lisbon'
// Ana's own hours are on workdays, and the clocks do not change on them.
const day = [2, 3, 4].map((days) => dateInDays(days)).find((date) => weekdayOf(date) <= 5) ?? dateInDays(2)
const at = (hour: number) => new Date(startOfDate(lisbon, day) + hour * HOUR).toISOString()

test('a calendar is linked from a room, and keeps in step with it', async ({
  google,
  parley,
  openSignedIn,
}) => {
  google.registerClient({ ...client, redirectUris: [`${parley.url}/oauth/google/callback`] })
  const there = google.person(anaThere)
  there.addEvent({ summary: 'Dentist', start: at(10), end: at(11) })
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  await bePliable(ana.client)
  const roomId = await makeRoom(ana.client, [ben.client], 'Kitchen rebuild')
  const { page } = ana

  await test.step('what cannot be linked is said beside the field, and nothing typed is lost', async () => {
    await page.goto(`/rooms/${roomId}`)
    await openFlow(page)
    await expect(heading(page, 'Connect your calendar')).toBeVisible()
    await expect(dialog(page).getByText('If you skip, you go without')).toBeVisible()
    await open(page, 'Calendar feed')
    await feedField(page).fill('not an address')
    await connect(page)
    await expect(dialog(page).getByText(/must start with https/)).toBeVisible()
    await expect(feedField(page)).toHaveValue('not an address')
    await open(page, 'CalDAV')
    await dialog(page).getByLabel('Address', { exact: true }).fill('https://10.0.0.1/dav')
    await visible(page, 'User name').fill('ana')
    await visible(page, 'App password').fill('abcd-efgh')
    await connect(page)
    await expect(dialog(page).locator('[data-invalid], [role=alert]').first()).toBeVisible()
    await expect(visible(page, 'User name')).toHaveValue('ana')
    // Whichever field was wrong: with another one mended it is asked anew.
    await visible(page, 'User name').fill('ana.silva')
    const asked = page.waitForRequest('**/api/calendars/links/caldav')
    await connect(page)
    expect((await asked).postDataJSON()).toMatchObject({ userName: 'ana.silva' })
    await expect(dialog(page).locator('[data-invalid], [role=alert]').first()).toBeVisible()
    await open(page, 'Apple iCloud')
    await expect(dialog(page).getByText('App-Specific Passwords')).toBeVisible()
    await expectSound(page)
  })

  await test.step('Ana types a note, goes to Google, and comes back to it', async () => {
    await dialog(page).getByRole('button', { name: 'Skip' }).click()
    await dialog(page).getByRole('button', { name: 'Next' }).click()
    await dialog(page).getByLabel('Note (optional)').fill('The wall and the window.')
    await dialog(page).getByRole('button', { name: 'Back' }).click()
    await dialog(page).getByRole('button', { name: 'Back' }).click()
    await dialog(page)
      .getByRole('button', { name: /^Google/ })
      .click()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await expect(dialog(page).getByText('the account did not let Parley in')).toBeVisible()
    await dialog(page)
      .getByRole('button', { name: /^Google/ })
      .click()
    await page.getByRole('button', { name: new RegExp(anaThere) }).click()
    await expect(page.getByRole('heading', { name: 'Connect this account?' })).toBeVisible()
    await expect(page.getByText(anaThere)).toBeVisible()
    await expectSound(page)
    await page.getByRole('button', { name: 'Connect', exact: true }).click()
    await expect(page).toHaveURL(new RegExp(`/rooms/${roomId}$`))
    await expect(heading(page, 'Share your availability')).toBeVisible()
    await expect(dialog(page).getByRole('img', { name: /you are busy once that week/ })).toBeVisible()
    await expectSound(page)
    await dialog(page).getByRole('button', { name: 'Next' }).click()
    await expect(dialog(page).getByLabel('Note (optional)')).toHaveValue('The wall and the window.')
    await dialog(page).getByRole('button', { name: 'Send' }).click()
  })

  await test.step('a busy hour is not offered to Ben', async () => {
    await ben.page.goto(`/rooms/${roomId}`)
    const card = ben.page.getByRole('article', { name: 'Ana Silva offers times for a meeting' })
    const href = await card.getByRole('link', { name: 'Schedule a meeting' }).getAttribute('href')
    await ben.page.goto(`${href}?day=${day}&zone=${lisbon}`)
    await expect(time(ben.page, '9:30 AM')).toBeVisible()
    await expect(time(ben.page, '11:00 AM')).toBeVisible()
    await expect(time(ben.page, '10:00 AM')).toHaveCount(0)
    await expect(time(ben.page, '10:30 AM')).toHaveCount(0)
  })

  await test.step('Ana is told why, and Ben books another', async () => {
    await page
      .getByRole('article', { name: 'You offer times for a meeting' })
      .getByRole('link', { name: 'Schedule a meeting' })
      .click()
    await page.setViewportSize({ width: 1280, height: 720 })
    await dialog(page).getByRole('button', { name: 'Why is a time missing?' }).click()
    await expect(dialog(page).getByRole('button', { name: 'Ask' })).toBeInViewport({ ratio: 1 })
    await typeInto(page, /day, Day/, `${day.slice(8)}${day.slice(5, 7)}${day.slice(0, 4)}`)
    await typeInto(page, /hour, Time/, '1030')
    await dialog(page).getByRole('button', { name: 'Ask' }).click()
    const why = dialog(page).getByText(`“Dentist” stands in your calendar ${anaThere}`)
    await expect(why).toBeInViewport({ ratio: 1 })
    await expectSound(page)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.keyboard.press('Escape')
    const outage = google.fail({ kind: 'backend-error', match: { method: 'GET' }, times: 1_000 })
    await time(ben.page, '3:00 PM').click()
    await ben.page.getByRole('button', { name: 'Confirm' }).click()
    await expect(conversation(ben.page).getByText(unread('Ana Silva’s'))).toBeVisible()
    outage.cancel()
    await expect(conversation(page).getByText(unread('Your'))).toBeVisible()
  })

  await test.step('the week of her own hours shows what stands there, to the eye, the mouse and the ear', async () => {
    const own = await ana.context.newPage()
    await own.goto('/settings/availability')
    const week = own.getByRole('region', { name: 'Week', exact: true })
    const column = week.locator(`[data-date="${day}"]`)
    await expect(week.locator('[data-date]').first()).toBeVisible()
    if ((await column.count()) === 0) await week.getByRole('button', { name: 'The week after' }).click()
    await expect(column.getByText('Dentist', { exact: true })).toBeVisible()
    const surface = week.getByRole('application')
    await surface.scrollIntoViewIfNeeded()
    await column.getByText('Dentist', { exact: true }).hover({ force: true })
    await expect(surface).toHaveAttribute('title', `Dentist (${anaThere})`)
    await own.mouse.down()
    await own.mouse.up()
    await expect(week.getByText(`There: Dentist (${anaThere})`)).toBeVisible()
    await expect(week.getByText('“Dentist” stands in your calendar')).toBeVisible()
    await own.keyboard.press('ArrowDown')
    const said = own.getByRole('status').filter({ hasText: `open 09:00–17:00, Dentist (${anaThere})` })
    await expect(said).toHaveCount(1)
    await lookAtWeek(own)
    await own.close()
  })

  await test.step('the meeting is in Google, and the card follows it there', async () => {
    await expect(card(page).getByText('In your Google Calendar')).toBeVisible()
    await expect.poll(() => startsOf(google)).toEqual([at(10), at(15)])
    await dragByAnHour(await ana.context.newPage(), google)
    await expect(card(page).getByRole('heading')).toContainText('16:00', { timeout: 30_000 })
    const before = new Date(at(15)).toLocaleTimeString('en-US', {
      timeZone: cast.ben.timeZone,
      hour: 'numeric',
      minute: '2-digit',
    })
    await expect(card(ben.page).locator('s')).toContainText(before.replace(/\s.*/, ''))
    await expect(conversation(page).getByText(/You moved the meeting from .* in your calendar/)).toBeVisible()
  })

  await test.step('a move it cannot follow is put back, and said in the time of whoever reads it', async () => {
    const meeting = there.events().find(({ summary }) => summary === 'Meeting: Kitchen rebuild')
    there.moveEvent(meeting?.id ?? '', at(11), at(20))
    const said = /moved the meeting to .* in (your|their) calendar, but a meeting takes from five minutes/
    await expect(conversation(page).getByText(said)).toContainText(/^You moved .* It stays on .*16:00/)
    await expect(conversation(ben.page).getByText(said)).toContainText(/^Ana Silva moved .*[AP]M in their/)
    await expect.poll(() => startsOf(google)).toEqual([at(10), at(16)])
  })

  await test.step('access is withdrawn: a banner asks to relink, and nothing is written twice', async () => {
    google.revoke(anaThere)
    const banner = page.getByRole('region', { name: 'Calendars to relink' })
    const { body } = await ana.client.get('/api/calendars')
    await ana.client.post(`/api/calendars/links/${body.links[0].id}/read`)
    await expect(banner).toContainText(anaThere)
    await expectSound(page)
    await openFlow(page)
    await expect(dialog(page).getByRole('button', { name: 'Relink' })).toBeVisible()
    await dialog(page).getByRole('button', { name: 'Close' }).click()
    await page.goto('/settings/calendars')
    await expect(page.getByText('Needs relinking')).toBeVisible()
    await expectSound(page)
    await page.goto(`/rooms/${roomId}`)
    await banner.getByRole('button', { name: 'Relink' }).click()
    await page.getByRole('button', { name: new RegExp(anaThere) }).click()
    await page.getByRole('button', { name: 'Relink', exact: true }).click()
    await expect(page).toHaveURL(new RegExp(`/rooms/${roomId}$`))
    await expect(banner).toHaveCount(0)
    await expect(card(page).getByText('In your Google Calendar')).toBeVisible()
    expect(startsOf(google)).toEqual([at(10), at(16)])
    expect(google.breaches()).toEqual([])
  })

  await test.step('Ana settles what counts, and ends the link', async () => {
    await page.goto('/settings/calendars')
    await page.getByText('All-day events').click()
    await expect(page.getByRole('checkbox', { name: 'All-day events' })).not.toBeChecked()
    await expect(page.getByRole('radio', { name: new RegExp(anaThere) })).toBeChecked()
    await expectSound(page)
    await page.getByRole('button', { name: 'Disconnect' }).click()
    await expect(page.getByRole('alertdialog').getByText(/already written stay/)).toBeVisible()
    await expectSound(page)
    await page.getByRole('alertdialog').getByRole('button', { name: 'Disconnect' }).click()
    await expect(page.getByText('No calendar is linked')).toBeVisible()
    expect(startsOf(google)).toHaveLength(2)
  })
})

function startsOf(google: FakeGoogle): string[] {
  const starts = google
    .person(anaThere)
    .events()
    .map(({ start }) => (start as { dateTime: string }).dateTime)
  return starts.map((at) => new Date(at).toISOString()).toSorted()
}

// In the week that Google's own page draws: a column for each day, 26⅔ pixels for each hour.
async function dragByAnHour(page: Page, google: FakeGoogle): Promise<void> {
  await page.goto(`${google.origin}/?account=${anaThere}`)
  const block = await page.getByTitle('Meeting: Kitchen rebuild').boundingBox()
  const [x, y] = [(block?.x ?? 0) + 10, (block?.y ?? 0) + 6]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x, y + 27, { steps: 4 })
  await page.mouse.up()
  await expect(page.getByLabel('Start of Meeting: Kitchen rebuild')).toHaveValue(`${day}T16:00`)
  await page.close()
}

const hourHeight = 28

async function lookAtWeek(page: Page): Promise<void> {
  await expectSound(page)
  for (const [width, height] of [
    [1280, 800],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height })
    const column = page.getByRole('application').locator(`[data-date="${day}"]`)
    await column.click({ position: { x: 24, y: 10.5 * hourHeight } })
    await expect(page.getByText(`There: Dentist (${anaThere})`)).toBeVisible()
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      const path = join(test.info().project.outputDir, 'screens', `own-week-${width}-${colorScheme}.png`)
      await page.screenshot({ path, animations: 'disabled', fullPage: true })
      await expectAccessible(page, 'colours')
    }
  }
}

function unread(whose: string): RegExp {
  return new RegExp(`^${whose} calendar could not be read just then: what it said on .* counted`)
}

function dialog(page: Page): Locator {
  return page.getByRole('dialog')
}

function heading(page: Page, name: string): Locator {
  return dialog(page).getByRole('heading', { name })
}

function card(page: Page): Locator {
  return page.getByRole('article', { name: /^Meeting/ })
}

function time(page: Page, at: string): Locator {
  return page.getByRole('dialog').getByRole('button', { name: new RegExp(`^${at}`) })
}

async function openFlow(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Invite to a meeting' }).click()
}

async function open(page: Page, kind: string): Promise<void> {
  await dialog(page)
    .getByRole('button', { name: new RegExp(`^${kind}`) })
    .click()
}

function visible(page: Page, label: string): Locator {
  return dialog(page).getByLabel(label).filter({ visible: true })
}

function feedField(page: Page): Locator {
  return dialog(page).getByLabel('Address of the feed')
}

async function connect(page: Page): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Connect', exact: true }).filter({ visible: true }).click()
}

// What was just announced of a button names one that may be gone by now; it is taken away by itself.
async function expectSound(page: Page): Promise<void> {
  await expect(page.locator('[data-live-announcer] [role=img]')).toHaveCount(0)
  await expectAccessible(page)
}

async function typeInto(page: Page, segment: RegExp, text: string): Promise<void> {
  await dialog(page).getByRole('spinbutton', { name: segment }).click()
  await page.keyboard.type(text)
}
