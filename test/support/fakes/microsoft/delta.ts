import { randomBytes } from 'node:crypto'

import type { JsonObject } from './contract.ts'
import { badRequest, cursorLost } from './graph-error.ts'
import { readWindow } from './listing.ts'
import { type Preferences, presentEvent, presentShortly } from './present.ts'
import { type Account, findItem, idOf, type Item, itemOf, itemsBetween, keyOf } from './world.ts'

/** What changed: the item as it is when it is shown, or that it is gone. */
type Entry = { key: string; moves: number; isGone: boolean }

type Known = ReadonlyMap<string, { edition: string; moves: number }>

/** Where a reader stands. It is never changed: a link can be followed again, with the same answer. */
type Place = {
  kind: 'skip' | 'delta'
  email: string
  calendarId: string
  window: readonly [from: number, until: number]
  /** What the reader has been told of: of which edition, and under which id. */
  known: Known
  version: number
  entries: readonly Entry[]
  isFirstRound: boolean
}

export type DeltaPage = { value: JsonObject[]; link: { option: '$skiptoken' | '$deltatoken'; token: string } }

export type Cursors = ReturnType<typeof newCursors>

/** How deltas are answered, where Graph itself is not always the same. */
export type DeltaHabits = {
  /** Whether a recurrence's series comes along, after its occurrences; its times are those of the first occurrence. */
  withMasters: boolean
  pageSize: number
}

/** The places of all readers, by token. */
export function newCursors(habits: DeltaHabits) {
  const places = new Map<string, Place>()
  let lost = { status: 410, code: 'SyncStateNotFound' }

  /** One page of changes: of a new round for a window, or of the round whose token is given. */
  function read(
    account: Account,
    calendarId: string,
    search: URLSearchParams,
    preferences: Preferences,
  ): DeltaPage {
    const place = findPlace(account, calendarId, search)
    const size = preferences.maxPageSize ?? habits.pageSize
    const value = place.entries.slice(0, size).map((entry) => present(account, place, entry, preferences))
    const entries = place.entries.slice(size)
    return { value, link: remember(advance(account, place, entries, value.length > 0)) }
  }

  function findPlace(account: Account, calendarId: string, search: URLSearchParams): Place {
    checkDeltaOptions(search)
    const token = search.get('$skiptoken') ?? search.get('$deltatoken')
    if (token === null) return newPlace(account, calendarId, search)
    const place = places.get(token)
    if (!place || place.kind !== (search.has('$skiptoken') ? 'skip' : 'delta'))
      throw cursorLost(lost.status, lost.code)
    if (place.email !== account.email || place.calendarId !== calendarId)
      throw badRequest('Badly formed token.', 'SyncStateInvalid')
    return place.kind === 'delta' ? changesSince(account, place) : place
  }

  function newPlace(account: Account, calendarId: string, search: URLSearchParams): Place {
    const start: Place = {
      kind: 'skip',
      email: account.email,
      calendarId,
      window: readWindow(search),
      known: new Map(),
      version: account.version,
      entries: [],
      isFirstRound: true,
    }
    return changesSince(account, start)
  }

  /** The place with everything that has changed since as its entries, and told of all of it. */
  function changesSince(account: Account, place: Place): Place {
    const items = itemsOf(account, place)
    const current: Known = new Map(
      items.map((item) => [keyOf(item), { edition: item.edition, moves: item.event.moves }]),
    )
    const changed = items.filter((item) => place.known.get(keyOf(item))?.edition !== item.edition)
    const gone = [...place.known].filter(([key]) => !current.has(key))
    const entries = [
      ...changed.map((item) => ({ key: keyOf(item), moves: item.event.moves, isGone: false })),
      ...gone.map(([key, { moves }]) => ({ key, moves, isGone: true })),
      ...(place.isFirstRound ? [] : strangersOf(account, place, current)),
    ]
    return { ...place, known: current, version: account.version, entries }
  }

  function itemsOf(account: Account, { calendarId, window: [from, until] }: Place): Item[] {
    const items = itemsBetween(account, calendarId, from, until)
    if (!habits.withMasters) return items
    const series = new Set(items.filter(({ date }) => date !== undefined).map(({ event }) => event))
    return [...items, ...[...series].map(itemOf)]
  }

  /** After the last entries of a first round comes one more page, an empty one; what changed meanwhile comes before. */
  function advance(account: Account, place: Place, entries: readonly Entry[], wasFull: boolean): Place {
    if (entries.length > 0) return { ...place, kind: 'skip', entries }
    const next = changesSince(account, place)
    if (next.entries.length > 0 || (place.isFirstRound && wasFull)) return { ...next, kind: 'skip' }
    return { ...next, kind: 'delta', isFirstRound: false }
  }

  function remember(place: Place): DeltaPage['link'] {
    const token = randomBytes(48).toString('base64url')
    places.set(token, place)
    return { option: place.kind === 'skip' ? '$skiptoken' : '$deltatoken', token }
  }

  /** Forgets where the readers of this mailbox stood, and how it will say so. */
  function forget(email: string, answer = { status: 410, code: 'SyncStateNotFound' }): void {
    lost = answer
    for (const [token, place] of places) if (place.email === email) places.delete(token)
  }

  return { read, forget }
}

function present(account: Account, place: Place, entry: Entry, preferences: Preferences): JsonObject {
  const { isImmutable } = preferences
  const id = idOf(account, entry.key, entry.moves, isImmutable)
  const item = entry.isGone ? undefined : findItem(account, idOf(account, entry.key, entry.moves, true))
  if (item === undefined || item === 'malformed' || item.event.calendarId !== place.calendarId)
    return { '@odata.type': '#microsoft.graph.event', id, '@removed': { reason: 'deleted' } }
  if (item.type === 'occurrence') return presentShortly(account, item, preferences)
  return { '@odata.type': '#microsoft.graph.event', ...presentEvent(account, item, preferences) }
}

/** Removals that the reader never heard of, and changes outside the window: Graph reports both as removed. */
function strangersOf(account: Account, { calendarId, version, known }: Place, current: Known): Entry[] {
  const removed = account.removals.filter((one) => one.calendarId === calendarId && one.version > version)
  const changed = [...account.events.values()].filter(
    (event) => event.calendarId === calendarId && event.version > version && !event.recurrence,
  )
  const strangers = new Map([
    ...removed.map(({ key, moves }) => [key, moves] as const),
    ...changed.map(({ serial, moves }) => [String(serial), moves] as const),
  ])
  return [...strangers]
    .filter(([key]) => !known.has(key) && !current.has(key))
    .map(([key, moves]) => ({ key, moves, isGone: true }))
}

function checkDeltaOptions(search: URLSearchParams): void {
  const names = [...search.keys()]
  const tokens = names.filter((name) => name === '$skiptoken' || name === '$deltatoken')
  if (tokens.length > 0 && names.length > 1)
    throw badRequest('A token stands alone; everything else is in it.', 'ErrorInvalidUrlQuery')
  const others = names.filter((name) => !['startdatetime', 'enddatetime'].includes(name.toLowerCase()))
  if (tokens.length === 0 && others.length > 0)
    throw badRequest(
      `The following parameters are not supported with change tracking over the 'CalendarView' resource: '${others.join(', ')}'.`,
      'ErrorInvalidUrlQuery',
    )
}
