import type { BrowserContext } from '@playwright/test'

import { cast } from '#test/support/cast.ts'
import { expect, expectAccessible, type Page, test } from '#test/support/browser.ts'
import { findBrowser } from '#test/support/chromium.ts'
import { makeRoom } from '#test/support/client.ts'

import { comeIn, expectPicture, heardFrom, justBefore, listen, meetNow, pictureOf } from './call-story.ts'

const { executablePath, args, env } = await findBrowser()
const [ana, ben, chiyo] = [cast.ana.name, cast.ben.name, cast.chiyo.name]

// Three cameras, for whom they are granted to; Chromium's second one sees depths, of which no picture is sent.
test.use({
  startAt: justBefore,
  expected: /WebSocket connection|net::ERR_/,
  launchOptions: {
    executablePath,
    args: [
      ...args,
      '--use-fake-device-for-media-stream=device-count=3',
      '--autoplay-policy=no-user-gesture-required',
    ],
    env: { ...process.env, ...env },
  },
})
test.describe.configure({ timeout: 240_000 })

const ownPicture = 'video[aria-label="Your picture"]'
const tile = (page: Page, name: string) => page.locator('figure').filter({ hasText: name })

test('what one chose is there the next time, and can be changed in the call', async ({ openSignedIn }) => {
  const people = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const [one, two] = people
  await grantDevices(people)
  const { path } = await meetNow(people)

  await test.step('one sees how loud one is, and that one is muted', async () => {
    await one.page.goto(path)
    await expect(one.page.locator(ownPicture)).toBeVisible()
    const meter = one.page.getByRole('meter')
    await expect.poll(async () => Number(await meter.getAttribute('aria-valuenow'))).toBeGreaterThan(0)
    await one.page.getByRole('button', { name: 'Come in muted' }).click()
    await expect(meter).toHaveCount(0)
    await one.page.getByRole('button', { name: 'Come in without camera' }).click()
    await expect(one.page.locator(ownPicture)).toHaveCount(0)
    await expect(one.page.getByText('You come in muted and without camera.')).toBeVisible()
  })

  await test.step('one comes in as one chose, and so the next time', async () => {
    await one.page.reload()
    await expect(one.page.getByText('You come in muted and without camera.')).toBeVisible()
    await comeIn(one.page)
    await two.page.goto(path)
    await comeIn(two.page)
    await expect(tile(two.page, ana).getByText(', muted')).toBeAttached()
    await expect(pictureOf(two.page, ana)).toHaveCount(0)
    await expect.poll(() => listen(two.page)).toBeLessThan(0.01)
    await one.page.getByRole('button', { name: 'Turn camera on' }).click()
    await one.page.getByRole('button', { name: 'Unmute' }).click()
    await expectPicture(two.page, ana)
    await expect.poll(() => listen(two.page)).toBeGreaterThan(0.05)
  })

  await test.step('another camera takes the place of the first while the call goes on', async () => {
    const before = await deviceOf(one.page, ana)
    await one.page.getByRole('button', { name: 'Choose devices' }).click()
    await expectAccessible(one.page)
    await one.page.getByRole('button', { name: /Camera$/ }).click()
    await one.page.getByRole('option').last().click()
    await expect.poll(() => deviceOf(one.page, ana)).not.toBe(before)
    await expectPicture(two.page, ana)
    const after = await deviceOf(one.page, ana)
    await one.page.keyboard.press('Escape')
    await one.page.getByRole('button', { name: 'Leave' }).click()
    await one.page.reload()
    await expect
      .poll(() =>
        one.page
          .locator(ownPicture)
          .evaluate(cameraOf)
          .catch(() => ''),
      )
      .toBe(after)
    await comeIn(one.page)
    await expectPicture(two.page, ana)
  })

  await test.step('a camera that is pulled out is replaced; with none left it is said, and found again', async () => {
    await pullOut(one.page, ana)
    await expectPicture(two.page, ana)

    await one.page.evaluate(noCamera)
    await pullOut(one.page, ana)
    await expect(one.page.getByText('There is no camera on this device.')).toBeVisible()
    await expect(pictureOf(two.page, ana)).toHaveCount(0)
    await expect.poll(() => listen(two.page)).toBeGreaterThan(0.05)
    await one.page.evaluate(cameraAgain)
    await expectPicture(two.page, ana)
    await expect(one.page.getByText('There is no camera on this device.')).toHaveCount(0)
  })
})
test('who speaks is seen large, and can be seen over other windows', async ({ openSignedIn }) => {
  const people = await Promise.all([openSignedIn('ana'), openSignedIn('ben'), openSignedIn('chiyo')])
  const [one, two, three] = people
  await grantDevices(people)
  const { path } = await meetNow(people)
  for (const { page } of people) {
    await page.goto(path)
    await comeIn(page)
  }
  await Promise.all([expectPicture(one.page, ben), expectPicture(one.page, chiyo)])

  await test.step('in the grid all are alike, and whoever speaks is marked', async () => {
    await expect.poll(() => widthsOf(one.page)).toHaveLength(1)
    await one.page.keyboard.press('m')
    await two.page.keyboard.press('m')
    await expect(tile(one.page, chiyo).getByText(', speaking')).toBeAttached()
    await expect
      .poll(async () => (await heardFrom(one.page)).filter((loudness) => loudness > 0.05).length)
      .toBe(1)
  })

  await test.step('large is who speaks, and then who speaks next', async () => {
    await one.page.getByRole('button', { name: 'More' }).click()
    await one.page.getByRole('menuitem', { name: 'Show who speaks large' }).click()
    await expect.poll(() => largest(one.page)).toContain(chiyo)
    await three.page.keyboard.press('m')
    await two.page.keyboard.press('m')
    await expect.poll(() => largest(one.page)).toContain(ben)
    await expectPicture(one.page, ben)
    await expectAccessible(one.page)
  })

  await test.step('the large picture stands over other windows, and comes back', async () => {
    const isOutside = () => one.page.evaluate(() => document.pictureInPictureElement !== null)
    const toggle = async () => {
      await one.page.getByRole('button', { name: 'More' }).click()
      await one.page.getByRole('menuitem', { name: 'Show the picture over other windows' }).click()
    }
    await toggle()
    await expect.poll(isOutside).toBe(true)
    await toggle()
    await expect.poll(isOutside).toBe(false)
  })
})

