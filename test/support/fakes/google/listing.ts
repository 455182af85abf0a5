import { type JsonObject, type Query, textOf } from './contract.ts'
import { fullSyncRequired, GoogleError, invalid } from './errors.ts'
import { exceptionsOf, horizon, instancesOf } from './events.ts'
import { presentCancelled, presentEvent, type View } from './present.ts'
import { type Calendar, etagOf, type StoredEvent, type World } from './world.ts'
import { exactTimestamp, instantAt } from './when.ts'

/** How lists are cut: a size below the asked one, and whether pages without items come between. */
export type Paging = { size: number; emptyPages: boolean }

/** A place in a list that somebody was given a token for. */
type Bookmark = {
  kind: 'page' | 'sync'
  scope: string
  version: number
  asked: string
  rest: JsonObject[]
  isEmptyDue: boolean
}

/** The tokens that were handed out. */
export type Bookmarks = Map<string, Bookmark>

type Listing = {
  /** What the tokens belong to: a calendar, or somebody's calendar list. */
  scope: string
  version: number
  oldest: number
  query: Query
  /** Whether this list may be followed by changes at all. */
  isSyncable: boolean
  paging: Paging
  read: (since: number | undefined) => JsonObject[]
}

const day = 86_400_000
const noSyncBeside = [
  'iCalUID',
  'orderBy',
  'privateExtendedProperty',
  'q',
  'sharedExtendedProperty',
  'timeMin',
  'timeMax',
  'updatedMin',
]

/**
 * `events.list`: the events of a calendar, or what has changed since a sync token. A list bounded by time, or by anything else
 * that may not stand beside a sync token, gets no sync token.
 */
export function listEvents(
  world: World,
  bookmarks: Bookmarks,
  calendar: Calendar,
  query: Query,
  view: View,
  paging: Paging,
): JsonObject {
  checkEventQuery(world, query)
  const page = pageOf(bookmarks, {
    scope: `events ${calendar.id} ${view.sees}`,
    version: calendar.version,
    oldest: calendar.oldestToken,
    query,
    isSyncable: noSyncBeside.every((name) => query[name] === undefined),
    paging,
    read: (since) => readEvents(world, calendar, query, view, since),
  })
  return { ...aboutList(calendar), ...page }
}

/** `events.instances`: the instances of one recurrence. */
export function listInstances(
  world: World,
  bookmarks: Bookmarks,
  calendar: Calendar,
  master: StoredEvent,
  query: Query,
  view: View,
  paging: Paging,
): JsonObject {
  if (!master.recurrence) throw invalid('The event is not a recurring event.')
  const all = singleEventsOf(world, calendar, master, query)
  const page = pageOf(bookmarks, {
    scope: `instances ${calendar.id} ${master.id} ${view.sees}`,
    version: calendar.version,
    oldest: calendar.oldestToken,
    query,
    isSyncable: false,
    paging,
    read: () =>
      all
        .filter(
          (event) => isWanted(calendar, event, query) && isOriginal(calendar, event, query.originalStart),
        )
        .map((event) => present(world, calendar, event, view)),
  })
  return { ...aboutList(calendar), ...page }
}

/** What takes place between two instants, recurrences told one by one, cancelled ones left out, in order. */
export function eventsBetween(world: World, calendar: Calendar, from: number, until: number): StoredEvent[] {
  const query: Query = {
    singleEvents: true,
    timeMin: new Date(from).toISOString(),
    timeMax: new Date(until).toISOString(),
  }
  const all = [...calendar.events.values()].flatMap((event) =>
    singlesOf(world, calendar, event, query, undefined),
  )
  const wanted = all.filter((event) => isWanted(calendar, event, query))
  return inOrder(calendar, wanted, { orderBy: 'startTime' })
}

/** One page of any list, with the token of the next one, or on the last page with a sync token. */
export function pageOf(bookmarks: Bookmarks, listing: Listing): JsonObject {
  const { items, version, isEmptyDue } = startPage(bookmarks, listing)
  const asked = Number(listing.query.maxResults ?? 250)
  const size = Math.min(asked, 2500, listing.paging.size)
  const shown = isEmptyDue ? [] : items.slice(0, size)
  const rest = items.slice(shown.length)
  const mark = { scope: listing.scope, version, asked: askedFor(listing.query) }
  if (rest.length > 0) {
    const isNextEmpty = listing.paging.emptyPages && !isEmptyDue
    return {
      items: shown,
      nextPageToken: keep(bookmarks, { ...mark, kind: 'page', rest, isEmptyDue: isNextEmpty }),
    }
  }
  if (!listing.isSyncable) return { items: shown }
  return {
    items: shown,
    nextSyncToken: keep(bookmarks, { ...mark, kind: 'sync', rest: [], isEmptyDue: false }),
  }
}

type Start = { items: JsonObject[]; version: number; isEmptyDue: boolean }

