import { makeRoom } from '#test/support/client.ts'
import { conversation, expect, type Locator, type Page, test } from '#test/support/browser.ts'
import { dateInDays, offer } from '#test/support/story-world.ts'

test.describe.configure({ timeout: 240_000 })

const mostTabs = 200

test('from the calendar icon to Send', async ({ openSignedIn }) => {
  const [{ client, page }, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(client, [ben.client])
  await page.goto(`/rooms/${roomId}`)
  const icon = page.getByRole('button', { name: 'Invite to a meeting' })
  await expect(icon).toBeVisible()
  const flow = page.getByRole('dialog')
  await press(page, icon, 'Enter')

  await press(page, flow.getByRole('button', { name: /^Google/ }), 'Enter')
  await expect(flow.getByText('Linking Google Calendar is not turned on here yet')).toBeVisible()
  await press(page, flow.getByRole('button', { name: 'Skip' }), 'Enter')

  await tabTo(page, flow.getByRole('combobox', { name: 'Time zone' }))
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('madrid')
  await expect(page.getByRole('option', { name: /Madrid/ })).toBeVisible()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(flow.getByRole('combobox', { name: 'Time zone' })).toHaveValue(/Madrid/)
  await expect(page.getByRole('listbox')).toHaveCount(0)

  const monday = flow.getByRole('group', { name: 'Monday', exact: true })
  await press(page, monday.getByRole('button', { name: 'Add hours on Monday' }), 'Enter')
  await expect(monday.getByRole('button', { name: /^Remove/ })).toHaveCount(2)
  const copy = monday.getByRole('button', { name: /^Copy Monday/ })
  await press(page, copy, 'Enter')
  const copying = page.getByRole('dialog', { name: /^Copy Monday/ })
  await press(page, copying.getByRole('checkbox', { name: /^Tue/ }), 'Space')
  await press(page, copying.getByRole('button', { name: 'Apply' }), 'Enter')
  await expect(copy).toBeFocused()

  await tabTo(page, flow.getByRole('group', { name: 'Last day' }).getByRole('spinbutton', { name: /^year/ }))
  await page.keyboard.press('ArrowDown')
  await expect(flow.getByText('The last date is before the first.')).toBeVisible()
  await expect(flow.getByRole('button', { name: 'Next' })).toBeDisabled()
  await page.keyboard.press('ArrowUp')
  await press(page, flow.getByRole('button', { name: 'Next' }), 'Enter')

  await tabTo(page, flow.getByRole('radio', { name: '30 min' }))
  await page.keyboard.press('ArrowRight')
  await expect(flow.getByRole('radio', { name: '45 min' })).toBeChecked()
  await tabTo(page, flow.getByLabel('Note (optional)'))
  await page.keyboard.type('Without a mouse.')
  await press(page, flow.getByRole('button', { name: 'Send' }), 'Enter')
  await expect(flow).toHaveCount(0)
  await expect(conversation(page).getByText('Without a mouse.')).toBeVisible()
  await expect(icon).toBeFocused()
})

test('from Schedule to Confirm', async ({ openSignedIn }) => {
  const [ana, { client, page }] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [client])
  const afternoon = [['14:00', '18:00']]
  const weekly = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), afternoon]))
  await offer(ana.client, roomId, [dateInDays(1), dateInDays(9)], { weekly })
  await page.goto(`/rooms/${roomId}`)
  const schedule = page.getByRole('link', { name: 'Schedule a meeting' })
  await expect(schedule).toBeVisible()
  await press(page, schedule, 'Enter')

  const picker = page.getByRole('dialog')
  const day = picker.getByRole('gridcell').locator('[role=button]:not([aria-disabled=true])').last()
  await expect(day).toBeVisible()
  await tabTo(page, picker.getByRole('gridcell').locator('[role=button][tabindex="0"]'))
  for (let moves = 0; moves < 40 && !(await isFocused(day)); moves += 1)
    await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const times = picker
    .getByRole('region', { name: /^Times on/ })
    .getByRole('listitem')
    .getByRole('button')
  await expect(times.first()).toBeVisible()
  await press(page, times.first(), 'Enter')

  const chosen = picker.getByRole('group', { name: 'The time you chose' })
  await expect(chosen).toBeFocused()
  await tabTo(page, chosen.getByRole('textbox'))
  await page.keyboard.type('By keyboard alone.')
  await press(page, chosen.getByRole('button', { name: 'Confirm' }), 'Enter')
  await expect(picker).toHaveCount(0)
  await expect(conversation(page).getByRole('article', { name: /^Meeting/ })).toBeVisible()
  // The button that led here is gone with its card: the conversation keeps the focus.
  await expect(conversation(page)).toBeFocused()
})

async function press(page: Page, target: Locator, key: 'Enter' | 'Space'): Promise<void> {
  await tabTo(page, target)
  await page.keyboard.press(key)
}

// Goes there as one does without a mouse; on the way, the focus is always somewhere, and seen.
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toHaveCount(1)
  for (let tabs = 0; tabs < mostTabs; tabs += 1) {
    if (await isFocused(target)) return
    await page.keyboard.press('Tab')
    expect(await page.evaluate(describeFocus)).toEqual({ element: '', isSeen: true })
  }
  throw new Error(`The keyboard does not lead to ${target}`)
}

function isFocused(target: Locator): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement)
}

// The ring stands around the element, or around the field it is a part of.
function describeFocus(): { element: string; isSeen: boolean } {
  const focused = document.activeElement ?? document.body
  const around: Element[] = [focused]
  for (let outer = focused.parentElement; outer && around.length < 4; outer = outer.parentElement)
    around.push(outer)
  const hasRing = around.some((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
  })
  const { width, height } = focused.getBoundingClientRect()
  // Past the last field of a page the focus is with the browser's own; a dialog keeps it.
  const isWithBrowser =
    focused === document.body && !document.querySelector('[role=dialog], [role=alertdialog]')
  const isSeen = isWithBrowser || (hasRing && width > 0 && height > 0)
  return { element: isSeen ? '' : focused.outerHTML.slice(0, 300), isSeen }
}
