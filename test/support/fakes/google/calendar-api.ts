import { type Channels } from './channels.ts'
import {
  checkBody,
  contract,
  findBreach,
  findMethod,
  isObject,
  type Json,
  type JsonObject,
  type Method,
  type Query,
  readQuery,
  textOf,
} from './contract.ts'
import { GoogleError, invalid, notFound } from './errors.ts'
import { changeEvent, createEvent, type Doing, findEvent, removeEvent } from './events.ts'
import { queryFreeBusy } from './free-busy.ts'
import { type Bookmarks, listEvents, listInstances, pageOf, type Paging } from './listing.ts'
import { presentCalendar, presentEntry, presentEvent, type View } from './present.ts'
import {
  type Account,
  accountOf,
  addCalendar,
  type Calendar,
  type Entry,
  etagOf,
  type Role,
  type World,
} from './world.ts'
import { isZone } from './when.ts'

/** Who calls: the account that granted it, the client it was granted to, and the scopes without their prefix. */
export type Bearer = { email: string; clientId: string; scopes: readonly string[] }

/** What the API stands on. */
export type Desk = {
  world: World
  channels: Channels
  bookmarks: Bookmarks
  paging: Paging
  /** Calendars whose busy times cannot be told at the moment, with the reason. */
  broken: Map<string, string>
}

/** A request to the API as it came. */
export type Call = {
  httpMethod: string
  path: string
  search: URLSearchParams
  body: Json | undefined
  ifMatch: string | undefined
}

/** What is answered: 204 without a body. */
export type Answer = { status: number; body: JsonObject | undefined }

type Context = Desk & {
  bearer: Bearer
  account: Account
  method: Method
  values: Record<string, string>
  query: Query
  body: JsonObject
  ifMatch: string | undefined
}

type Access = { calendar: Calendar; role: Role; view: View }

const ranks: readonly Role[] = ['freeBusyReader', 'reader', 'writer', 'owner']

/**
 * Answers one call to Calendar API v3. Everything is held against the contract first: address, scope, parameters, body;
 * and the answer at the end. Throws a GoogleError for a refusal.
 */
export function answerCall(desk: Desk, bearer: Bearer, call: Call): Answer {
  const found = findMethod(call.httpMethod, call.path)
  if (!found) throw notFound(`There is no ${call.httpMethod} ${call.path} in this fake.`)
  const { method, values } = found
  checkScope(bearer, method)
  const query = readQuery(method, call.search)
  if (typeof query.timeZone === 'string' && !isZone(query.timeZone)) throw invalid('Invalid time zone.')
  const context: Context = {
    ...desk,
    bearer,
    account: accountOf(desk.world, bearer.email),
    method,
    values,
    query,
    body: checkBody(method, call.body),
    ifMatch: call.ifMatch,
  }
  const body = answers[method.id]?.(context)
  if (method.response === undefined) return { status: 204, body: undefined }
  const whole = JSON.parse(JSON.stringify(body ?? {})) as JsonObject
  const breach = findBreach(method.response, whole)
  if (breach) throw new Error(`The fake's own answer to ${method.id} breaks the contract: ${breach}`)
  return { status: 200, body: typeof query.fields === 'string' ? pick(whole, query.fields) : whole }
}

