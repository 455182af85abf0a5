import { createHash, randomBytes } from 'node:crypto'

import type { JsonObject } from './contract.ts'
import { datesOf, type Recurrence } from './recurrence.ts'
import { addDays, addToWall, dateOf, instantOf, type Wall, wallAt, wallDistance } from './wall.ts'

export type Mailbox = 'cloud' | 'on-premises'

export type Calendar = {
  id: string
  name: string
  isDefault: boolean
  canEdit: boolean
  ownerName: string
  ownerAddress: string
  onlineMeetings: string[]
  /** The link of a new online meeting is not there yet. */
  isSlowToLink: boolean
}

export type Address = { name: string; address: string }
export type Answer = 'none' | 'organizer' | 'tentativelyAccepted' | 'accepted' | 'declined' | 'notResponded'

/** What an occurrence may have of its own. */
export type Details = {
  start: Wall
  end: Wall
  isAllDay: boolean
  answer: Answer
  isCancelled: boolean
  /** Everything that is kept as it came: subject, showAs, attendees … */
  rest: JsonObject
}

export type Exception = Details & { edition: number }

/** One event of a mailbox; a series with all that deviates from it. */
export type StoredEvent = Details & {
  serial: number
  /** How often it went to another calendar: the ordinary id changes each time, the immutable one does not. */
  moves: number
  calendarId: string
  uid: string
  zone: string
  /** The zones as they were named, in Exchange's names. */
  startZoneName: string
  endZoneName: string
  recurrence: Recurrence | undefined
  exceptions: Map<string, Exception>
  dropped: Set<string>
  organizer: Address
  isOrganizer: boolean
  transactionId: string | undefined
  properties: { id: string; value: string }[]
  joinUrl: string | undefined
  createdAt: number
  updatedAt: number
  /** Counts the changes of the event or of the series' rule; `exceptions` count their own. */
  edition: number
  /** The mailbox's version when anything of this last changed. */
  version: number
}

export type Account = {
  number: number
  email: string
  name: string
  tid: string
  oid: string
  mailbox: Mailbox
  needsAdminConsent: boolean
  /** IANA id of the mailbox's zone. */
  timeZone: string
  calendars: Calendar[]
  events: Map<number, StoredEvent>
  /** Which event each transactionId made, and of which content. */
  transactions: Map<string, { serial: number; content: string }>
  removals: { calendarId: string; key: string; moves: number; version: number }[]
  version: number
  lastSerial: number
}

/** A single event, a series, or one occurrence of it, with its own times. */
export type Item = {
  event: StoredEvent
  /** The date in the series' rule; undefined for a single event and for the series itself. */
  date: string | undefined
  type: 'singleInstance' | 'occurrence' | 'exception' | 'seriesMaster'
  details: Details
  startsAt: number
  endsAt: number
  /** Changes with every change of it. */
  edition: string
}

export type Change = {
  account: Account
  kind: 'created' | 'updated' | 'deleted'
  item: Item
}

export type World = {
  now: () => number
  accounts: Map<string, Account>
  listeners: ((change: Change) => void)[]
}

export type NewAccount = {
  email: string
  name?: string
  /** `personal` is Outlook.com, in the one tenant of all such accounts. */
  kind?: 'work' | 'personal'
  mailbox?: Mailbox
  needsAdminConsent?: boolean
  /** IANA id of the mailbox's zone, UTC unless told. */
  timeZone?: string
  calendars?: readonly NewCalendar[]
}

export type NewCalendar = {
  name: string
  canEdit?: boolean
  /** Whose calendar it is when somebody else shares it. */
  owner?: Address
  onlineMeetings?: readonly ('teamsForBusiness' | 'skypeForBusiness' | 'skypeForConsumer')[]
}

export const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad'
const day = 86_400_000

export function addAccount(world: World, given: NewAccount): Account {
  const email = given.email.toLowerCase()
  if (world.accounts.has(email)) throw new Error(`${email} is here already.`)
  const account: Account = {
    number: world.accounts.size + 1,
    email,
    name: given.name ?? email,
    tid: given.kind === 'personal' ? personalTenant : guidOf(`tenant ${email.split('@')[1]}`),
    oid: guidOf(`person ${email}`),
    mailbox: given.mailbox ?? 'cloud',
    needsAdminConsent: given.needsAdminConsent ?? false,
    timeZone: given.timeZone ?? 'UTC',
    calendars: [],
    events: new Map(),
    transactions: new Map(),
    removals: [],
    version: 0,
    lastSerial: 0,
  }
  world.accounts.set(email, account)
  for (const calendar of [{ name: 'Calendar' }, ...(given.calendars ?? [])]) addCalendar(account, calendar)
  return account
}

