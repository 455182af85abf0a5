import { type FakeGoogle, startFakeGoogle } from '#test/support/fakes/google/fake-google.ts'
import { type Answer, type Client, standingClock, startTestApp, type TestApp } from '#test/support/app.ts'

/** A Parley with a Google beside it; both go by the clock of the test. */
export type GoogleWorld = { parley: TestApp; google: FakeGoogle; stop(): Promise<void> }

const client = { id: 'parley.apps', secret: 'a-secret-of-ours' }
export const anaThere = 'ana.silva@example.com'
export const benThere = 'ben.carter@example.com'

/** Starts both. Ana and Ben have accounts at Google, with addresses that are not those they have here. */
export async function startGoogleWorld(env: Record<string, string> = {}): Promise<GoogleWorld> {
  const clock = standingClock()
  const google = await startFakeGoogle({
    now: clock.now,
    accounts: [
      { email: anaThere, timeZone: 'Europe/Lisbon' },
      { email: benThere, timeZone: 'America/New_York' },
    ],
  })
  const parley = await startTestApp({
    clock,
    env: {
      GOOGLE_CLIENT_ID: client.id,
      GOOGLE_CLIENT_SECRET: client.secret,
      GOOGLE_ISSUER: google.origin,
      GOOGLE_API: google.origin,
      ...env,
    },
  })
  google.registerClient({ ...client, redirectUris: [`${parley.url}/oauth/google/callback`] })
  return {
    parley,
    google,
    async stop() {
      await parley.stop()
      await google.stop()
    },
  }
}

/** Goes to Google and back as a person would; answers where they are led. */
export async function comeBack(
  { google, parley }: GoogleWorld,
  browser: Client,
  wish: {
    email?: string
    cancel?: boolean
    untick?: readonly string[]
    relinksId?: string
    returnTo?: string
    /** Comes back in another browser than the one that set out. */
    inside?: Client
  } = {},
): Promise<Answer> {
  const { email = anaThere, cancel, untick, relinksId, returnTo = '/settings/calendars' } = wish
  const started = await browser.post('/api/calendars/links/oauth', {
    provider: 'google',
    returnTo,
    relinksId,
  })
  if (started.status !== 200) throw new Error(`Could not set out: ${JSON.stringify(started.body)}`)
  const back = await google.consent(started.body.url, {
    email,
    ...(cancel && { cancel }),
    ...(untick && { untick }),
  })
  if (back.origin !== parley.url) throw new Error(`Google led to ${back.href}.`)
  return (wish.inside ?? browser).get(`${back.pathname}${back.search}`)
}

/** Links the account, all the way; answers the link's id. */
export async function linkGoogle(
  world: GoogleWorld,
  browser: Client,
  wish: { email?: string; relinksId?: string } = {},
): Promise<string> {
  const { headers } = await comeBack(world, browser, wish)
  const attemptId = String(headers.get('location')).split('/').at(-1)
  const confirmed = await browser.post(`/api/calendars/attempts/${attemptId}/confirm`)
  if (confirmed.status !== 200) throw new Error(`Could not link: ${JSON.stringify(confirmed.body)}`)
  return confirmed.body.linkId
}

/** The one link this person has. */
export async function onlyLink(browser: Client) {
  const { body } = await browser.get('/api/calendars')
  if (body.links.length !== 1) throw new Error(`There are ${body.links.length} links.`)
  return body.links[0]
}

/** Waits until it is so; what jobs do takes its time. */
export async function until(isSo: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await isSo()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`It never came to be: ${what}`)
}
