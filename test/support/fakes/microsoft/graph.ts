import { breachesOfAnswer, type JsonObject } from './contract.ts'
import type { Cursors } from './delta.ts'
import {
  createEvent,
  deleteEvent,
  type DuplicateAnswer,
  patchEvent,
  zoneNotSupported,
} from './event-rules.ts'
import { accessDenied, badRequest, GraphError, itemNotFound, mailboxNotEnabled } from './graph-error.ts'
import { checkOptions, cut, listEvents, type Page, readExpand, readSelect, viewCalendar } from './listing.ts'
import { type Preferences, presentCalendar, presentEvent, presentUser, selected } from './present.ts'
import type { Bearer } from './tokens.ts'
import type { Subscriptions } from './subscriptions.ts'
import { ianaOf } from './windows-zones.ts'
import { type Account, type Calendar, etagOf, findItem, idOfItem, type Item, type World } from './world.ts'

/** What Graph stands on. */
export type Desk = {
  world: World
  cursors: Cursors
  subscriptions: Subscriptions
  origin: () => string
  pageSize: number
  duplicate: DuplicateAnswer
}

/** A request to Graph as it came; `path` follows the version. */
export type Call = {
  method: string
  path: string
  search: URLSearchParams
  headers: Record<string, string | undefined>
  body: unknown
}

/** What is answered: 202 and 204 without a body. `type` is that of the body in the contract. */
export type Answer = { status: number; headers: Record<string, string>; body: JsonObject | undefined }

type Context = Desk & Call & { bearer: Bearer; account: Account; preferences: Preferences; values: string[] }
type Route = {
  method: string
  path: RegExp
  scopes: readonly string[]
  /** The type of the answer, `[]` behind it for a list of them. */
  type?: string
  needsNoMailbox?: boolean
  answer: (context: Context) => Result | Promise<Result>
}
type Result = { status?: number; headers?: Record<string, string>; body?: JsonObject }

const reading = ['Calendars.ReadBasic', 'Calendars.Read', 'Calendars.ReadWrite']
const watching = ['Calendars.Read', 'Calendars.ReadWrite']
const writing = ['Calendars.ReadWrite']

const routes: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/me$/,
    scopes: ['User.Read'],
    type: 'user',
    needsNoMailbox: true,
    answer: ({ account, search }) => {
      checkOptions(search, ['$select'])
      return { body: selected(presentUser(account), readSelect('user', search)) }
    },
  },
  { method: 'GET', path: /^\/me\/calendar$/, scopes: reading, type: 'calendar', answer: showCalendar },
  { method: 'GET', path: /^\/me\/calendars$/, scopes: reading, type: 'calendar[]', answer: listCalendars },
  {
    method: 'GET',
    path: /^\/me\/calendars\/([^/]+)$/,
    scopes: reading,
    type: 'calendar',
    answer: showCalendar,
  },
  {
    method: 'GET',
    path: /^\/me(?:\/calendar|\/calendars\/([^/]+))?\/calendarView$/i,
    scopes: reading,
    type: 'event[]',
    answer: (context) => paged(context, viewCalendar(...listArguments(context))),
  },
  {
    method: 'GET',
    path: /^\/me(?:\/calendar|\/calendars\/([^/]+))?\/calendarView\/delta$/i,
    scopes: reading,
    type: 'event[]',
    answer: readDelta,
  },
  {
    method: 'GET',
    path: /^\/me(?:\/calendar|\/calendars\/([^/]+))?\/events$/,
    scopes: reading,
    type: 'event[]',
    answer: (context) => paged(context, listEvents(...listArguments(context))),
  },
  {
    method: 'POST',
    path: /^\/me(?:\/calendar|\/calendars\/([^/]+))?\/events$/,
    scopes: writing,
    type: 'event',
    answer: create,
  },
  { method: 'GET', path: eventPath(), scopes: reading, type: 'event', answer: showEvent },
  { method: 'PATCH', path: eventPath(), scopes: writing, type: 'event', answer: patch },
  { method: 'DELETE', path: eventPath(), scopes: writing, answer: remove },
  {
    method: 'GET',
    path: /^\/subscriptions$/,
    scopes: watching,
    type: 'subscription[]',
    needsNoMailbox: true,
    answer: ({ subscriptions, account }) => ({ body: { value: subscriptions.list(account) } }),
  },
  { method: 'POST', path: /^\/subscriptions$/, scopes: watching, type: 'subscription', answer: subscribe },
  {
    method: 'GET',
    path: /^\/subscriptions\/([^/]+)$/,
    scopes: watching,
    type: 'subscription',
    needsNoMailbox: true,
    answer: ({ subscriptions, account, values }) => ({ body: subscriptions.get(account, values[0] ?? '') }),
  },
  {
    method: 'PATCH',
    path: /^\/subscriptions\/([^/]+)$/,
    scopes: watching,
    type: 'subscription',
    answer: ({ subscriptions, account, values, body }) => ({
      body: subscriptions.renew(account, values[0] ?? '', body),
    }),
  },
  {
    method: 'DELETE',
    path: /^\/subscriptions\/([^/]+)$/,
    scopes: watching,
    needsNoMailbox: true,
    answer: ({ subscriptions, account, values }) => {
      subscriptions.remove(account, values[0] ?? '')
      return { status: 204 }
    },
  },
  {
    method: 'POST',
    path: /^\/subscriptions\/([^/]+)\/reauthorize$/,
    scopes: watching,
    answer: ({ subscriptions, account, values }) => {
      subscriptions.reauthorize(account, values[0] ?? '')
      return { status: 204 }
    },
  },
]