const answers: Record<string, (context: Context) => JsonObject | undefined> = {
  'calendar.calendarList.list': listCalendars,
  'calendar.calendarList.get': (context) => {
    const entry = context.account.entries.get(calendarIdOf(context))
    const calendar = context.world.calendars.get(calendarIdOf(context))
    if (!entry || !calendar || entry.isRemoved) throw notFound()
    return presentEntry(context.account, entry, calendar)
  },
  'calendar.calendars.get': (context) => presentCalendar(accessCalendar(context, 'freeBusyReader').calendar),
  'calendar.calendars.insert': ({ world, bearer, account, body }) => {
    const { summary, timeZone } = body
    if (typeof timeZone === 'string' && !isZone(timeZone)) throw invalid('Invalid time zone.')
    return presentCalendar(
      addCalendar(world, account.email, {
        summary: textOf(summary),
        madeBy: bearer.clientId,
        ...(typeof timeZone === 'string' ? { timeZone } : {}),
      }),
    )
  },
  'calendar.settings.get': ({ values, account }) => {
    if (values.setting !== 'timezone') throw notFound()
    return { kind: 'calendar#setting', etag: etagOf(0), id: 'timezone', value: account.timeZone }
  },
  'calendar.freebusy.query': ({ world, account, body, broken }) =>
    queryFreeBusy(world, account, body, broken),
  'calendar.events.list': (context) => {
    const { calendar, role, view } = accessCalendar(context, 'freeBusyReader')
    const { world, bookmarks, query, paging } = context
    return { ...listEvents(world, bookmarks, calendar, query, view, paging), accessRole: role }
  },
  'calendar.events.instances': (context) => {
    const { calendar, role, view } = accessCalendar(context, 'freeBusyReader')
    const { world, bookmarks, query, paging } = context
    const master = eventOf(context, calendar)
    return { ...listInstances(world, bookmarks, calendar, master, query, view, paging), accessRole: role }
  },
  'calendar.events.get': (context) => {
    const { calendar, view } = accessCalendar(context, 'freeBusyReader')
    return presentEvent(context.world, calendar, eventOf(context, calendar), view)
  },
  'calendar.events.insert': (context) => {
    const { calendar, view } = accessCalendar(context, 'writer')
    const event = createEvent(context.world, calendar, context.body, doingOf(context))
    return presentEvent(context.world, calendar, event, view)
  },
  'calendar.events.patch': (context) => change(context, false),
  'calendar.events.update': (context) => change(context, true),
  'calendar.events.delete': (context) => {
    const { calendar } = accessCalendar(context, 'writer')
    removeEvent(context.world, calendar, context.values.eventId ?? '', doingOf(context))
    return undefined
  },
  'calendar.events.watch': (context) => {
    const { calendar } = accessCalendar(context, 'freeBusyReader')
    const { world, channels, bearer, body } = context
    const resourceUri = `${world.origin}${contract.basePath}calendars/${encodeURIComponent(calendar.id)}/events?alt=json`
    return channels.watch(
      { clientId: bearer.clientId, email: bearer.email, calendarId: calendar.id, resourceUri },
      body,
    )
  },
  'calendar.channels.stop': ({ channels, bearer, body }) => {
    channels.stop(bearer, body)
    return undefined
  },
}

function checkScope({ scopes }: Bearer, method: Method): void {
  if (method.scopes.some((scope) => scopes.includes(scope))) return
  throw insufficientScope()
}

function insufficientScope(): GoogleError {
  return new GoogleError(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.', {
    headers: {
      'www-authenticate': 'Bearer realm="https://accounts.google.com/", error="insufficient_scope"',
    },
  })
}

/** The calendar in the path, when this person has at least the role and the scopes reach this very calendar. */
function accessCalendar(context: Context, least: Role): Access {
  const { world, account, query } = context
  const id = calendarIdOf(context)
  const entry = account.entries.get(id)
  const calendar = world.calendars.get(id)
  if (!entry || !calendar || entry.isRemoved) throw notFound()
  const sees = sightOf(context, calendar, entry)
  if (ranks.indexOf(entry.role) < ranks.indexOf(least))
    throw new GoogleError(403, 'requiredAccessLevel', `You need to have ${least} access to this calendar.`, {
      domain: 'calendar',
    })
  const view: View = {
    zone: typeof query.timeZone === 'string' ? query.timeZone : calendar.timeZone,
    sees,
    ...(typeof query.maxAttendees === 'number' ? { maxAttendees: query.maxAttendees } : {}),
  }
  return { calendar, role: entry.role, view }
}

