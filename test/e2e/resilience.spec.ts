import { makeRoom } from '#test/support/client.ts'
import {
  conversation,
  expect,
  type Locator,
  type Page,
  type Person,
  say,
  test,
} from '#test/support/browser.ts'

test.describe.configure({ timeout: 240_000 })
test.use({ expected: /WebSocket connection|net::ERR_/ })

test('what is written offline is sent once', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  await openRoom(ana, ben, await makeRoom(ana.client, [ben.client]))

  await ana.context.setOffline(true)
  await say(ana.page, 'first')
  await say(ana.page, 'second')
  await expect(onTheirWay(ana.page)).toHaveText([/first/, /second/])
  await say(ben.page, 'meanwhile')
  await expect(said(ben.page)).toHaveText(['meanwhile'])
  await expect(onTheirWay(ben.page)).toHaveCount(0)
  await ana.context.setOffline(false)

  await expect(onTheirWay(ana.page)).toHaveCount(0)
  await expect(said(ana.page)).toHaveText(['meanwhile', 'first', 'second'])
  await expect(said(ben.page)).toHaveText(['meanwhile', 'first', 'second'])
})

test('a server that dies and comes back loses and doubles nothing', async ({ parley, openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  await openRoom(ana, ben, await makeRoom(ana.client, [ben.client]))
  await say(ana.page, 'before')
  await expect(said(ben.page)).toHaveText(['before'])
  for (const { page } of [ana, ben]) await page.evaluate(() => (document.title = 'never loaded anew'))

  await parley.kill()
  await say(ana.page, 'Ana one')
  await say(ben.page, 'Ben one')
  await say(ana.page, 'Ana two')
  await say(ben.page, 'Ben two')
  for (const { page } of [ana, ben]) await expect(page.getByText('You are offline.')).toBeVisible()
  const outboxUrl = parley.outboxUrl()
  await parley.startAgain()
  // A tab with the mails lives on as well.
  expect(parley.outboxUrl()).toBe(outboxUrl)

  for (const { page } of [ana, ben]) {
    await expect(onTheirWay(page)).toHaveCount(0, { timeout: 40_000 })
    await expect(said(page)).toHaveCount(5)
    await expect(page.getByText('You are offline.')).toHaveCount(0)
    expect(await page.title()).toBe('never loaded anew')
  }
  const texts = await said(ana.page).allInnerTexts()
  expect(await said(ben.page).allInnerTexts()).toEqual(texts)
  expect(texts[0]).toBe('before')
  for (const name of ['Ana', 'Ben']) {
    expect(texts.filter((text) => text.startsWith(name))).toEqual([`${name} one`, `${name} two`])
  }

  // Both are live again, without a word of theirs.
  await say(ben.page, 'after')
  await expect(said(ana.page).last()).toHaveText('after')
})

test('two tabs of one person agree', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  const second = await ana.context.newPage()
  await openRoom(ana, ben, roomId)
  await second.goto('/rooms')
  const inList = second.getByRole('navigation', { name: 'Rooms' }).getByRole('link')
  await expect(inList).toBeVisible()

  // What is read in one tab is read in the other.
  await ana.page.bringToFront()
  await say(ben.page, 'for both tabs')
  await expect(said(ana.page)).toHaveText(['for both tabs'])
  await expect(inList).toContainText('for both tabs')
  await expect(inList).not.toContainText('unread')

  await second.goto(`/rooms/${roomId}`)
  await expect(said(second)).toHaveText(['for both tabs'])
  await ana.context.setOffline(true)
  await say(ana.page, 'from the first')
  await say(second, 'from the second')
  await expect(onTheirWay(ana.page)).toHaveCount(2)
  await ana.context.setOffline(false)
  for (const page of [ana.page, second, ben.page]) {
    await expect(said(page)).toHaveText(['for both tabs', 'from the first', 'from the second'])
  }
})

async function openRoom(ana: Person, ben: Person, roomId: string): Promise<void> {
  for (const { page } of [ana, ben]) {
    await page.goto(`/rooms/${roomId}`)
    await expect(conversation(page).getByText('Ben Carter joined')).toBeVisible()
  }
}

// The texts people wrote, in the order they stand there.
function said(page: Page): Locator {
  return conversation(page).locator('[data-message] .max-w-measure')
}

function onTheirWay(page: Page): Locator {
  return page.getByRole('list', { name: 'On their way' }).getByRole('listitem')
}
