import type { Browser } from '@playwright/test'

import { cast } from '#test/support/cast.ts'
import { expect, expectAccessible, type Page, test } from '#test/support/browser.ts'
import { cameraOf, seventh, signUpNewcomer, sixth } from '#test/support/six-people.ts'

import { comeIn, expectPicture, heardFrom, justBefore, meetNow, pictureOf } from './call-story.ts'

test.use({
  startAt: justBefore,
  expected: /WebSocket connection|net::ERR_/,
  viewport: { width: 900, height: 600 },
})
test.describe.configure({ timeout: 480_000 })

const seen = ['ana', 'ben', 'chiyo', 'dev'] as const
// Six pages on one machine, which has other things to do.
const patienceMs = 120_000
const patient = { timeout: patienceMs }

test('six people are in one call: all are heard, four are seen, a camera waits for its place, and a seventh is told', async ({
  browser,
  parley,
  openSignedIn,
}) => {
  const five = await Promise.all([...seen, 'eve' as const].map((name) => openSignedIn(name)))
  const newcomers = [await openFor(browser, parley.url, sixth), await openFor(browser, parley.url, seventh)]
  const people = [...five, ...newcomers]
  const { path } = await meetNow(people)
  const [ana, ben, chiyo, dev, eve, finn, gita] = people.map(({ page }) => page) as [
    Page,
    Page,
    Page,
    Page,
    Page,
    Page,
    Page,
  ]
  const inside = [ana, ben, chiyo, dev, eve, finn]
  // One after the other: the pages are heavy to load all at once.
  for (const page of inside) {
    page.setDefaultTimeout(patienceMs)
    await page.addInitScript(cameraOf(160, 120, 10))
    await page.goto(path)
    await comeIn(page)
  }

  await test.step('each of the five others is heard by each', async () => {
    for (const page of inside) {
      await expect(page.getByText('Connecting…')).toHaveCount(0, patient)
      await expect
        .poll(async () => (await heardFrom(page)).filter((loudness) => loudness > 0.05).length, patient)
        .toBe(5)
    }
  })

  await test.step('four are seen, and the others were told why they are not', async () => {
    for (const page of [eve, finn])
      await expect(page.getByText('you came in with your camera off. You are heard.')).toBeVisible(patient)
    for (const page of inside) {
      const others = seen.filter((name) => page !== people[seen.indexOf(name)]?.page)
      for (const name of others) await expectPicture(page, cast[name].name, patienceMs)
    }
    await expect(ana.locator('video')).toHaveCount(4)
  })

  await test.step('a place for a camera is asked for, and had when somebody gives theirs up', async () => {
    await eve.getByRole('button', { name: 'Turn camera on' }).click()
    await expect(eve.getByText('4 cameras are on, and the call holds no more.')).toBeVisible(patient)
    await expect(eve.getByRole('button', { name: 'Turn camera on' })).toBeVisible(patient)
    await dev.getByRole('button', { name: 'Turn camera off' }).click()
    await expect(pictureOf(ana, cast.dev.name)).toHaveCount(0, patient)
    await eve.getByRole('button', { name: 'Turn camera on' }).click()
    await expectPicture(ana, cast.eve.name, patienceMs)
    await expectPicture(finn, cast.eve.name, patienceMs)
  })

  await test.step('a seventh reads that it is full, and comes in once somebody has left', async () => {
    gita.setDefaultTimeout(patienceMs)
    await gita.goto(path)
    await expect(gita.getByText('7 people are asked, and this call holds 6')).toBeVisible(patient)
    await gita.getByRole('button', { name: 'Join the meeting' }).click()
    await expect(gita.getByText('6 people are in, and this call holds no more.')).toBeVisible(patient)
    await expectAccessible(gita)
    await finn.getByRole('button', { name: 'Leave' }).click()
    await comeIn(gita)
    await expectPicture(gita, cast.ana.name, patienceMs)
  })
  for (const { context } of newcomers) await context.close()
})

/** A browser of somebody who is none of the cast, signed in. */
async function openFor(browser: Browser, url: string, who: typeof sixth) {
  const client = await signUpNewcomer(url, who)
  const context = await browser.newContext({ baseURL: url, reducedMotion: 'reduce' })
  await context.clock.setFixedTime(justBefore)
  const [name = '', value = ''] = client.cookie().split('=')
  await context.addCookies([{ name, value, url }])
  return { client, context, page: await context.newPage() }
}