/**
 * Answers one call to Graph v1.0. Address, scope, mailbox, options and body are held against the contract first, and the
 * answer at the end. Throws a GraphError for a refusal, any other error when this fake itself breaks the contract.
 */
export async function answerCall(desk: Desk, bearer: Bearer, call: Call): Promise<Answer> {
  const { route, values } = findRoute(call)
  if (!route.scopes.some((scope) => bearer.scopes.includes(scope))) throw accessDenied()
  const { account } = bearer
  if (!route.needsNoMailbox && account.mailbox === 'on-premises') throw mailboxNotEnabled()
  checkContentType(call)
  if (call.path.startsWith('/subscriptions')) checkOptions(call.search, [])
  const preferences = readPreferences(call.headers.prefer)
  const result = await route.answer({ ...desk, ...call, bearer, account, preferences, values })
  checkAnswer(route, result.body)
  return {
    status: result.status ?? 200,
    headers: { ...appliedOf(call.headers.prefer), ...result.headers },
    body: result.body && {
      '@odata.context': `${desk.origin()}/v1.0/$metadata#${route.type}`,
      ...result.body,
    },
  }
}

function findRoute({ method, path }: Call): { route: Route; values: string[] } {
  const fitting = routes.filter((route) => route.path.test(path))
  const route = fitting.find((one) => one.method === method)
  if (fitting.length === 0)
    throw badRequest(`Resource not found for the segment '${path.split('/').at(-1)}'.`)
  if (!route)
    throw new GraphError(405, 'Request_BadRequest', `Specified HTTP method is not allowed: ${method}`)
  const [, ...values] = route.path.exec(path) ?? []
  return { route, values: values.map((value) => (value === undefined ? '' : decodeURIComponent(value))) }
}

function checkContentType({ method, headers, body }: Call): void {
  if (method !== 'POST' && method !== 'PATCH') return
  if (body !== undefined && !/^application\/json\b/i.test(headers['content-type'] ?? ''))
    throw new GraphError(415, 'RequestBodyRead', 'A JSON body needs Content-Type: application/json.')
}

function checkAnswer({ type, path }: Route, body: JsonObject | undefined): void {
  if (type === undefined || body === undefined) return
  const items = type.endsWith('[]') ? (body.value as JsonObject[]) : [body]
  const [breach] = items.flatMap((item) => breachesOfAnswer(type.replace('[]', ''), item))
  if (breach !== undefined) throw new Error(`The fake's own answer to ${path} breaks the contract: ${breach}`)
}

function eventPath(): RegExp {
  return /^\/me(?:\/calendar|\/calendars\/([^/]+))?\/events\/([^/]+)$/
}

function listCalendars(context: Context): Result {
  const { account, search, preferences, pageSize } = context
  checkOptions(search, ['$select', '$top', '$skip'])
  const names = readSelect('calendar', search)
  const { part, nextSkip } = cut(account.calendars, search, preferences.maxPageSize ?? pageSize)
  return paged(context, {
    value: part.map((one) => selected(presentCalendar(account, one), names)),
    nextSkip,
  })
}

function showCalendar({ account, search, values }: Context): Result {
  checkOptions(search, ['$select'])
  const calendar = calendarOf(account, values[0])
  return { body: selected(presentCalendar(account, calendar), readSelect('calendar', search)) }
}

function listArguments({ account, values, search, preferences, pageSize }: Context) {
  return [account, calendarOf(account, values[0]).id, search, preferences, pageSize] as const
}

