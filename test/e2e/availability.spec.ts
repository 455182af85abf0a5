import { join } from 'node:path'

import { expect, expectAccessible, isPhone, type Page, test } from '#test/support/browser.ts'
import { makeRoom } from '#test/support/client.ts'
import { bePliable, book, offer } from '#test/support/story-world.ts'

// A Friday in Lisbon, two days before its clocks go back.
const friday = '2026-10-23'

test.describe.configure({ timeout: 240_000 })
test.use({ startAt: `${friday}T10:00:00Z` })

test('a week is drawn by mouse and by keyboard, a second schedule is kept, and all of it is there again', async ({
  openSignedIn,
}) => {
  const { page, client } = await openSignedIn('ana')
  const ben = await openSignedIn('ben')
  await bePliable(client)
  const roomId = await makeRoom(client, [ben.client])
  const inviteId = await offer(client, roomId, ['2026-10-26', '2026-10-26'])
  await book(ben.client, inviteId, '2026-10-26T10:00:00Z')

  await page.goto('/settings/availability')
  const week = page.getByRole('region', { name: 'Week', exact: true })
  const surface = week.getByRole('application')
  const row = (day: string) => page.getByRole('group', { name: day, exact: true })
  const time = (day: string, end: string) => row(day).getByRole('group', { name: `${day}, ${end}` })
  await expect(time('Monday', 'from')).toContainText('09')
  await look(page, 'schedule')
  // How it looks elsewhere stands beside what one draws, where there is room.
  const drawn = await surface.boundingBox()
  const elsewhere = await page.getByRole('complementary', { name: 'Beside your hours' }).boundingBox()
  expect((elsewhere?.x ?? 0) > (drawn?.x ?? 0) + (drawn?.width ?? 0)).toBe(!isPhone(page))

  await week.getByRole('button', { name: 'The week after' }).click()
  await expect(week.getByText('Meetings here')).toBeVisible()

  await test.step('by keyboard', async () => {
    await surface.focus()
    await expect(week.getByText('Mon 26 Oct, 09:00, open 09:00–17:00')).toBeVisible()
    // One hour later stands the meeting.
    await page.keyboard.press('PageDown')
    await expect(week.getByText(/You have “Meeting: /)).toBeVisible()
    await page.keyboard.press('PageUp')
    // The mark is never out of sight.
    for (let hour = 9; hour > 0; hour -= 1) await page.keyboard.press('PageUp')
    await expect(surface.locator('[data-mark]')).toBeInViewport()
    for (let hour = 0; hour < 23; hour += 1) await page.keyboard.press('PageDown')
    await expect(surface.locator('[data-mark]')).toBeInViewport()
    for (let hour = 23; hour > 9; hour -= 1) await page.keyboard.press('PageUp')
    // Saturday is empty: an hour is added, taken, and made longer.
    for (let day = 0; day < 5; day += 1) await page.keyboard.press('ArrowRight')
    await expect(week.getByText('It is outside your hours.')).toBeVisible()
    await page.keyboard.press('Enter')
    await expect(time('Saturday', 'to')).toContainText('10')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Shift+PageDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(time('Saturday', 'from')).toContainText('15')
    await expect(time('Saturday', 'to')).toContainText('11')
    // Taken and put back leaves it; Delete removes it from Monday.
    await page.keyboard.press('Enter')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Escape')
    await expect(time('Saturday', 'from')).toContainText('15')
    for (let day = 0; day < 5; day += 1) await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Delete')
    await expect(row('Monday').getByRole('checkbox')).not.toBeChecked()
  })

  if (!isPhone(page)) {
    await test.step('by mouse', async () => {
      await surface.scrollIntoViewIfNeeded()
      const column = surface.locator('[data-date="2026-11-01"]')
      await drag(page, column, 10, 12)
      await expect(time('Sunday', 'from')).toContainText('10')
      await expect(time('Sunday', 'to')).toContainText('12')
      // Its lower end is pulled down, then the whole of it moves an hour up.
      await dragFrom(page, column.locator('[data-edge=to]'), 1)
      await expect(time('Sunday', 'to')).toContainText('13')
      await dragFrom(page, column.locator('[data-window]'), -1)
      await expect(time('Sunday', 'from')).toContainText('09')
      await expect(time('Sunday', 'to')).toContainText('12')
    })
  }

  await test.step('time away', async () => {
    const month = page.getByRole('region', { name: 'Time away and other hours' })
    await month.getByRole('button', { name: 'Next' }).first().click()
    await month.getByRole('button', { name: /\b9 November|November 9,/ }).click()
    await month.getByRole('button', { name: /\b13 November|November 13,/ }).click()
    await expect(month.getByText('Mon 9 Nov – Fri 13 Nov')).toBeVisible()
    await month.getByRole('button', { name: 'Away' }).click()
    const dates = page.getByRole('region', { name: 'Other hours on a date' })
    await expect(dates.getByText(/9 Nov – .*13 Nov/)).toBeVisible()
    await look(page, 'schedule-away', month)
    // One date alone is pressed once.
    await month.getByRole('button', { name: /\b18 November|November 18,/ }).click()
    await expect(month.getByText('Wed 18 Nov', { exact: true })).toBeVisible()
    await month.getByRole('button', { name: 'Away' }).click()
    await expect(month.getByText('No dates chosen')).toBeVisible()
    await expect(dates.getByText(/^Wed.* 18 Nov/)).toBeVisible()
  })

  await test.step('elsewhere, live', async () => {
    const there = page.getByRole('region', { name: 'How it looks elsewhere' })
    const offered = there.getByRole('definition')
    // Saturday 09:15–11:15 in Lisbon is five in the morning in New York, whose clocks have not changed yet.
    await expect(there.getByText(/05:15/)).toBeVisible()
    const zone = there.getByRole('combobox', { name: 'Their time zone' })
    // Scrolling closes the list, so the field is brought into view first.
    await zone.click()
    await zone.fill('tokyo')
    await expect(page.getByRole('option', { name: /Tokyo/ })).toBeVisible()
    await zone.press('Enter')
    await expect(zone).toHaveValue(/Tokyo/)
    await expect(there.getByText(/18:15/)).toBeVisible()
    await expect(offered.first()).toBeVisible()
    await expect(there.getByText(/Clocks in Lisbon change on Sun 25 Oct/)).toBeVisible()
    await look(page, 'schedule-elsewhere', there)
  })

  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved.')).toBeVisible()

  await test.step('a second schedule', async () => {
    await page.getByRole('button', { name: 'Options of this schedule' }).click()
    await page.getByRole('menuitem', { name: 'Copy' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Evenings')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('button', { name: /Evenings/ })).toBeVisible()
    await choose(page, 'Meetings a day', 'At most 2')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('Not saved yet.')).toHaveCount(0)
    await look(page, 'schedule-second')
  })

  await page.reload()
  await expect(page.getByRole('button', { name: /Working hours.*Schedule/ })).toBeVisible()
  await expect(time('Saturday', 'from')).toContainText('15')
  await expect(page.getByRole('button', { name: /No limit.*Meetings a day/ })).toBeVisible()
  await choose(page, 'Schedule', 'Evenings')
  await expect(page.getByRole('button', { name: /At most 2.*Meetings a day/ })).toBeVisible()
  await expect(time('Saturday', 'from')).toContainText('15')
})

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(label) }).click()
  await page.getByRole('option', { name: new RegExp(`^${option}`) }).click()
}

