import AxeBuilder from '@axe-core/playwright'
import { type BrowserContext, expect, type Locator, type Page, test as base } from '@playwright/test'

import { cast, type CastName } from './cast.ts'
import { type Client, signUp } from './client.ts'
import { type Served, serve } from './serve.ts'

export { expect, type Locator, type Page } from '@playwright/test'

/** Somebody at a browser of their own, in their zone and language. */
export type Person = {
  name: string
  email: string
  password: string
  page: Page
  context: BrowserContext
}

type Stories = {
  /** When the server's clock begins, ISO; now without it. */
  startAt: string | undefined
  /** What the browser may complain about: the refusals a story is about. */
  expected: RegExp | undefined
  /** More settings of the server. */
  settings: Record<string, string>
  parley: Served
  /** Opens a browser for a member of the cast, signed out. */
  open(name: CastName): Promise<Person>
  /** Opens one signed in, the account made through the API; `client` speaks for the same session. */
  openSignedIn(name: CastName): Promise<Person & { client: Client }>
}

// A page that is left before its socket stands says so in the console. It is a matter of how fast a machine is.
const leftWhileConnecting =
  /^WebSocket connection to '.*' failed: WebSocket is closed before the connection is established\.$/

const locales: Record<CastName, string> = {
  ana: 'en-GB',
  ben: 'en-US',
  chiyo: 'en-JP',
  dev: 'en-IN',
  eve: 'en-FR',
}

/** A story: a Parley of its own, people with browsers, and no complaint of any browser at its end. */
export const test = base.extend<Stories>({
  startAt: [undefined, { option: true }],
  expected: [undefined, { option: true }],
  settings: [{}, { option: true }],
  parley: async ({ startAt, settings }, use) => {
    const parley = await serve({ env: settings, ...(startAt && { now: startAt }) })
    await use(parley)
    await parley.stop()
  },
  open: async ({ browser, parley, startAt, expected }, use) => {
    const complaints: string[] = []
    const contexts: BrowserContext[] = []
    await use(async (name) => {
      const context = await browser.newContext({
        baseURL: parley.url,
        locale: locales[name],
        timezoneId: cast[name].timeZone,
        reducedMotion: 'reduce',
        acceptDownloads: true,
      })
      contexts.push(context)
      if (startAt) await context.clock.setFixedTime(startAt)
      context.on('console', (message) => {
        if (message.type() !== 'error' && message.type() !== 'warning') return
        if (!leftWhileConnecting.test(message.text())) complaints.push(`${name}: ${message.text()}`)
      })
      context.on('weberror', (error) => complaints.push(`${name}: ${error.error().stack}`))
      return { ...cast[name], context, page: await context.newPage() }
    })
    await Promise.all(contexts.map((context) => context.close()))
    expect(complaints.filter((complaint) => !expected?.test(complaint))).toEqual([])
  },
  openSignedIn: async ({ parley, open }, use) => {
    await use(async (name) => {
      const [person, client] = await Promise.all([open(name), signUp(parley.url, name)])
      const [cookieName = '', value = ''] = client.cookie().split('=')
      await person.context.addCookies([{ name: cookieName, value, url: parley.url }])
      return { ...person, client }
    })
  },
})

/** The address of the newest link mailed to somebody, read from the outbox page. */
export async function mailedLink(parley: Served, { page, email }: Person): Promise<string> {
  const outbox = await page.context().newPage()
  const mail = outbox
    .locator('article')
    .filter({ hasText: `To ${email}` })
    .first()
  await expect(async () => {
    await outbox.goto(parley.outboxUrl())
    await expect(mail).toBeVisible({ timeout: 1 })
  }).toPass({ timeout: 15_000 })
  const address = await mail.getByRole('link').first().getAttribute('href')
  await outbox.close()
  return address ?? ''
}

/** Holds a page against the WCAG A and AA rules that can be checked by machine, or only against those about colours. */
export async function expectAccessible(page: Page, rules: 'all' | 'colours' = 'all'): Promise<void> {
  // What React Aria has announced stands on for seconds, also after the button it names is gone.
  const axe = new AxeBuilder({ page }).setLegacyMode().exclude('[data-live-announcer] [role=img]')
  if (rules === 'all') axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
  else axe.withRules(['color-contrast', 'link-in-text-block'])
  const { violations, passes } = await axe.analyze()
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)
  expect.soft(found).toEqual([])
  expect(passes.length).toBeGreaterThan(0)
}

/** Whether one thing at a time has room. */
export function isPhone(page: Page): boolean {
  return (page.viewportSize()?.width ?? 0) < 720
}

/** The stream of the room that is open. */
export function conversation(page: Page): Locator {
  return page.getByRole('log', { name: /^Conversation in/ })
}

/** Writes a message and sends it as one does on this device. */
export async function say(page: Page, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: /^Write to/ })
  await field.fill(text)
  if (isPhone(page)) await page.getByRole('button', { name: 'Send message' }).click()
  else await field.press('Enter')
}
