import { readdirSync, readFileSync } from 'node:fs'

import { type Browser, chromium, type Page } from '@playwright/test'

import { cast, type CastName } from '#test/support/cast.ts'
import { fakeDevices, findBrowser } from '#test/support/chromium.ts'
import { type Client, makeRoom, signUp } from '#test/support/client.ts'
import { serve } from '#test/support/serve.ts'
import { signUpNewcomer, sixth, smallCamera } from '#test/support/six-people.ts'
import { bePliable, book, offer } from '#test/support/story-world.ts'

import { ensureWeb } from '../tools/ensure-web.ts'
import { type Bench, type How, type Measured, oursAtMost } from './row.ts'

const noBar = { of: 'ours', text: '–' } as const

/** How soon people see each other, how smoothly, and what it takes: every page of a call on this one machine. */
export const benches: readonly Bench[] = [
  {
    id: 'C1',
    what: 'from joining to the other’s picture, 2 pages 320 × 240, p95',
    unit: 'ms',
    bar: oursAtMost(3000, '≤ 3 000 ms'),
    needed: false,
    run: (how) => measureJoins(how.size === 'quick' ? 3 : 12),
  },
  {
    id: 'C2',
    what: 'frames shown of 15 a second, 2 pages 320 × 240',
    unit: 'fps',
    bar: { of: 'ours', atLeast: 14, text: '≥ 14 fps' },
    needed: false,
    run: (how) => measureFrames(2, how),
  },
  ...[3, 4, 5, 6].map((count) => ({
    id: `C${count}`,
    what: `the same, ${count} pages${count > 4 ? ', 4 of them with pictures' : ''}`,
    unit: 'fps',
    bar: noBar,
    needed: false,
    run: (how: How) => measureFrames(count, how),
  })),
]

type Seated = { page: Page; client: Client; name: string }

const startsAt = '2026-10-26T10:00:00Z'
const justBefore = '2026-10-26T09:55:00Z'
const names: readonly CastName[] = ['ana', 'ben', 'chiyo', 'dev', 'eve']
const clockTicks = 100

async function measureJoins(rounds: number): Promise<Measured> {
  return await inCall(2, async ([first, second]) => {
    if (!first || !second) throw new Error('Two pages are needed.')
    await first.page.getByRole('button', { name: 'Join the meeting' }).click()
    const took: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      await second.page.getByRole('button', { name: 'Join the meeting' }).waitFor()
      took.push(await second.page.evaluate<number>(joinAndSee(`Picture of ${first.name}`)))
      await second.page.getByRole('button', { name: 'Leave' }).click()
    }
    const sorted = took.toSorted((one, other) => one - other)
    const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
    return { ours: at(0.95), steady: true, note: `${rounds} joins, p50 ${Math.round(at(0.5))} ms` }
  })
}

async function measureFrames(count: number, how: How): Promise<Measured> {
  const seconds = how.size === 'quick' ? 3 : 10
  return await inCall(count, async (people, pid) => {
    const since = performance.now()
    for (const { page } of people) {
      await page.getByRole('button', { name: 'Join the meeting' }).click()
      await page.getByRole('toolbar', { name: 'Call' }).waitFor()
    }
    const pictures = Math.min(count, 4)
    for (const { page } of people) {
      if (!(await isMovingInTime(page, pictures)))
        return { ours: 0, steady: false, note: 'not everybody could be seen within a minute' }
    }
    const connected = performance.now() - since
    const [before, cpuBefore, from] = [await framesOf(people), cpuOf(pid), performance.now()]
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    const [after, cpuAfter, until] = [await framesOf(people), cpuOf(pid), performance.now()]
    const rates = after.flatMap((frames, index) =>
      frames.map((shown, at) => ((shown - (before[index]?.[at] ?? 0)) / (until - from)) * 1000),
    )
    const cores = ((cpuAfter - cpuBefore) / clockTicks / (until - from)) * 1000
    return {
      ours: Math.min(...rates),
      steady: true,
      note: `${cores.toFixed(2)} cores for all pages; the slowest of ${rates.length} pictures; all in and seen after ${(connected / 1000).toFixed(1)} s`,
    }
  })
}