function startPage(bookmarks: Bookmarks, listing: Listing): Start {
  const { query, version } = listing
  // A page goes on where the one before ended, with what was there when the first one was read.
  if (query.pageToken !== undefined) {
    const { rest, ...mark } = findBookmark(bookmarks, listing, 'page', String(query.pageToken))
    return { items: rest, version: mark.version, isEmptyDue: mark.isEmptyDue }
  }
  const since =
    query.syncToken === undefined
      ? undefined
      : findBookmark(bookmarks, listing, 'sync', String(query.syncToken)).version
  return { items: listing.read(since), version, isEmptyDue: false }
}

function findBookmark(
  bookmarks: Bookmarks,
  { scope, oldest, query }: Listing,
  kind: Bookmark['kind'],
  token: string,
): Bookmark {
  const mark = bookmarks.get(token)
  if (mark === undefined || mark.kind !== kind || mark.scope !== scope)
    throw invalid(`Invalid ${kind} token value.`)
  if (mark.version < oldest) throw fullSyncRequired()
  if (mark.asked !== askedFor(query))
    throw invalid(`The ${kind} token does not go with the parameters of this request.`)
  return mark
}

function keep(bookmarks: Bookmarks, mark: Bookmark): string {
  const token = Buffer.from(`${mark.kind} ${bookmarks.size} ${mark.version}`).toString('base64url')
  bookmarks.set(token, mark)
  return token
}

/** The parameters that must stay the same from page to page and from sync to sync. */
function askedFor(query: Query): string {
  const free = ['pageToken', 'syncToken', 'maxResults', 'fields', 'prettyPrint', 'quotaUser', 'alt', 'key']
  const kept = Object.entries(query).filter(([name, value]) => !free.includes(name) && value !== false)
  return JSON.stringify(kept.sort(([one], [other]) => (one < other ? -1 : 1)))
}

function checkEventQuery(world: World, query: Query): void {
  const { syncToken, timeMin, timeMax, orderBy, singleEvents, showDeleted, updatedMin } = query
  const beside = noSyncBeside.find((name) => query[name] !== undefined)
  if (syncToken !== undefined && beside !== undefined)
    throw new GoogleError(400, 'badRequest', `Sync token cannot be used with ${beside}.`)
  if (syncToken !== undefined && showDeleted === false)
    throw new GoogleError(400, 'badRequest', 'Sync token cannot be used with showDeleted=false.')
  if (orderBy === 'startTime' && singleEvents !== true)
    throw new GoogleError(
      400,
      'badRequest',
      'The requested ordering is not available for the particular query.',
    )
  if (timeMin !== undefined && timeMax !== undefined && ms(timeMin) >= ms(timeMax))
    throw new GoogleError(400, 'timeRangeEmpty', 'The specified time range is empty.', {
      domain: 'calendar',
      location: 'timeMax',
      locationType: 'parameter',
    })
  if (updatedMin !== undefined && ms(updatedMin) < world.now() - 30 * day)
    throw new GoogleError(
      410,
      'updatedMinTooLongAgo',
      'The requested minimum modification time lies too far in the past.',
      {
        domain: 'calendar',
        location: 'updatedMin',
        locationType: 'parameter',
      },
    )
}

function readEvents(
  world: World,
  calendar: Calendar,
  query: Query,
  view: View,
  since: number | undefined,
): JsonObject[] {
  const stored = [...calendar.events.values()]
  const found =
    query.singleEvents === true
      ? stored.flatMap((event) => singlesOf(world, calendar, event, query, since))
      : stored.filter(({ changed }) => changed > (since ?? -1))
  const wanted = since === undefined ? found.filter((event) => isWanted(calendar, event, query)) : found
  const matching = wanted.filter((event) => isOfType(event, query) && isMatch(event, query))
  return inOrder(calendar, matching, query).map((event) => present(world, calendar, event, view))
}

/** What a stored event gives to a list of single events. */
function singlesOf(
  world: World,
  calendar: Calendar,
  event: StoredEvent,
  query: Query,
  since: number | undefined,
): StoredEvent[] {
  const isNews = event.changed > (since ?? -1)
  if (event.recurringEventId !== undefined) {
    // Exceptions come with their recurrence, or alone when only they have changed.
    const master = calendar.events.get(event.recurringEventId)
    const comesWithIt = master?.recurrence && master.changed > (since ?? -1)
    return isNews && !comesWithIt ? [event] : []
  }
  if (!isNews) return []
  const gone = since === undefined ? [] : goneInstances(event)
  return event.recurrence ? [...singleEventsOf(world, calendar, event, query), ...gone] : [event, ...gone]
}

/** The instances of a recurrence, its exceptions in their places. */
function singleEventsOf(world: World, calendar: Calendar, master: StoredEvent, query: Query): StoredEvent[] {
  const exceptions = exceptionsOf(calendar, master)
  const changed = new Set(exceptions.map(({ id }) => id))
  const until = query.timeMax === undefined ? world.now() + horizon : ms(query.timeMax) + day
  const regular = instancesOf(master, until).filter(({ id }) => !changed.has(id))
  return [...regular, ...exceptions].sort(
    (one, other) => instantAt(one.start, calendar.timeZone) - instantAt(other.start, calendar.timeZone),
  )
}