export function addCalendar(account: Account, given: NewCalendar): Calendar {
  const isWork = account.tid !== personalTenant
  const calendar: Calendar = {
    id: `AAMkAC${base64(`calendar ${account.number}.${account.calendars.length}`)}=`,
    name: given.name,
    isDefault: account.calendars.length === 0,
    canEdit: given.canEdit ?? true,
    ownerName: given.owner?.name ?? account.name,
    ownerAddress: given.owner?.address ?? account.email,
    isSlowToLink: false,
    onlineMeetings: [...(given.onlineMeetings ?? (isWork ? ['teamsForBusiness'] : []))],
  }
  account.calendars.push(calendar)
  return calendar
}

/** The account with this address. Throws when there is none. */
export function accountOf(world: World, email: string): Account {
  const account = world.accounts.get(email.toLowerCase())
  if (!account) throw new Error(`${email} has no account here.`)
  return account
}

/** Puts a new event in the mailbox and tells who listens. */
export function insertEvent(
  world: World,
  account: Account,
  given: Omit<
    StoredEvent,
    'serial' | 'moves' | 'uid' | 'exceptions' | 'dropped' | 'createdAt' | 'updatedAt' | 'edition' | 'version'
  > & { uid?: string },
): StoredEvent {
  account.lastSerial += 1
  const event: StoredEvent = {
    ...given,
    serial: account.lastSerial,
    moves: 0,
    uid: given.uid ?? `040000008200E00074C5B7101A82E008${randomBytes(16).toString('hex').toUpperCase()}`,
    exceptions: new Map(),
    dropped: new Set(),
    createdAt: world.now(),
    updatedAt: world.now(),
    edition: 0,
    version: 0,
  }
  account.events.set(event.serial, event)
  touch(world, account, event)
  tell(world, { account, kind: 'created', item: itemOf(event) })
  return event
}

/** Changes what the item is: the event, the series, or one occurrence, which becomes an exception. */
export function changeItem(world: World, account: Account, item: Item, changes: Partial<StoredEvent>): Item {
  const { event, date } = item
  if (date === undefined) Object.assign(event, changes)
  else {
    const { start, end, isAllDay, answer, isCancelled, rest } = { ...item.details, ...changes }
    const edition = (event.exceptions.get(date)?.edition ?? 0) + 1
    event.exceptions.set(date, { start, end, isAllDay, answer, isCancelled, rest, edition })
  }
  // A series that is put elsewhere has no exceptions left.
  if (date === undefined && (changes.recurrence !== undefined || changes.start !== undefined))
    event.exceptions.clear()
  touch(world, account, event, date === undefined)
  const changed = date === undefined ? itemOf(event) : occurrenceOf(event, date)
  tell(world, { account, kind: 'updated', item: changed })
  return changed
}

/** Takes the event, the series or the one occurrence out of the mailbox. */
export function removeItem(world: World, account: Account, item: Item): void {
  const { event, date } = item
  if (date === undefined) {
    account.events.delete(event.serial)
    if (event.transactionId !== undefined) account.transactions.delete(event.transactionId)
    account.version += 1
  } else {
    event.exceptions.delete(date)
    event.dropped.add(date)
    touch(world, account, event, false)
  }
  noteRemoval(account, event, keyOf(item))
  tell(world, { account, kind: 'deleted', item })
}

/** Puts the event in another calendar, where it gets another ordinary id. */
export function moveItem(world: World, account: Account, { event }: Item, calendar: Calendar): Item {
  account.version += 1
  noteRemoval(account, event, String(event.serial))
  event.calendarId = calendar.id
  event.moves += 1
  touch(world, account, event)
  tell(world, { account, kind: 'updated', item: itemOf(event) })
  return itemOf(event)
}

function noteRemoval(account: Account, { calendarId, moves }: StoredEvent, key: string): void {
  account.removals.push({ calendarId, key, moves, version: account.version })
}

function touch(world: World, account: Account, event: StoredEvent, isWhole = true): void {
  account.version += 1
  event.version = account.version
  event.updatedAt = world.now()
  if (isWhole) event.edition += 1
}