/** Some scopes reach only calendars that the person owns, or that the application made; one shows no contents. */
function sightOf({ bearer, method }: Context, calendar: Calendar, entry: Entry): View['sees'] {
  const useful = method.scopes.filter((scope) => {
    if (!bearer.scopes.includes(scope) || scope === 'calendar.events.public.readonly') return false
    if (scope.startsWith('calendar.events.owned')) return entry.role === 'owner'
    return scope !== 'calendar.app.created' || calendar.madeBy === bearer.clientId
  })
  if (useful.length === 0) throw insufficientScope()
  if (entry.role === 'freeBusyReader' || useful.every((scope) => scope === 'calendar.events.freebusy'))
    return 'times'
  return entry.role === 'reader' ? 'public' : 'all'
}

function change(context: Context, isWhole: boolean): JsonObject {
  const { calendar, view } = accessCalendar(context, 'writer')
  const id = context.values.eventId ?? ''
  if (context.body.id !== undefined && context.body.id !== id) throw invalid('Invalid resource id value.')
  const event = changeEvent(context.world, calendar, id, context.body, { ...doingOf(context), isWhole })
  return presentEvent(context.world, calendar, event, view)
}

function doingOf({ bearer, ifMatch, query }: Context): Doing {
  return { by: bearer.email, ifMatch, withConference: query.conferenceDataVersion === 1 }
}

function eventOf({ values }: Context, calendar: Calendar) {
  const event = findEvent(calendar, values.eventId ?? '')
  if (!event) throw notFound()
  return event
}

function calendarIdOf({ values, account }: Context): string {
  return values.calendarId === 'primary' ? account.email : (values.calendarId ?? '')
}

function listCalendars({ world, account, bookmarks, query, paging }: Context): JsonObject {
  const least = typeof query.minAccessRole === 'string' ? query.minAccessRole : undefined
  if (query.syncToken !== undefined && least !== undefined)
    throw new GoogleError(400, 'badRequest', 'Sync token cannot be used with minAccessRole.')
  const page = pageOf(bookmarks, {
    scope: `calendars ${account.email}`,
    version: account.listVersion,
    oldest: 0,
    query: { maxResults: 100, ...query },
    isSyncable: least === undefined,
    paging,
    read: (since) =>
      [...account.entries.values()]
        .filter((entry) => isListed(entry, query, since))
        .flatMap((entry) => {
          const calendar = world.calendars.get(entry.calendarId)
          return calendar ? [presentEntry(account, entry, calendar)] : []
        }),
  })
  return { kind: 'calendar#calendarList', etag: etagOf(account.listVersion), ...page }
}

function isListed(entry: Entry, query: Query, since: number | undefined): boolean {
  if (since !== undefined) return entry.changed > since
  const least = ranks.findIndex((role) => role === query.minAccessRole)
  if (ranks.indexOf(entry.role) < least) return false
  return (!entry.isRemoved || query.showDeleted === true) && (!entry.isHidden || query.showHidden === true)
}

/** A partial answer: `items(id,start/dateTime),nextPageToken`. Throws 400 for what is no such list. */
function pick(value: JsonObject, fields: string): JsonObject {
  const picked: JsonObject = {}
  for (const part of splitFields(fields)) {
    const [, name = '', rest, group] = /^([\w*]+)(?:\/(.+)|\((.+)\))?$/.exec(part) ?? []
    if (name === '') throw invalid(`Invalid field selection ${part}`)
    if (name === '*') return value
    const inner = value[name]
    const below = rest ?? group
    if (inner !== undefined) picked[name] = below === undefined ? inner : pickEach(inner, below)
  }
  return picked
}

function pickEach(value: Json, fields: string): Json {
  if (Array.isArray(value)) return value.map((one) => pickEach(one, fields))
  return isObject(value) ? pick(value, fields) : value
}

function splitFields(fields: string): string[] {
  let depth = 0
  let part = ''
  const parts: string[] = []
  for (const letter of fields) {
    depth += letter === '(' ? 1 : letter === ')' ? -1 : 0
    if (letter === ',' && depth === 0) parts.push(part)
    part = letter === ',' && depth === 0 ? '' : part + letter
  }
  return [...parts, part]
}
