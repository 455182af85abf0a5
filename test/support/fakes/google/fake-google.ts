import type { SetFault } from '../waiting-faults.ts'
import type { Desk } from './calendar-api.ts'
import { type Notification, startChannels } from './channels.ts'
import { type Fault, newFaults } from './faults.ts'
import { type Client, newOAuth } from './oauth.ts'
import { type Person, personOf } from './person.ts'
import { type FakeRequest, newServer } from './server.ts'
import { addAccount, type NewAccount, newWorld } from './world.ts'

export type { SetFault } from '../waiting-faults.ts'
export type { Fault } from './faults.ts'
export type { Person } from './person.ts'
export type { FakeRequest } from './server.ts'
export type { NewAccount } from './world.ts'
export type { Client, Notification }

export type FakeGoogleOptions = {
  /** 0 for any that is free. */
  port?: number
  /** The clock that everything goes by (ms): tokens, updates, channels. */
  now?: () => number
  accounts?: readonly NewAccount[]
  clients?: readonly Client[]
  /** At most so many items on a page, whatever was asked for. */
  pageSize?: number
  /** The first wait before a notification that was answered with 5xx is sent again; it doubles. */
  notificationRetryMs?: number
}

/** How a person answers the page of the sign-in: who they are, what they untick, or that they cancel. */
export type Consent = { email: string; untick?: readonly string[]; cancel?: boolean }

export type FakeGoogle = {
  /** `http://127.0.0.1:<port>`: the issuer, the sign-in, the pages; the API is at `/calendar/v3`. */
  readonly origin: string
  readonly apiUrl: string
  /** Every request that came, oldest first, without secrets. */
  readonly requests: readonly FakeRequest[]
  readonly notifications: readonly Notification[]
  /** Channels that are open at the moment. */
  channels: () => { id: string; calendarId: string; email: string; address: string; expiresAt: number }[]
  registerClient: (client: Client) => void
  addAccount: (account: NewAccount) => Person
  person: (email: string) => Person
  /** Goes through the sign-in as a person would, and gives the address that the browser is sent back to. */
  consent: (authorizeUrl: string | URL, consent: Consent) => Promise<URL>
  /** The person takes the access back, from one application or all: every token of theirs is dead at once. */
  revoke: (email: string, clientId?: string) => void
  /** Access tokens end early; refresh tokens live on. */
  expireAccessTokens: (email: string) => void
  /** Sync and page tokens given out so far are dead (410), for one calendar or all. */
  expireSyncTokens: (calendarId?: string) => void
  /** free/busy tells only an error for this calendar, until the reason is undefined again. */
  breakFreeBusy: (calendarId: string, reason: string | undefined) => void
  paging: (paging: { size?: number; emptyPages?: boolean }) => void
  fail: (fault: Fault) => SetFault
  dropNotifications: (times: number) => void
  duplicateNotifications: (times: number) => void
  delayNotifications: (milliseconds: number, times: number) => void
  /** Holds so many back and then sends them last first. */
  reorderNotifications: (count: number) => void
  /** Waits until every notification that is under way was delivered or given up. */
  settle: () => Promise<void>
  /** Requests to which the fake itself gave a wrong answer; empty in a good test. */
  breaches: () => string[]
  stop: () => Promise<void>
}

/**
 * Starts a Google of our own on 127.0.0.1: sign-in, Calendar API v3, notifications, and pages to see and move events. All in
 * memory. Every request is held against Google's own description of the API, and so is every answer.
 */
export async function startFakeGoogle(options: FakeGoogleOptions = {}): Promise<FakeGoogle> {
  const world = newWorld(options.now ?? Date.now)
  const oauth = newOAuth(world)
  const channels = startChannels(world, options.notificationRetryMs ?? 50)
  const faults = newFaults()
  const requests: FakeRequest[] = []
  const desk: Desk = {
    world,
    channels,
    bookmarks: new Map(),
    paging: { size: options.pageSize ?? Infinity, emptyPages: false },
    broken: new Map(),
  }
  const server = newServer({ desk, oauth, faults, requests })
  world.origin = await listen(server, options.port ?? 0)
  for (const account of options.accounts ?? []) addAccount(world, account)
  for (const client of options.clients ?? []) oauth.clients.set(client.id, client)

  return {
    origin: world.origin,
    apiUrl: `${world.origin}/calendar/v3`,
    requests,
    notifications: channels.sent,
    channels: () => channels.listOpen(),
    registerClient: (client) => oauth.clients.set(client.id, client),
    addAccount: (account) => personOf(world, addAccount(world, account).email),
    person: (email) => personOf(world, email),
    consent: (authorizeUrl, consent) => goThroughSignIn(world.origin, authorizeUrl, consent),
    revoke: oauth.revoke,
    expireAccessTokens: oauth.expireAccessTokens,
    expireSyncTokens: (calendarId) => {
      for (const calendar of world.calendars.values()) {
        if (calendarId !== undefined && calendar.id !== calendarId) continue
        calendar.version += 1
        calendar.oldestToken = calendar.version
      }
    },
    breakFreeBusy: (calendarId, reason) => {
      if (reason === undefined) desk.broken.delete(calendarId)
      else desk.broken.set(calendarId, reason)
    },
    paging: (paging) => Object.assign(desk.paging, paging),
    fail: faults.set,
    dropNotifications: (times) => {
      channels.mischief.drop = times
    },
    duplicateNotifications: (times) => {
      channels.mischief.duplicate = times
    },
    delayNotifications: (milliseconds, times) => {
      channels.mischief.late = { left: times, ms: milliseconds }
    },
    reorderNotifications: (count) => {
      channels.mischief.reorder = count
    },
    settle: channels.settle,
    breaches: () => requests.flatMap(({ breach }) => (breach === undefined ? [] : [breach])),
    stop: async () => {
      channels.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

/** Opens the page, presses the buttons on it, and does not follow where it leads. */
async function goThroughSignIn(
  origin: string,
  authorizeUrl: string | URL,
  { email, untick = [], cancel = false }: Consent,
): Promise<URL> {
  const opened = await fetch(authorizeUrl, { redirect: 'manual' })
  const page = await opened.text()
  const straight = opened.headers.get('location')
  if (straight !== null) return new URL(straight)
  if (opened.status !== 200) throw new Error(`The sign-in page refuses (${opened.status}): ${textOf(page)}`)
  const offered = [...page.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = '']) => scope)
  const form = new URLSearchParams({ request: new URL(authorizeUrl).search.slice(1) })
  for (const scope of offered)
    if (!untick.some((one) => scope === one || scope.endsWith(`/${one}`))) form.append('scope', scope)
  form.set(cancel ? 'cancel' : 'account', cancel ? 'yes' : email)
  const answered = await fetch(`${origin}/o/oauth2/v2/auth`, {
    method: 'POST',
    body: form,
    redirect: 'manual',
  })
  await answered.arrayBuffer()
  return new URL(answered.headers.get('location') ?? '')
}

function textOf(page: string): string {
  return page
    .replace(/<style>[\s\S]*<\/style>/, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
}

function listen(server: ReturnType<typeof newServer>, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : port}`)
    })
  })
}
