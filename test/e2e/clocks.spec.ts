import { makeRoom } from '#test/support/client.ts'
import { conversation, expect, type Locator, type Page, test } from '#test/support/browser.ts'
import { offer } from '#test/support/story-world.ts'

test.describe.configure({ timeout: 240_000 })
// Europe sets its clocks back on Sunday 25 October 2026 at 01:00 UTC, New York a week later.
test.use({ startAt: '2026-10-23T10:00:00Z' })

const never = { '1': [], '2': [], '3': [], '4': [], '5': [], '6': [], '7': [] }

test('times around the night the clocks change', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  const afternoon = [['14:00', '15:00']]
  const inviteId = await offer(ana.client, roomId, ['2026-10-24', '2026-10-25'], {
    weekly: never,
    overrides: { '2026-10-24': afternoon, '2026-10-25': afternoon },
  })

  await ben.page.goto(`/rooms/${roomId}/invites/${inviteId}?day=2026-10-24`)
  await expect(times(ben.page)).toHaveText([
    /^9:00\sAM\s*2:00\sPM in Lisbon/,
    /^9:30\sAM\s*2:30\sPM in Lisbon/,
  ])
  await ben.page.getByRole('button', { name: /October 25/ }).click()
  await expect(times(ben.page)).toHaveText([
    /^10:00\sAM\s*2:00\sPM in Lisbon/,
    /^10:30\sAM\s*2:30\sPM in Lisbon/,
  ])
  await times(ben.page).first().click()
  const shift =
    'Lisbon’s clocks go back on Sunday, October 25; New York’s on Sunday, November 1: until then the difference is 4 hours, not 5.'
  const chosen = ben.page.getByRole('group', { name: 'The time you chose' })
  await expect(chosen).toContainText(shift)
  await ben.page.getByRole('button', { name: 'Confirm' }).click()

  const card = (page: Page) => conversation(page).getByRole('article', { name: /^Meeting/ })
  await expect(card(ben.page)).toHaveAccessibleName('Meeting, Sun, Oct 25, 10:00 AM – 10:30 AM')
  await expect(card(ben.page)).toContainText('2:00 PM in Lisbon for Ana Silva')
  await expect(card(ben.page)).toContainText(shift)
  await ana.page.goto(`/rooms/${roomId}`)
  await expect(card(ana.page)).toHaveAccessibleName('Meeting, Sun 25 Oct, 14:00 – 14:30')
  await expect(card(ana.page)).toContainText('10:00 in New York for Ben Carter')
})

test('an hour that comes twice is told apart', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  const inviteId = await offer(ana.client, roomId, ['2026-10-25', '2026-10-25'], {
    weekly: never,
    overrides: { '2026-10-25': [['00:30', '02:30']] },
  })
  await ana.page.goto(`/rooms/${roomId}/invites/${inviteId}?day=2026-10-25`)
  await expect(times(ana.page)).toHaveText([
    '00:30',
    '01:00 UTC+1',
    '01:30 UTC+1',
    '01:00 UTC',
    '01:30 UTC',
    '02:00',
  ])
})

function times(page: Page): Locator {
  return page
    .getByRole('region', { name: /^Times on/ })
    .getByRole('listitem')
    .getByRole('button')
}
