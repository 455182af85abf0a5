import { cast } from '#test/support/cast.ts'
import { conversation, expect, expectAccessible, say, test } from '#test/support/browser.ts'
import { comeIn, expectPicture, justBefore, listen, look, meetNow, pictureOf } from './call-story.ts'

test.use({ startAt: justBefore, expected: /WebSocket connection|net::ERR_|status of 404/ })
test.describe.configure({ timeout: 300_000 })

const [ana, ben, chiyo] = [cast.ana.name, cast.ben.name, cast.chiyo.name]

test('two people see and hear each other, whatever happens to the server meanwhile', async ({
  parley,
  openSignedIn,
}) => {
  const [one, two] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const { path } = await meetNow([one, two])

  await test.step('before they come in, they see themselves and who is there', async () => {
    await one.page.goto(path)
    await expect(one.page.locator('video[aria-label="Your picture"]')).toBeVisible()
    await expect(one.page.getByText('Nobody is in yet')).toBeVisible()
    await expectAccessible(one.page)
    await comeIn(one.page)
    await expect(one.page.getByText('You are the first')).toBeVisible()
    await two.page.goto(path)
    await expect(two.page.getByText(`${ana} is in`)).toBeVisible()
    await comeIn(two.page)
  })

  await test.step('picture and sound arrive on both sides', async () => {
    await Promise.all([expectPicture(one.page, ben), expectPicture(two.page, ana)])
    await expect.poll(() => listen(two.page)).toBeGreaterThan(0.05)
    await expectAccessible(one.page)
  })

  await test.step('muting and turning the camera off is seen at the other side, and is true', async () => {
    await one.page.keyboard.press('m')
    await expect(two.page.getByText(`${ana}, muted`)).toBeVisible()
    await expect.poll(() => listen(two.page)).toBeLessThan(0.01)
    await one.page.keyboard.press('v')
    await expect(pictureOf(two.page, ana)).toHaveCount(0)
    await one.page.keyboard.press('v')
    await one.page.keyboard.press('m')
    await expectPicture(two.page, ana)
    await expect.poll(() => listen(two.page)).toBeGreaterThan(0.05)
  })

  await test.step('what one writes beside it stands in the room', async () => {
    await one.page.getByRole('button', { name: 'Show messages' }).click()
    await say(one.page, 'The plan is in the drawer')
    await two.page.getByRole('button', { name: 'Show messages' }).click()
    await expect(conversation(two.page).getByText('The plan is in the drawer')).toBeVisible()
    await expect(conversation(two.page).getByText(`${ana} is in the call.`)).toBeVisible()
    await expect(conversation(one.page).getByText('You are in the call.')).toBeVisible()
  })

  await test.step('a killed server takes nothing from them, and the pages come back by themselves', async () => {
    await parley.kill()
    const before = await look(two.page, ana)
    await expectPicture(two.page, ana)
    await parley.startAgain()
    await expect
      .poll(async () => (await one.client.get(path.replace('/join', '/api/join'))).body.present)
      .toHaveLength(2)
    expect((await look(two.page, ana)).frames).toBeGreaterThan(before.frames)
    await two.page.getByRole('button', { name: 'Mute' }).click()
    await expect(one.page.getByText(`${ben}, muted`)).toBeVisible()
  })

  await test.step('a second window moves the call to itself', async () => {
    const second = await two.context.newPage()
    await second.goto(path)
    await second.getByRole('button', { name: 'Join the meeting' }).click()
    await second.getByRole('button', { name: 'Move the call here' }).click()
    await expectPicture(second, ana)
    await expect(two.page.getByText('another window')).toBeVisible()
    await expectPicture(one.page, ben)
    await two.page.close()

    await second.close()
    await expect(one.page.getByText('Everybody else has left')).toBeVisible({ timeout: 20_000 })
  })
})

test('signals that get lost hold nobody up', async ({ openSignedIn }) => {
  const people = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const { path } = await meetNow(people)
  let lost = 0
  for (const { context, page } of people) {
    // Of what each page says to the other, the first three frames vanish: the descriptions among them.
    await context.routeWebSocket(/\/live$/, (socket) => {
      const server = socket.connectToServer()
      let dropped = 0
      socket.onMessage((frame) => {
        const isDropped = String(frame).includes('"call.signal"') && dropped < 3
        dropped += isDropped ? 1 : 0
        lost += isDropped ? 1 : 0
        if (!isDropped) server.send(frame)
      })
    })
    await page.goto(path)
    await comeIn(page)
  }
  const [one, two] = people
  await Promise.all([expectPicture(one.page, ben), expectPicture(two.page, ana)])
  expect(lost).toBeGreaterThan(3)
})

test.describe('a relay that does not answer', () => {
  test.use({
    settings: {
      TURN_URLS: 'turn:127.0.0.1:9?transport=tcp',
      TURN_SECRET: 'nobody listens at this port',
      ICE_TRANSPORT_POLICY: 'relay',
    },
  })

  test('is said in words, to both', async ({ openSignedIn }) => {
    const people = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
    const { path } = await meetNow(people)
    for (const { page } of people) {
      await page.goto(path)
      await comeIn(page)
    }
    for (const { page } of people)
      await expect(page.getByText('The relay cannot be reached.')).toBeVisible({ timeout: 30_000 })
  })
})

test.describe('three people', () => {
  test('one presents, one is removed, and the meeting is cancelled: who has to leave is out with sound and picture', async ({
    openSignedIn,
  }) => {
    const people = await Promise.all([openSignedIn('ana'), openSignedIn('ben'), openSignedIn('chiyo')])
    const [one, two, three] = people
    const { path, roomId, meetingId } = await meetNow(people)
    for (const { page } of people) {
      await page.goto(path)
      await comeIn(page)
    }
    await Promise.all([
      expectPicture(one.page, ben),
      expectPicture(one.page, chiyo),
      expectPicture(three.page, ana),
      expectPicture(three.page, ben),
    ])

    await three.page.getByRole('button', { name: 'Present your screen' }).click()
    await expect(one.page.getByText(`${chiyo} is presenting`, { exact: true })).toBeVisible()
    await expect(one.page.locator(`video[aria-label="Screen of ${chiyo}"]`)).toBeVisible()
    await two.page.getByRole('button', { name: 'Present your screen' }).click()
    await expect(two.page.getByText('Somebody else is presenting. One can at a time.')).toBeVisible()
    await three.page.getByRole('button', { name: 'Stop presenting' }).click()
    await expect(one.page.getByText(`${chiyo} is presenting`, { exact: true })).toHaveCount(0)

    await one.client.delete(`/api/rooms/${roomId}/members/${three.client.personId}`)
    await expect(pictureOf(one.page, chiyo)).toHaveCount(0, { timeout: 5_000 })
    await expect(three.page.getByText('There is nothing here')).toBeVisible({ timeout: 5_000 })
    await expect(three.page.locator('video, audio')).toHaveCount(0)
    await expectPicture(one.page, ben)

    await one.client.post(`/api/meetings/${meetingId}/cancel`, {
      requestId: crypto.randomUUID(),
      reason: 'No power',
    })
    for (const { page } of [one, two]) {
      await expect(page.getByText('This meeting was cancelled')).toBeVisible({ timeout: 5_000 })
      await expect(page.locator('video, audio')).toHaveCount(0)
    }
  })
})
