import { join } from 'node:path'

import { type Client, makeRoom } from '#test/support/client.ts'
import { conversation, expect, expectAccessible, isPhone, type Page, test } from '#test/support/browser.ts'
import { bePliable, offer } from '#test/support/story-world.ts'

const asked = '2026-10-23T10:00:00Z'
const dayBefore = '2026-10-24T10:01:00Z'
const afterwards = '2026-10-25T10:01:00Z'
const tuesday = '2026-10-27'

test.describe.configure({ timeout: 240_000 })
test.use({ startAt: asked })

test('who has not answered is reminded, may answer after the deadline, and the earliest for all who must agree is booked', async ({
  parley,
  openSignedIn,
}) => {
  const [ana, ben, chiyo, dev] = await Promise.all([
    openSignedIn('ana'),
    openSignedIn('ben'),
    openSignedIn('chiyo'),
    openSignedIn('dev'),
  ])
  await bePliable(ana.client)
  const roomId = await makeRoom(ana.client, [ben.client, chiyo.client, dev.client])
  const inviteId = await offer(ana.client, roomId, [tuesday, tuesday], {
    agreement: {
      people: [
        { personId: ben.client.personId, part: 'required' },
        { personId: chiyo.client.personId, part: 'required' },
        { personId: dev.client.personId, part: 'optional' },
      ],
      answerBy: '2026-10-25T10:00:00Z',
    },
  })
  await mark(chiyo.client, inviteId, ['14:00', '16:00'])

  // Nobody stands by while the clock goes on to where those are reminded who have not answered.
  await goOn(dayBefore)
  for (const { page } of [ben, chiyo]) await page.goto('/rooms')
  await ben.page.getByRole('button', { name: 'Notifications, 1 unread' }).click()
  const reminder = ben.page.getByRole('link', { name: /Reminder: Ana Silva asks which times suit you/ })
  await expect(reminder).toContainText('until Sun 25 Oct, 6:00 AM, your time')
  await look(ben.page, 'agreement-reminder')
  // Who has answered is asked nothing any more.
  await expect(chiyo.page.getByRole('button', { name: 'Notifications', exact: true })).toBeVisible()

  await goOn(afterwards)
  const said = 'Ben Carter has not said yet which times suit.'
  for (const { page } of [ana, ben, chiyo]) {
    await expect(conversation(page).getByText(said)).toBeVisible()
    await expect(card(page)).toContainText('Answers were hoped for until')
    await expect(card(page)).toContainText('1 of 3 answered')
  }
  await look(ana.page, 'agreement-late-sender')
  await look(ben.page, 'agreement-late')
  // What only somebody optional and Ben could is earlier, and does not count.
  await mark(dev.client, inviteId, ['12:00'])
  await card(ben.page).getByRole('link', { name: 'Mark the times that suit you' }).click()
  const picker = ben.page.getByRole('dialog')
  await picker.getByRole('button', { name: /October 27/ }).click()
  // The latest first: the order of pressing decides nothing.
  for (const name of [/^12:00\sPM/, /^10:00\sAM/, /^8:00\sAM/])
    await picker.getByRole('listitem').getByRole('button', { name }).click()
  await picker.getByRole('button', { name: 'Send your times' }).click()
  await expect(picker).toHaveCount(0)
  for (const { page } of [ana, ben, chiyo])
    await expect(conversation(page).getByText(/^Everyone who had to agree has agreed on/)).toBeVisible()
  await expect(meeting(ana.page)).toHaveAccessibleName('Meeting, Tue 27 Oct, 14:00 – 14:30')
  await expect(meeting(ben.page)).toHaveAccessibleName('Meeting, Tue, Oct 27, 10:00 AM – 10:30 AM')
  await expect(meeting(ana.page)).toContainText('Dev Patel')
  await look(ana.page, 'agreement-booked')

  async function goOn(at: string): Promise<void> {
    const here = [ana, ben, chiyo]
    for (const { page } of here) await page.goto('about:blank')
    await parley.kill()
    await parley.startAgain(at)
    for (const { page, context } of here) {
      await context.clock.setFixedTime(at)
      await page.goto(`/rooms/${roomId}`)
    }
  }
})

const card = (page: Page) =>
  conversation(page).getByRole('article', { name: /everyone named to agree on a time$/ })
const meeting = (page: Page) => conversation(page).getByRole('article', { name: /^Meeting, / })

async function mark(client: Client, inviteId: string, times: readonly string[]): Promise<void> {
  const starts = times.map((time) => `${tuesday}T${time}:00Z`)
  const answer = await client.put(`/api/invites/${inviteId}/marks`, { starts })
  expect(answer.status, JSON.stringify(answer.body)).toBe(200)
}

async function look(page: Page, name: string): Promise<void> {
  const size = isPhone(page) ? 'phone' : 'desktop'
  const path = join(test.info().project.outputDir, 'screens', `${name}-${size}.png`)
  await page.screenshot({ path, animations: 'disabled' })
  await expectAccessible(page)
}
