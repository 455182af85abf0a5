import { hasProperty, type JsonObject } from './contract.ts'
import { badRequest } from './graph-error.ts'
import { type Preferences, presentEvent, selected } from './present.ts'
import { readInstant } from './wall.ts'
import { type Account, type Item, itemOf, itemsBetween } from './world.ts'

const day = 86_400_000
/** The longest view, from what Graph has refused beyond it. */
const longestView = 1_825 * day
const largestPage = 1_000

export type Page = { value: JsonObject[]; nextSkip: number | undefined }

/** The events of a calendar in a stretch of time, recurrences as occurrences. */
export function viewCalendar(
  account: Account,
  calendarId: string,
  search: URLSearchParams,
  preferences: Preferences,
  pageSize: number,
): Page {
  checkOptions(search, ['startDateTime', 'endDateTime', '$select', '$top', '$skip', '$orderby', '$expand'])
  const [from, until] = readWindow(search)
  checkOrder(search)
  return pageOf(account, itemsBetween(account, calendarId, from, until), search, preferences, pageSize)
}

/** Single events and series of a calendar, those that `$filter` finds. */
export function listEvents(
  account: Account,
  calendarId: string,
  search: URLSearchParams,
  preferences: Preferences,
  pageSize: number,
): Page {
  checkOptions(search, ['$select', '$top', '$skip', '$orderby', '$expand', '$filter'])
  checkOrder(search)
  const isWanted = readFilter(search.get('$filter') ?? undefined)
  const items = [...account.events.values()]
    .filter((event) => event.calendarId === calendarId)
    .map(itemOf)
    .filter(isWanted)
  return pageOf(account, items, search, preferences, pageSize)
}

/** Refuses options that this address does not know, and options that stand there twice. */
export function checkOptions(search: URLSearchParams, known: readonly string[]): void {
  for (const name of search.keys()) {
    if (!known.some((one) => one.toLowerCase() === name.toLowerCase()))
      throw badRequest(`The query parameter '${name}' is not supported.`, 'ErrorInvalidUrlQuery')
    if (search.getAll(name).length > 1)
      throw badRequest(`Query option '${name}' was specified more than once.`, 'ErrorInvalidUrlQuery')
  }
}

/** `[from, until)` of a view. Names of these two options are read in any case, as Graph does. */
export function readWindow(search: URLSearchParams): [from: number, until: number] {
  const lower = new Map([...search].map(([name, value]) => [name.toLowerCase(), value]))
  const from = readInstant(lower.get('startdatetime'), 'StartDateTime')
  const until = readInstant(lower.get('enddatetime'), 'EndDateTime')
  if (until < from) throw badRequest('EndDateTime lies before StartDateTime.', 'ErrorInvalidParameter')
  if (until - from > longestView)
    throw badRequest('Requested time range is too long; at most 1825 days.', 'ErrorInvalidRequest')
  return [from, until]
}

/** The members of `typeName` that `$select` names; undefined for all. */
export function readSelect(typeName: string, search: URLSearchParams): string[] | undefined {
  const names = search
    .get('$select')
    ?.split(',')
    .map((name) => name.trim())
  for (const name of names ?? [])
    if (!hasProperty(typeName, name))
      throw badRequest(
        `Could not find a property named '${name}' on type 'microsoft.graph.${typeName}'.`,
        'RequestBroker--ParseUri',
      )
  return names
}

/** Ids of the extended properties that `$expand` asks for. */
export function readExpand(search: URLSearchParams): string[] {
  const text = search.get('$expand')
  if (text === null) return []
  const filter = /^singleValueExtendedProperties\(\$filter=(.+)\)$/i.exec(text)?.[1]
  const parts = filter?.split(/\s+or\s+/).map((part) => /^id eq '((?:[^']|'')+)'$/.exec(part)?.[1])
  if (!parts || parts.includes(undefined))
    throw badRequest(`Parsing OData Select and Expand failed: ${text}`, 'RequestBroker--ParseUri')
  return parts.map((part) => unquoted(part ?? ''))
}

/** Cuts the list as `$top` and `$skip` say. */
export function cut<T>(
  list: readonly T[],
  search: URLSearchParams,
  pageSize: number,
): { part: T[]; nextSkip: number | undefined } {
  const top = readCount(search, '$top', pageSize)
  const skip = readCount(search, '$skip', 0)
  if (top === 0 || top > largestPage) throw badRequest(`The value of $top must be 1 to ${largestPage}.`)
  const end = skip + top
  return { part: list.slice(skip, end), nextSkip: end < list.length ? end : undefined }
}

function pageOf(
  account: Account,
  items: readonly Item[],
  search: URLSearchParams,
  preferences: Preferences,
  pageSize: number,
): Page {
  const names = readSelect('event', search)
  const properties = readExpand(search)
  const { part, nextSkip } = cut(items, search, preferences.maxPageSize ?? pageSize)
  return {
    value: part.map((item) => selected(presentEvent(account, item, preferences, properties), names)),
    nextSkip,
  }
}

function readCount(search: URLSearchParams, name: string, otherwise: number): number {
  const text = search.get(name)
  if (text === null) return otherwise
  if (!/^\d{1,6}$/.test(text)) throw badRequest(`Invalid value '${text}' for ${name} query option found.`)
  return Number(text)
}

function checkOrder(search: URLSearchParams): void {
  const order = search.get('$orderby')
  if (order !== null && !/^start\/dateTime(?: asc)?$/.test(order))
    throw badRequest(`The $orderby '${order}' is not understood here.`, 'ErrorInvalidUrlQuery')
}

const byUid = /^iCalUId eq '((?:[^']|'')+)'$/
const byProperty =
  /^singleValueExtendedProperties\/any\((\w+):\s*\1\/id eq '((?:[^']|'')+)' and \1\/value eq '((?:[^']|'')*)'\)$/i

function readFilter(text: string | undefined): (item: Item) => boolean {
  if (text === undefined) return () => true
  const uid = byUid.exec(text)?.[1]
  if (uid !== undefined) return ({ event }) => event.uid === unquoted(uid)
  const [, , id, value] = byProperty.exec(text) ?? []
  if (id === undefined || value === undefined)
    throw badRequest('The query filter contains one or more invalid nodes.', 'ErrorInvalidUrlQueryFilter')
  return ({ event }) =>
    event.properties.some((one) => one.id === unquoted(id) && one.value === unquoted(value))
}

function unquoted(text: string): string {
  return text.replaceAll("''", "'")
}
