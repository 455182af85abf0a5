import { createHash } from 'node:crypto'

import type { JsonObject } from './contract.ts'
import type { When } from './when.ts'

export type Role = 'freeBusyReader' | 'reader' | 'writer' | 'owner'

/** A line of somebody's calendar list. `changed` counts in the account's own list version. */
export type Entry = {
  calendarId: string
  role: Role
  isPrimary: boolean
  isSelected: boolean
  isHidden: boolean
  isRemoved: boolean
  changed: number
}

export type Account = {
  email: string
  /** What never changes about the person, as in the ID token. */
  sub: string
  name: string
  /** The Workspace domain; undefined for a private account. */
  domain: string | undefined
  timeZone: string
  listVersion: number
  entries: Map<string, Entry>
}

export type Attendee = {
  email: string
  displayName?: string
  responseStatus: 'needsAction' | 'declined' | 'tentative' | 'accepted'
  optional?: boolean
  comment?: string
}

/** One event on one calendar: a single one, a recurrence, or an instance of it that became different. */
export type StoredEvent = {
  id: string
  iCalUID: string
  status: 'confirmed' | 'tentative' | 'cancelled'
  start: When
  end: When
  recurrence: string[] | undefined
  recurringEventId: string | undefined
  originalStart: When | undefined
  sequence: number
  createdAt: number
  updatedAt: number
  /** Counts every change of anything; the etag is made of it. */
  edition: number
  /** The calendar's version when this last changed: what sync tokens are compared with. */
  changed: number
  creator: string
  organizer: string
  attendees: Attendee[]
  /** Ids that were listed as instances of this recurrence once and are no more. */
  dropped: Map<string, When | undefined>
  /** Everything that is kept as it came: summary, description, transparency, extendedProperties … */
  rest: JsonObject
}

export type Calendar = {
  id: string
  summary: string
  description: string | undefined
  timeZone: string
  owner: string
  isPrimary: boolean
  /** The OAuth client that made it, for the scope calendar.app.created. */
  madeBy: string | undefined
  conferenceTypes: string[]
  /** How a new conference is answered: `pending` until it is finished by hand. */
  conferences: 'success' | 'pending' | 'failure'
  version: number
  updatedAt: number
  /** Sync and page tokens from before this version are dead. */
  oldestToken: number
  events: Map<string, StoredEvent>
}

export type World = {
  now: () => number
  origin: string
  editions: number
  accounts: Map<string, Account>
  calendars: Map<string, Calendar>
  /** Who hears of a change: the channels. */
  listeners: ((calendarId: string) => void)[]
}

export type NewAccount = { email: string; name?: string; timeZone?: string; domain?: string }

export type NewCalendar = {
  summary: string
  id?: string
  timeZone?: string
  role?: Role
  /** Whose it is, when somebody else has shared it with this person. */
  owner?: string
  isHidden?: boolean
  isSelected?: boolean
  /** Defaults to Meet; empty when no conference may be made. */
  conferenceTypes?: string[]
  madeBy?: string
}

/** An empty world; `origin` is set when the server listens. */
export function newWorld(now: () => number): World {
  return { now, origin: '', editions: 0, accounts: new Map(), calendars: new Map(), listeners: [] }
}

/** Opens an account with its primary calendar, whose id is the address. Throws when there is one. */
export function addAccount(world: World, { email, name, timeZone = 'UTC', domain }: NewAccount): Account {
  if (world.accounts.has(email)) throw new Error(`There is an account ${email} already.`)
  const account: Account = {
    email,
    sub: numberOf(email),
    name: name ?? email.split('@')[0] ?? email,
    domain,
    timeZone,
    listVersion: 0,
    entries: new Map(),
  }
  world.accounts.set(email, account)
  makeCalendar(world, email, { summary: email, timeZone }, email)
  putEntry(account, newEntry(email, 'owner', { isPrimary: true, isSelected: true }))
  return account
}

/** Puts a calendar on somebody's list: their own, or one shared with them in a role. */
export function addCalendar(world: World, email: string, added: NewCalendar): Calendar {
  const account = accountOf(world, email)
  const { role = 'owner', owner = role === 'owner' ? email : `owner.of.${email}` } = added
  const id =
    added.id ?? `c_${digest(`${email} ${added.summary} ${world.editions++}`)}@group.calendar.google.com`
  const calendar =
    world.calendars.get(id) ??
    makeCalendar(world, id, { ...added, timeZone: added.timeZone ?? account.timeZone }, owner)
  putEntry(
    account,
    newEntry(id, role, { isHidden: added.isHidden ?? false, isSelected: added.isSelected ?? true }),
  )
  return calendar
}

/** Takes a calendar off somebody's list; for them it is no longer there. */
export function removeCalendar(world: World, email: string, calendarId: string): void {
  const account = accountOf(world, email)
  const entry = account.entries.get(calendarId)
  if (!entry) throw new Error(`${email} has no calendar ${calendarId}.`)
  putEntry(account, { ...entry, isRemoved: true })
}

/** Changes what somebody may do with a calendar. */
export function setRole(world: World, email: string, calendarId: string, role: Role): void {
  const account = accountOf(world, email)
  const entry = account.entries.get(calendarId)
  if (!entry) throw new Error(`${email} has no calendar ${calendarId}.`)
  putEntry(account, { ...entry, role })
}

/** The account of this address. Throws when there is none. */
export function accountOf(world: World, email: string): Account {
  const account = world.accounts.get(email)
  if (!account) throw new Error(`There is no account ${email}.`)
  return account
}

/** `"3500000000000042"`: another one after every change. */
export function etagOf(edition: number): string {
  return `"${3_500_000_000_000_000 + edition}"`
}

/** A stable opaque text of lower-case letters and digits. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 26)
}

function makeCalendar(
  world: World,
  id: string,
  { summary, timeZone = 'UTC', conferenceTypes = ['hangoutsMeet'], madeBy }: NewCalendar,
  owner: string,
): Calendar {
  const calendar: Calendar = {
    id,
    summary,
    description: undefined,
    timeZone,
    owner,
    isPrimary: id === owner,
    madeBy,
    conferenceTypes,
    conferences: 'success',
    version: 0,
    updatedAt: world.now(),
    oldestToken: 0,
    events: new Map(),
  }
  world.calendars.set(id, calendar)
  return calendar
}

function newEntry(calendarId: string, role: Role, marks: Partial<Entry>): Entry {
  return {
    calendarId,
    role,
    isPrimary: false,
    isSelected: false,
    isHidden: false,
    isRemoved: false,
    changed: 0,
    ...marks,
  }
}

function putEntry(account: Account, entry: Entry): void {
  account.listVersion += 1
  account.entries.set(entry.calendarId, { ...entry, changed: account.listVersion })
}

function numberOf(text: string): string {
  return `1${BigInt(`0x${digest(text).slice(0, 16)}`)}`.slice(0, 21)
}

/** Gives the event its next edition, and tells whoever watches the calendar. */
export function noteChange(world: World, calendar: Calendar, event: StoredEvent): void {
  world.editions += 1
  calendar.version += 1
  calendar.updatedAt = world.now()
  event.edition = world.editions
  event.changed = calendar.version
  event.updatedAt = world.now()
  for (const hear of world.listeners) hear(calendar.id)
}
