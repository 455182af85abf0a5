import { makeRoom, type Client } from '#test/support/client.ts'
import { expect, type Page } from '#test/support/browser.ts'
import { bePliable, book, offer } from '#test/support/story-world.ts'

/** Five minutes before a meeting that can be booked on the spot. */
export const justBefore = '2026-10-26T09:55:00Z'
const startsAt = '2026-10-26T10:00:00Z'

// Several pages load and open their devices at once, on a machine that has other things to do.
const patienceMs = 60_000

/** A meeting of all of them that begins in five minutes; answers the path of its join link. */
export async function meetNow(
  people: readonly { client: Client }[],
): Promise<{ roomId: string; meetingId: string; path: string }> {
  const [organizer, booker] = people
  if (!organizer || !booker) throw new Error('A meeting has an organizer and a booker.')
  await bePliable(organizer.client)
  const roomId = await makeRoom(
    organizer.client,
    people.slice(1).map(({ client }) => client),
  )
  const inviteId = await offer(organizer.client, roomId, ['2026-10-26', '2026-10-27'])
  const meeting = await book(booker.client, inviteId, startsAt)
  return { roomId, meetingId: meeting.id, path: new URL(meeting.joinUrl).pathname }
}

/** Comes in, as one does once the page has found the devices. */
export async function comeIn(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Join the (meeting|call)$/ }).click({ timeout: patienceMs })
  await expect(page.getByRole('toolbar', { name: 'Call' })).toBeVisible({ timeout: patienceMs })
}

/** The picture of somebody on this page. */
export function pictureOf(page: Page, name: string) {
  return page.locator(`video[aria-label="Picture of ${name}"]`)
}

/** How bright a picture is on the average, from 0 to 255, and how many frames of it were shown; what is black is not there. */
export function look(page: Page, name: string): Promise<{ brightness: number; frames: number }> {
  return pictureOf(page, name).evaluate((video: HTMLVideoElement) => {
    const canvas = document.createElement('canvas')
    canvas.width = 32
    canvas.height = 24
    const context = canvas.getContext('2d')
    context?.drawImage(video, 0, 0, 32, 24)
    const { data } = context?.getImageData(0, 0, 32, 24) ?? { data: new Uint8ClampedArray() }
    let sum = 0
    for (let index = 0; index < data.length; index += 4) {
      sum += ((data[index] ?? 0) + (data[index + 1] ?? 0) + (data[index + 2] ?? 0)) / 3
    }
    return {
      brightness: sum / (data.length / 4),
      frames: video.getVideoPlaybackQuality().totalVideoFrames,
    }
  })
}

/** Waits until somebody's picture moves and is a picture. */
export async function expectPicture(page: Page, name: string, timeout = 20_000): Promise<void> {
  await expect(pictureOf(page, name)).toBeVisible({ timeout })
  const { frames } = await look(page, name)
  await expect(async () => {
    const now = await look(page, name)
    expect(now.frames).toBeGreaterThan(frames + 5)
    expect(now.brightness).toBeGreaterThan(5)
  }).toPass({ timeout })
}

/** The loudest that was heard of the others in a second and a half, from 0 to 1. */
export async function listen(page: Page): Promise<number> {
  return Math.max(0, ...(await heardFrom(page)))
}

/** The same of each of the others by themselves. */
export function heardFrom(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const context = new AudioContext()
    await context.resume()
    const heard = [...document.querySelectorAll<HTMLAudioElement>('audio[data-call-sound]')].flatMap(
      ({ srcObject }) => {
        if (!(srcObject instanceof MediaStream)) return []
        const analyser = context.createAnalyser()
        context.createMediaStreamSource(srcObject).connect(analyser)
        return [{ analyser, loudest: 0 }]
      },
    )
    const until = performance.now() + 1_500
    while (performance.now() < until) {
      for (const one of heard) {
        const samples = new Float32Array(one.analyser.fftSize)
        one.analyser.getFloatTimeDomainData(samples)
        one.loudest = Math.max(one.loudest, ...samples.map(Math.abs))
      }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    await context.close()
    return heard.map(({ loudest }) => loudest)
  })
}