// Everybody in one browser, each in a profile of their own, before they come in.
async function inCall(
  count: number,
  measure: (people: Seated[], pid: number) => Promise<Measured>,
): Promise<Measured> {
  await ensureWeb()
  const parley = await serve({ now: justBefore })
  const found = await findBrowser()
  const server = await chromium.launchServer({
    executablePath: found.executablePath,
    args: [...found.args, ...fakeDevices],
    env: { ...process.env, ...found.env },
  })
  const browser = await chromium.connect(server.wsEndpoint())
  try {
    const people: Seated[] = []
    for (let index = 0; index < count; index += 1) people.push(await sitDown(browser, parley.url, index))
    const path = await meet(people.map(({ client }) => client))
    for (const { page } of people) await page.goto(path)
    return await measure(people, server.process().pid ?? 0)
  } finally {
    await browser.close()
    await server.close()
    await parley.stop()
  }
}

async function sitDown(browser: Browser, url: string, index: number): Promise<Seated> {
  const name = names[index]
  const client = name ? await signUp(url, name) : await signUpNewcomer(url, sixth)
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1000, height: 700 } })
  await context.clock.setFixedTime(justBefore)
  await context.addInitScript(smallCamera)
  const [cookieName = '', value = ''] = client.cookie().split('=')
  await context.addCookies([{ name: cookieName, value, url }])
  return { client, page: await context.newPage(), name: name ? cast[name].name : sixth.name }
}

async function meet(clients: readonly Client[]): Promise<string> {
  const [organizer, booker] = clients
  if (!organizer || !booker) throw new Error('A meeting has two people at least.')
  await bePliable(organizer)
  const roomId = await makeRoom(organizer, clients.slice(1))
  const inviteId = await offer(organizer, roomId, ['2026-10-26', '2026-10-27'])
  return new URL((await book(booker, inviteId, startsAt)).joinUrl).pathname
}

// Asked again and again from here: the page's own policy lets nothing make code of text.
async function isMovingInTime(page: Page, pictures: number): Promise<boolean> {
  const givesUpAt = performance.now() + 60_000
  while (!(await page.evaluate<boolean>(allMove(pictures)))) {
    if (performance.now() > givesUpAt) return false
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return true
}

function framesOf(people: readonly Seated[]): Promise<number[][]> {
  return Promise.all(people.map(({ page }) => page.evaluate<number[]>(countFrames)))
}

// Clock ticks that the browser with all its processes has used.
function cpuOf(root: number): number {
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const fields = readFileSync(`/proc/${name}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ')
        return [
          { pid: Number(name), parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) },
        ]
      } catch {
        // Ended while we looked.
        return []
      }
    })
  const family = new Set([root])
  for (let size = 0; size !== family.size;) {
    size = family.size
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid)
  }
  return processes.filter(({ pid }) => family.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0)
}

// What follows runs in the pages, as text: there is no browser here.
function joinAndSee(label: string): string {
  return `new Promise((resolve) => {
    const button = [...document.querySelectorAll('button')].find((one) => one.textContent.includes('Join the meeting'))
    const since = performance.now()
    button.click()
    const look = () => {
      const video = document.querySelector('video[aria-label="${label}"]')
      if (video && video.getVideoPlaybackQuality().totalVideoFrames > 0) resolve(performance.now() - since)
      else requestAnimationFrame(look)
    }
    look()
  })`
}

const countFrames = `[...document.querySelectorAll('figure')]
  .filter((figure) => figure.querySelector('video') && !figure.textContent.startsWith('You'))
  .map((figure) => figure.querySelector('video').getVideoPlaybackQuality().totalVideoFrames)`

function allMove(pictures: number): string {
  return `(() => {
    const videos = [...document.querySelectorAll('video')]
    return videos.length >= ${pictures} && videos.every((video) => video.getVideoPlaybackQuality().totalVideoFrames > 10)
  })()`
}
