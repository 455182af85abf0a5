import { expect, type Page, test as base } from '#test/support/browser.ts'
import { cast } from '#test/support/cast.ts'
import { type Client, makeRoom } from '#test/support/client.ts'
import { type Coturn, hasCoturn, startCoturn } from '#test/support/coturn.ts'

import { comeIn, expectPicture, listen } from './call-story.ts'

const [ana, ben] = [cast.ana.name, cast.ben.name]

/** Calls in which nothing goes from browser to browser directly. */
const test = base.extend<{ by: 'udp' | 'tcp'; secret: string | undefined; coturn: Coturn }>({
  by: ['udp', { option: true }],
  /** What Parley takes for the relay's secret; without it, the relay's own. */
  secret: [undefined, { option: true }],
  // oxlint-disable-next-line eslint/no-empty-pattern -- Playwright reads what a fixture needs from its pattern
  coturn: async ({}, use) => {
    const coturn = await startCoturn({ relaysToItself: true })
    await use(coturn)
    await coturn.stop()
  },
  settings: async ({ coturn, by, secret }, use) => {
    await use({
      TURN_URLS: `turn:${coturn.host}:${coturn.port}?transport=${by}`,
      TURN_SECRET: secret ?? coturn.secret,
      ICE_TRANSPORT_POLICY: 'relay',
    })
  },
})

test.describe.configure({ timeout: 120_000 })
test.skip(!hasCoturn() && !process.env.CI, 'left out: coturn is missing')

type Person = { page: Page; client: Client }

/** A call started at once, for the relay has the clock of the machine; Ana's page and Ben's. */
async function openBoth(openSignedIn: (name: 'ana' | 'ben') => Promise<Person>): Promise<[Page, Page]> {
  const [one, two] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(one.client, [two.client])
  const started = await one.client.post(`/api/rooms/${roomId}/call`)
  for (const { page } of [one, two]) {
    await page.goto(started.body.joinPath)
    await comeIn(page)
  }
  return [one.page, two.page]
}

test('a call goes through the relay by UDP, and comes back when the relay does', async ({
  coturn,
  openSignedIn,
}) => {
  const [one, two] = await openBoth(openSignedIn)
  await Promise.all([expectPicture(one, ben), expectPicture(two, ana)])
  await expect.poll(() => listen(two)).toBeGreaterThan(0.05)
  await coturn.kill()
  await expect(one.getByText(/Reconnecting/).first()).toBeVisible({ timeout: 30_000 })
  await coturn.start()
  await Promise.all([expectPicture(one, ben), expectPicture(two, ana)])
  await expect.poll(() => listen(two)).toBeGreaterThan(0.05)
})

test.describe('by TCP', () => {
  test.use({ by: 'tcp' })

  test('a call goes through the relay as well', async ({ openSignedIn }) => {
    const [one, two] = await openBoth(openSignedIn)
    await Promise.all([expectPicture(one, ben), expectPicture(two, ana)])
    await expect.poll(() => listen(two)).toBeGreaterThan(0.05)
  })
})

test.describe('with a secret that is not the relay’s', () => {
  test.use({ secret: 'quite-another-secret' })

  test('nobody waits in the dark: it is said that the relay refuses', async ({ openSignedIn }) => {
    const [one] = await openBoth(openSignedIn)
    await expect(one.getByText(/The relay refused the login/).first()).toBeVisible({ timeout: 15_000 })
  })
})
