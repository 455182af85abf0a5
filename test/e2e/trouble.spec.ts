import { expect, type Page, test as base } from '#test/support/browser.ts'
import { cast } from '#test/support/cast.ts'
import { makeRoom } from '#test/support/client.ts'
import { type Coturn, hasCoturn, startCoturn } from '#test/support/coturn.ts'

import { comeIn, expectPicture } from './call-story.ts'

const [ana, ben] = [cast.ana.name, cast.ben.name]

/** A call whose only way is a relay: when that dies, so does the way. */
const test = base.extend<{ coturn: Coturn }>({
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads what a fixture needs from its pattern
  coturn: async ({}, use) => {
    const coturn = await startCoturn({ relaysToItself: true })
    await use(coturn)
    await coturn.stop()
  },
  settings: async ({ coturn }, use) => {
    await use({
      TURN_URLS: `turn:${coturn.host}:${coturn.port}?transport=udp`,
      TURN_SECRET: coturn.secret,
      ICE_TRANSPORT_POLICY: 'relay',
    })
  },
})

const patienceMs = 60_000

test.use({ expected: /WebSocket connection|net::ERR_/ })
test.describe.configure({ timeout: 300_000 })
test.skip(!hasCoturn() && !process.env.CI, 'left out: coturn is missing')

test('a way that is gone is said in words, made anew, given up in the end, and had again by coming in anew', async ({
  coturn,
  openSignedIn,
}) => {
  const people = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const [{ page: one, client }, { page: two, client: other }] = people
  const attempts = [attemptsOf(one), attemptsOf(two)]
  const roomId = await makeRoom(client, [other])
  const started = await client.post(`/api/rooms/${roomId}/call`)
  for (const { page } of people) {
    await page.goto(started.body.joinPath)
    await comeIn(page)
  }
  await Promise.all([expectPicture(one, ben), expectPicture(two, ana)])

  await coturn.kill()
  await expect(one.getByText('Reconnecting…')).toBeVisible({ timeout: 60_000 })
  await expect(one.getByText('The relay cannot be reached.')).toBeVisible({ timeout: 60_000 })
  await expect.poll(() => Math.max(...attempts.map((read) => read())), { timeout: 90_000 }).toBe(1)
  await expect(one.getByText(`Connection lost to ${ben}.`)).toBeVisible({ timeout: 120_000 })
  await expect(two.getByText(`Connection lost to ${ana}.`)).toBeVisible({ timeout: 60_000 })

  await one.getByRole('button', { name: 'Rejoin' }).click()
  await coturn.start()
  await Promise.all([expectPicture(one, ben, patienceMs), expectPicture(two, ana, patienceMs)])
  await expect(two.getByText('Connection lost')).toHaveCount(0)
})

/** The highest number of an attempt that a page has spoken of. */
function attemptsOf(page: Page): () => number {
  let highest = 0
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      for (const [, attempt] of String(payload).matchAll(/"attempt":(\d+)/g))
        highest = Math.max(highest, Number(attempt))
    }),
  )
  return () => highest
}