type Place = ReturnType<Page['locator']>
const hourHeight = 28

async function drag(page: Page, column: Place, from: number, to: number): Promise<void> {
  const box = await column.boundingBox()
  if (!box) throw new Error('The day is not drawn.')
  const x = box.x + box.width / 2
  await page.mouse.move(x, box.y + from * hourHeight + 1)
  await page.mouse.down()
  await page.mouse.move(x, box.y + (from + to) * (hourHeight / 2), { steps: 4 })
  await page.mouse.move(x, box.y + to * hourHeight - 1, { steps: 4 })
  await page.mouse.up()
}

async function dragFrom(page: Page, handle: Place, hours: number): Promise<void> {
  const box = await handle.boundingBox()
  if (!box) throw new Error('There is nothing to take hold of.')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.mouse.move(x, y + hours * hourHeight, { steps: 6 })
  await page.mouse.up()
}

async function look(page: Page, name: string, at?: Place): Promise<void> {
  await at?.scrollIntoViewIfNeeded()
  // What was just said to those who hear the page points at things that are gone, until it is forgotten.
  await expect(page.locator('[role=log] [role=img]')).toHaveCount(0)
  const size = isPhone(page) ? 'phone' : 'desktop'
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const path = join(test.info().project.outputDir, 'screens', `${name}-${size}-${colorScheme}.png`)
    await page.screenshot({ path, animations: 'disabled', fullPage: true })
    await expectAccessible(page, colorScheme === 'light' ? 'all' : 'colours')
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