/** The next page has the whole address, options included. */
function paged({ origin, path, search }: Context, { value, nextSkip }: Page): Result {
  if (nextSkip === undefined) return { body: { value } }
  const next = new URLSearchParams(search)
  next.set('$skip', String(nextSkip))
  return { body: { value, '@odata.nextLink': `${origin()}/v1.0${path}?${next}` } }
}

function readDelta({ account, values, search, preferences, cursors, origin, path }: Context): Result {
  const calendar = calendarOf(account, values[0])
  const { value, link } = cursors.read(account, calendar.id, search, preferences)
  const name = link.option === '$skiptoken' ? '@odata.nextLink' : '@odata.deltaLink'
  return { body: { value, [name]: `${origin()}/v1.0${path}?${link.option}=${link.token}` } }
}

function create(context: Context): Result {
  const { world, account, values, body, preferences, duplicate, origin, search } = context
  checkOptions(search, [])
  const calendar = calendarOf(account, values[0])
  const idOf = (item: Item) => idOfItem(account, item, preferences.isImmutable)
  const item = createEvent(world, account, calendar, body, { duplicate, idOf })
  const headers = { location: `${origin()}/v1.0/me/events/${encodeURIComponent(idOf(item))}` }
  return { ...shown(context, item), status: 201, headers: { ...headers, etag: etagOf(account, item) } }
}

function showEvent(context: Context): Result {
  checkOptions(context.search, ['$select', '$expand'])
  return shown(context, itemAt(context))
}

function patch(context: Context): Result {
  const { world, account, body, headers, search } = context
  checkOptions(search, [])
  const item = itemAt(context)
  return shown(
    context,
    patchEvent(world, account, calendarOf(account, item.event.calendarId), item, body, headers['if-match']),
  )
}

function remove(context: Context): Result {
  const { world, account, headers, search } = context
  checkOptions(search, [])
  const item = itemAt(context)
  deleteEvent(world, account, calendarOf(account, item.event.calendarId), item, headers['if-match'])
  return { status: 204 }
}

async function subscribe({ subscriptions, account, bearer, preferences, body }: Context): Promise<Result> {
  const caller = { account, clientId: bearer.clientId, isImmutable: preferences.isImmutable }
  return { status: 201, body: await subscriptions.create(caller, body) }
}

function shown({ account, search, preferences }: Context, item: Item): Result {
  const names = readSelect('event', search)
  const body = selected(presentEvent(account, item, preferences, readExpand(search)), names)
  return { body, headers: { etag: etagOf(account, item) } }
}

function itemAt({ account, values: [calendarId = '', eventId = ''] }: Context): Item {
  const item = findItem(account, eventId)
  if (item === 'malformed') throw badRequest('Id is malformed.', 'ErrorInvalidIdMalformed')
  if (!item) throw itemNotFound()
  if (calendarId !== '' && calendarOf(account, calendarId).id !== item.event.calendarId) throw itemNotFound()
  return item
}

/** The calendar with this id; without one, the mailbox's own. */
function calendarOf(account: Account, id: string | undefined): Calendar {
  const calendar = account.calendars.find((one) => (id ? one.id === id : one.isDefault))
  if (calendar) return calendar
  if (!id?.startsWith('AAMkAC')) throw badRequest('Id is malformed.', 'ErrorInvalidIdMalformed')
  throw itemNotFound()
}

/** Preferences in any order and number; what is none of Graph's is ignored (RFC 7240 §2). */
function readPreferences(header: string | undefined): Preferences {
  const zoneName = preferenceOf(header, 'outlook\\.timezone') ?? 'UTC'
  const zone = ianaOf(zoneName)
  if (zone === undefined) throw zoneNotSupported(zoneName)
  const maxPageSize = preferenceOf(header, 'odata\\.maxpagesize')
  if (maxPageSize !== undefined && !/^[1-9]\d{0,3}$/.test(maxPageSize))
    throw badRequest(`Invalid odata.maxpagesize: ${maxPageSize}`)
  return {
    zoneName,
    zone,
    isImmutable: preferenceOf(header, 'IdType') === 'ImmutableId',
    isTextBody: preferenceOf(header, 'outlook\\.body-content-type')?.toLowerCase() === 'text',
    maxPageSize: maxPageSize === undefined ? undefined : Number(maxPageSize),
  }
}

function preferenceOf(header: string | undefined, name: string): string | undefined {
  return new RegExp(`(?:^|[,;\\s])${name}\\s*=\\s*"?([^",;]+)"?`, 'i').exec(header ?? '')?.[1]?.trim()
}

function appliedOf(header: string | undefined): Record<string, string> {
  return header === undefined ? {} : { 'preference-applied': header }
}
