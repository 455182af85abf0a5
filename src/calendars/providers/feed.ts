import { createHash } from 'node:crypto'

import { cleanLine } from '#ical/plain-text.ts'
import { NotACalendar, type ReadCalendar } from '#ical/read-events.ts'
import {
  createGuardedFetch,
  FetchRefused,
  type GuardedAnswer,
  type GuardedFetch,
  type GuardSettings,
} from '#platform/guarded-fetch.ts'
import { DAY, type Instant, toIso } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { joinLinkAt, type OutsideEvent } from '../event.ts'
import { type Access, type CalendarProvider, type CalendarRef, ProviderTrouble } from '../port.ts'
import { explainStatus, mostBytes, retryAfterIn, throttled, unavailable } from './http.ts'
import { readTexts } from './reading.ts'

export type FeedSettings = GuardSettings & { now?: () => Instant }

/** What was seen last. `emptySince` stands while a feed that had events has none: it may be a fault of its maker. */
type Cursor = { etag: string; modified: string; hash: string; total: number; emptySince: Instant | null }

type Feed = { fetch: GuardedFetch; access: Access; signal: AbortSignal }

const graceForEmpty = DAY
const nowhere: Interval = [0, 0]

/**
 * An iCalendar address (`https`, or `webcal`, which means the same): read only, and one calendar. What does not answer with a
 * whole calendar is trouble, so that the last good copy stays. The address may be all that opens it: it is never in a sentence.
 */
export function createFeed({ now = Date.now, ...guard }: FeedSettings): CalendarProvider {
  const fetch = createGuardedFetch(guard)
  return {
    listCalendars: (access, signal) => listCalendars({ fetch, access, signal }),
    checkForChanges: (access, _calendar, cursor, signal) =>
      checkForChanges({ fetch, access, signal }, cursor, now()),
    readEvents: (access, calendar, window, signal) => readEvents({ fetch, access, signal }, calendar, window),
    readEvent: async () => 'gone',
    writeEvent: async () => refuseWriting(),
    removeEvent: async () => refuseWriting(),
    findCopy: async () => null,
    watches: null,
    watch: async () => null,
    renewWatch: async () => null,
    unwatch: async () => undefined,
  }
}

async function listCalendars(feed: Feed) {
  const { name, timeZone } = await firstLook(feed)
  const shownAs = cleanLine(name ?? '', 200) || new URL(addressOf(feed.access)).hostname
  return [{ externalId: 'feed', name: shownAs, timeZone, isPrimary: true, canWrite: false, conference: null }]
}

/** Where nothing was read before, what is no calendar is a wrong address. */
async function firstLook(feed: Feed): Promise<ReadCalendar> {
  try {
    return await calendarIn(feed, await ask(feed), 'UTC', nowhere)
  } catch (error) {
    const isWrong = error instanceof ProviderTrouble && /^(?:404|410|not-a-calendar)$/.test(error.code ?? '')
    throw isWrong
      ? new ProviderTrouble('rejected', 'There is no calendar at this address.', undefined, error.code)
      : error
  }
}

async function checkForChanges(feed: Feed, text: string | null, now: Instant) {
  const before = parseCursor(text)
  const answer = await ask(feed, before)
  const isSame = answer.status === 304 && before !== undefined
  const isEmptyLong = (since: Instant | null) => since !== null && now - since >= graceForEmpty
  if (isSame) {
    const changed = isEmptyLong(before.emptySince)
    return { changed, cursor: JSON.stringify(changed ? { ...before, total: 0, emptySince: null } : before) }
  }
  const { total } = await calendarIn(feed, answer, 'UTC', nowhere)
  const seen = cursorOf(answer, total)
  if (seen.total === 0 && before && before.total > 0) {
    const emptySince = before.emptySince ?? now
    // All at once nothing: the last good copy stays for a day.
    if (!isEmptyLong(emptySince))
      return { changed: false, cursor: JSON.stringify({ ...seen, total: before.total, emptySince }) }
  }
  return { changed: seen.hash !== before?.hash || before.emptySince !== null, cursor: JSON.stringify(seen) }
}

async function readEvents(feed: Feed, calendar: CalendarRef, window: Interval): Promise<OutsideEvent[]> {
  const { events } = await calendarIn(feed, await ask(feed), calendar.timeZone, window)
  return events.map(({ uid, startsAt, endsAt, busy, isDeclined, guests, title, place, mark }, index) => ({
    externalId: `${uid ?? index}#${toIso(startsAt)}`,
    etag: '',
    uid,
    startsAt,
    endsAt,
    busy,
    isDeclined,
    guests,
    title,
    mark: mark === null ? joinLinkAt(place) : { uid: mark },
  }))
}