function tell(world: World, change: Change): void {
  for (const listener of world.listeners) listener(change)
}

/** The event itself: a single one, or the series. */
export function itemOf(event: StoredEvent): Item {
  return newItem(event, undefined, event.recurrence ? 'seriesMaster' : 'singleInstance', event)
}

/** The occurrence that the series has on the date of its rule. */
export function occurrenceOf(event: StoredEvent, date: string): Item {
  const exception = event.exceptions.get(date)
  if (exception) return newItem(event, date, 'exception', exception)
  const start = `${date}${event.start.slice(10)}`
  const end = addToWall(start, wallDistance(event.start, event.end))
  return newItem(event, date, 'occurrence', { ...event, start, end })
}

function newItem(event: StoredEvent, date: string | undefined, type: Item['type'], details: Details): Item {
  const own = date === undefined ? 0 : (event.exceptions.get(date)?.edition ?? 0)
  return {
    event,
    date,
    type,
    details,
    startsAt: instantOf(details.start, event.zone),
    endsAt: instantOf(details.end, event.zone),
    edition: `${event.edition}.${own}`,
  }
}

/** What a view shows of the calendar's events in `[from, until)`: recurrences as their occurrences, by start. */
export function itemsBetween(account: Account, calendarId: string, from: number, until: number): Item[] {
  return [...account.events.values()]
    .filter((event) => event.calendarId === calendarId)
    .flatMap((event) => (event.recurrence ? occurrencesUntil(event, until) : [itemOf(event)]))
    .filter((item) => isBetween(item, from, until))
    .sort((one, other) => one.startsAt - other.startsAt || one.event.serial - other.event.serial)
}

export function occurrencesUntil(event: StoredEvent, until: number): Item[] {
  if (!event.recurrence) return []
  const last = addDays(dateOf(wallAt(until + day, 'UTC')), 1)
  const dates = new Set([...datesOf(event.recurrence, last), ...event.exceptions.keys()])
  return [...dates].filter((date) => !event.dropped.has(date)).map((date) => occurrenceOf(event, date))
}

/** An event without length counts where it starts. */
function isBetween({ startsAt, endsAt }: Item, from: number, until: number): boolean {
  return startsAt < until && (endsAt > from || (startsAt === endsAt && startsAt >= from))
}

/** What names the item inside its mailbox, whatever its id is at the moment. */
export function keyOf({ event, date }: Item): string {
  return date === undefined ? String(event.serial) : `${event.serial}@${date}`
}

/** The id as it is given out: the ordinary one is another after each move to another calendar. */
export function idOf(account: Account, key: string, moves: number, isImmutable: boolean): string {
  const text = isImmutable ? `${account.number}.${key}` : `${account.number}.${key}.${moves}`
  return `${isImmutable ? 'AAkALg' : 'AAMkAG'}${base64(text)}=`
}

export function idOfItem(account: Account, item: Item, isImmutable: boolean): string {
  return idOf(account, keyOf(item), item.event.moves, isImmutable)
}

/** The item with this id of either kind; `malformed` for what is no id of this mailbox at all. */
export function findItem(account: Account, id: string): Item | 'malformed' | undefined {
  const match = /^(AAkALg|AAMkAG)([\w-]+)=$/.exec(id)
  const [, prefix, encoded = ''] = match ?? []
  const text = Buffer.from(encoded, 'base64url').toString()
  const parts = /^(\d+)\.(\d+)(?:@(\d{4}-\d\d-\d\d))?(?:\.(\d+))?$/.exec(text)
  if (!parts) return 'malformed'
  const [, number, serial, date, moves] = parts
  const event = account.events.get(Number(serial))
  if (Number(number) !== account.number || !event) return undefined
  if (prefix === 'AAMkAG' && Number(moves) !== event.moves) return undefined
  if (date === undefined) return itemOf(event)
  const isThere = occurrencesUntil(event, instantOf(date, 'UTC') + 2 * day).some((one) => one.date === date)
  return isThere ? occurrenceOf(event, date) : undefined
}

/** The entity tag, which changes with every change. */
export function etagOf(account: Account, item: Item): string {
  return `W/"${changeKeyOf(account, item)}"`
}

export function changeKeyOf(account: Account, item: Item): string {
  return createHash('sha256')
    .update(`${account.number} ${keyOf(item)} ${item.edition}`)
    .digest('base64')
    .slice(0, 32)
}

/** A GUID that is always the same for the same text. */
export function guidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64url')
}