test('whoever may use no device reads so, and comes in all the same', async ({ openSignedIn }) => {
  const people = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const { path } = await meetNow(people)
  for (const { page } of people) {
    await page.goto(path)
    await expect(page.getByText('Parley may not use your camera and your microphone.')).toBeVisible()
    await expect(page.getByText('You can come in all the same.')).toBeVisible()
    await expectAccessible(page)
    await comeIn(page)
  }
  for (const { page } of people) {
    await expect(page.locator('figure')).toHaveCount(2)
    await expect(page.getByText('Connecting…')).toHaveCount(0)
  }
})

test('a device that another program holds is named, and works once it is free', async ({ openSignedIn }) => {
  const one = await openSignedIn('ana')
  await grantDevices([one])
  const roomId = await makeRoom(one.client, [])
  const started = await one.client.post(`/api/rooms/${roomId}/call`)
  await one.page.addInitScript(() => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
    navigator.mediaDevices.getUserMedia = (wanted) =>
      wanted?.video && !('isFree' in window)
        ? Promise.reject(new DOMException('Could not start video source', 'NotReadableError'))
        : real(wanted)
  })
  await one.page.goto(started.body.joinPath)
  await expect(one.page.getByText('Your camera does not answer.')).toBeVisible()
  await expect(one.page.getByText('Others will hear you.')).toBeVisible()
  await one.page.evaluate(() => Object.assign(window, { isFree: true }))
  await one.page.getByRole('button', { name: 'Come in with your camera' }).click()
  await expect(one.page.locator(ownPicture)).toBeVisible()
  await expect(one.page.getByText('Your camera does not answer.')).toHaveCount(0)
})

async function grantDevices(people: readonly { context: BrowserContext }[]): Promise<void> {
  for (const { context } of people) await context.grantPermissions(['camera', 'microphone'])
}

// The browser knows the device of a picture by its id.
function cameraOf(video: HTMLVideoElement | SVGElement): string {
  const stream = 'srcObject' in video ? video.srcObject : null
  return stream instanceof MediaStream ? (stream.getVideoTracks()[0]?.getSettings().deviceId ?? '') : ''
}

function deviceOf(page: Page, name: string): Promise<string> {
  return pictureOf(page, name)
    .evaluate(cameraOf)
    .catch(() => '')
}

// What a browser does when a device goes: its track ends. Fake devices cannot be pulled out.
function pullOut(page: Page, name: string): Promise<void> {
  return pictureOf(page, name).evaluate((video) => {
    const stream = video instanceof HTMLVideoElement ? video.srcObject : null
    if (!(stream instanceof MediaStream)) return
    const [track] = stream.getVideoTracks()
    track?.stop()
    track?.dispatchEvent(new Event('ended'))
  })
}

function noCamera(): void {
  const { mediaDevices } = navigator
  const [ask, list] = [
    mediaDevices.getUserMedia.bind(mediaDevices),
    mediaDevices.enumerateDevices.bind(mediaDevices),
  ]
  mediaDevices.getUserMedia = (wanted) =>
    wanted?.video
      ? Promise.reject(new DOMException('Requested device not found', 'NotFoundError'))
      : ask(wanted)
  mediaDevices.enumerateDevices = async () => (await list()).filter(({ kind }) => kind !== 'videoinput')
  mediaDevices.dispatchEvent(new Event('devicechange'))
}

function cameraAgain(): void {
  // What was put over them goes; the browser's own is below.
  for (const name of ['getUserMedia', 'enumerateDevices'])
    Reflect.deleteProperty(navigator.mediaDevices, name)
  navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
}

/** How wide the tiles are, each width once. */
function widthsOf(page: Page): Promise<number[]> {
  return page.evaluate(() => [
    ...new Set(
      [...document.querySelectorAll('figure')].map((one) => Math.round(one.getBoundingClientRect().width)),
    ),
  ])
}

function largest(page: Page): Promise<string> {
  return page.evaluate(() => {
    const areaOf = (one: Element) => one.getBoundingClientRect().width * one.getBoundingClientRect().height
    const [first] = [...document.querySelectorAll('figure')].toSorted(
      (one, other) => areaOf(other) - areaOf(one),
    )
    return first?.textContent ?? ''
  })
}