async function ask({ fetch, access, signal }: Feed, before?: Cursor): Promise<GuardedAnswer> {
  const { etag = '', modified = '' } = before ?? {}
  const headers = {
    accept: 'text/calendar, */*;q=0.5',
    ...(etag !== '' && { 'if-none-match': etag }),
    ...(etag === '' && modified !== '' && { 'if-modified-since': modified }),
  }
  const { address, credentials } = openAddress(access)
  try {
    const answer = await fetch(address, { headers, mostBytes, signal, ...(credentials && { credentials }) })
    if (answer.status === 200 || (answer.status === 304 && before)) return answer
    throw explainFeed(answer)
  } catch (error) {
    throw error instanceof FetchRefused ? explainFetch(error) : error
  }
}

/** Name and password in an address go as they should, and only to its host. */
function openAddress(access: Access): {
  address: string
  credentials?: { userName: string; password: string }
} {
  const url = new URL(addressOf(access))
  const { username, password } = url
  url.username = ''
  url.password = ''
  if (username === '' && password === '') return { address: url.href }
  return {
    address: url.href,
    credentials: { userName: plain(username), password: plain(password) },
  }
}

// Percent signs that stand for no text are meant as they are.
function plain(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function addressOf({ address = '' }: Access): string {
  const web = address.trim().replace(/^webcals?:/i, 'https:')
  if (!URL.canParse(web) || !/^https?:$/.test(new URL(web).protocol))
    throw new ProviderTrouble('rejected', 'This is not the address of a calendar.')
  return web
}

async function calendarIn(
  { signal }: Feed,
  answer: GuardedAnswer,
  timeZone: string,
  window: Interval,
): Promise<ReadCalendar> {
  try {
    const [read] = await readTexts([answer.text], { window, timeZone, owners: [] }, { signal })
    if (read) return read
    throw new NotACalendar('Nothing was read.')
  } catch (error) {
    if (!(error instanceof NotACalendar)) throw error
    const sentence =
      'What stands at this address is not a calendar at the moment. What was read before is kept.'
    throw new ProviderTrouble('unavailable', sentence, undefined, 'not-a-calendar')
  }
}

function explainFeed(answer: GuardedAnswer): ProviderTrouble {
  const { status, headers } = answer
  const retryAfterMs = retryAfterIn(headers)
  const name = 'The calendar’s address'
  const code = String(status)
  if (status === 401 || status === 403) {
    const sentence = 'This address no longer opens the calendar. Ask its maker for a new one.'
    return new ProviderTrouble('needs_relink', sentence, undefined, code)
  }
  if (status === 404 || status === 410) {
    const sentence = 'There is no calendar at this address at the moment. What was read before is kept.'
    return new ProviderTrouble('unavailable', sentence, undefined, code)
  }
  if (status === 503 && retryAfterMs !== undefined) return throttled(name, retryAfterMs, code)
  return explainStatus(name, { status, body: {}, retryAfterMs }, code)
}

function explainFetch({ reason, message }: FetchRefused): ProviderTrouble {
  if (reason === 'address' || reason === 'elsewhere')
    return new ProviderTrouble('rejected', message, undefined, reason)
  if (reason === 'size')
    return new ProviderTrouble('rejected', 'This calendar is larger than 20 MB.', undefined, reason)
  return unavailable('The calendar’s address', undefined, reason)
}

function parseCursor(text: string | null): Cursor | undefined {
  if (text === null) return undefined
  try {
    const { etag, modified, hash, total, emptySince } = JSON.parse(text) as Partial<Cursor>
    if (typeof etag !== 'string' || typeof modified !== 'string' || typeof hash !== 'string') return undefined
    return { etag, modified, hash, total: total ?? 0, emptySince: emptySince ?? null }
  } catch {
    return undefined
  }
}

/** Some makers stamp every event anew each time they are asked; that is no change. */
function cursorOf({ headers, text }: GuardedAnswer, total: number): Cursor {
  const steady = text.replaceAll(/^(?:DTSTAMP|LAST-MODIFIED|CREATED)[:;].*$/gm, '')
  const hash = createHash('sha256').update(steady).digest('base64url')
  return {
    etag: headers['etag'] ?? '',
    modified: headers['last-modified'] ?? '',
    hash,
    total,
    emptySince: null,
  }
}

function refuseWriting(): never {
  throw new ProviderTrouble('rejected', 'A calendar address can only be read.')
}