function goneInstances(master: StoredEvent): StoredEvent[] {
  return [...master.dropped].map(([id, originalStart]) => ({
    ...master,
    id,
    status: 'cancelled',
    originalStart,
    recurringEventId: originalStart && master.id,
  }))
}

function isWanted(calendar: Calendar, event: StoredEvent, query: Query): boolean {
  const { updatedMin } = query
  if (updatedMin !== undefined && event.updatedAt < ms(updatedMin)) return false
  if (event.status === 'cancelled' && !showsCancelled(calendar, event, query)) return false
  return isWithin(calendar, event, query)
}

/** Cancelled instances of a living recurrence are listed even without showDeleted, unless single events are asked for. */
function showsCancelled(calendar: Calendar, event: StoredEvent, query: Query): boolean {
  if (query.showDeleted === true || query.updatedMin !== undefined) return true
  const master = calendar.events.get(event.recurringEventId ?? '')
  return query.singleEvents !== true && master !== undefined && master.status !== 'cancelled'
}

function isWithin(calendar: Calendar, event: StoredEvent, { timeMin, timeMax }: Query): boolean {
  if (event.recurrence) return hasInstanceWithin(calendar, event, timeMin, timeMax)
  const [start, end] = [event.start, event.end].map((when) => instantAt(when, calendar.timeZone))
  if (timeMin !== undefined && end !== undefined && end <= ms(timeMin)) return false
  return timeMax === undefined || start === undefined || start < ms(timeMax)
}

function hasInstanceWithin(
  calendar: Calendar,
  master: StoredEvent,
  timeMin: Query[string] | undefined,
  timeMax: Query[string] | undefined,
): boolean {
  if (timeMin === undefined && timeMax === undefined) return true
  const until = timeMax === undefined ? ms(timeMin) + horizon : ms(timeMax) + day
  const query: Query = {
    ...(timeMin === undefined ? {} : { timeMin }),
    ...(timeMax === undefined ? {} : { timeMax }),
  }
  return instancesOf(master, until).some((instance) => isWithin(calendar, instance, query))
}

function isOriginal(
  calendar: Calendar,
  { originalStart }: StoredEvent,
  asked: Query[string] | undefined,
): boolean {
  if (asked === undefined) return true
  if (!originalStart) return false
  if ('date' in originalStart && originalStart.date === asked) return true
  return instantAt(originalStart, calendar.timeZone) === ms(asked)
}

function isOfType({ rest }: StoredEvent, { eventTypes }: Query): boolean {
  return !Array.isArray(eventTypes) || eventTypes.includes(textOf(rest.eventType) || 'default')
}

function isMatch(event: StoredEvent, query: Query): boolean {
  if (query.iCalUID !== undefined && event.iCalUID !== query.iCalUID) return false
  if (typeof query.q === 'string' && !isFound(event, query.q)) return false
  return (
    hasMarks(event, 'private', query.privateExtendedProperty) &&
    hasMarks(event, 'shared', query.sharedExtendedProperty)
  )
}

function isFound({ rest, attendees, organizer }: StoredEvent, words: string): boolean {
  const texts = [
    textOf(rest.summary),
    textOf(rest.description),
    textOf(rest.location),
    organizer,
    ...attendees.map(({ email }) => email),
  ]
  const text = texts.join(' ').toLowerCase()
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function hasMarks(
  { rest }: StoredEvent,
  kind: 'private' | 'shared',
  wanted: Query[string] | undefined,
): boolean {
  if (!Array.isArray(wanted)) return true
  const all = rest.extendedProperties as Record<string, Record<string, string> | undefined> | undefined
  return wanted.every((pair) => {
    const cut = pair.indexOf('=')
    if (cut < 1) throw invalid(`Invalid value for ${kind}ExtendedProperty: ${pair}`)
    return all?.[kind]?.[pair.slice(0, cut)] === pair.slice(cut + 1)
  })
}

function inOrder(calendar: Calendar, events: StoredEvent[], { orderBy }: Query): StoredEvent[] {
  if (orderBy === 'updated') return events.toSorted((one, other) => one.updatedAt - other.updatedAt)
  if (orderBy !== 'startTime') return events
  return events.toSorted(
    (one, other) => instantAt(one.start, calendar.timeZone) - instantAt(other.start, calendar.timeZone),
  )
}

function present(world: World, calendar: Calendar, event: StoredEvent, view: View): JsonObject {
  if (event.status === 'cancelled') return presentCancelled(event, view.zone)
  return presentEvent(world, calendar, event, view)
}

function aboutList(calendar: Calendar): JsonObject {
  return {
    kind: 'calendar#events',
    etag: etagOf(calendar.version),
    summary: calendar.summary,
    updated: exactTimestamp(calendar.updatedAt),
    timeZone: calendar.timeZone,
    defaultReminders: [],
  }
}

function ms(value: Query[string] | undefined): number {
  return Math.floor(Date.parse(String(value)) / 1000) * 1000
}
