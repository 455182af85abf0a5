import { createHash } from 'node:crypto'

import { z } from 'zod'

import { DAY, HOUR, type Instant, parseInstant, toIso } from '#time/instant.ts'
import { type Interval, union } from '#time/interval.ts'
import { parseLocalDate } from '#time/wall-time.ts'
import { findTimeZone, startOfDate } from '#time/zone.ts'

import {
  type BusyKind,
  type Conferred,
  descriptionOf,
  joinLinkAt,
  type OutsideEvent,
  titleOf,
  type WantedEvent,
} from '../event.ts'
import {
  type Access,
  type CalendarProvider,
  type CalendarRef,
  type EventRef,
  type Hook,
  type OutsideCalendar,
  ProviderTrouble,
  type Watch,
  type WrittenRef,
} from '../port.ts'
import {
  type Answer,
  type Client,
  createClient,
  explainStatus,
  needsRelink,
  notWhole,
  type Question,
  read,
  throttled,
  unavailable,
} from './http.ts'
import { googleFreeBusy, type GoogleSettings, grants } from './oauth.ts'

type GoogleEvent = z.infer<typeof eventShape>
type Copy = { key: string; wanted: WantedEvent; known: EventRef | null }
type Asking = { ask: Client; access: Access; calendar: CalendarRef; signal: AbortSignal }

const name = 'Google'
/** The key of our mark among an event's private properties (at most 44 characters). */
const markKey = 'parleyUid'
/** Free/busy over longer stretches is refused ("The requested time range is too long"). */
const freeBusyStretch = 60 * DAY
const pageSize = '2500'
const longestWatch = '604800'
const tries = 4
const meet = 'hangoutsMeet'

const momentShape = z.object({
  date: z.string().optional(),
  dateTime: z.string().optional(),
})
const eventShape = z.object({
  id: z.string(),
  etag: z.string().default(''),
  status: z.string().optional(),
  iCalUID: z.string().optional(),
  eventType: z.string().optional(),
  transparency: z.string().optional(),
  location: z.string().optional(),
  description: z.string().optional(),
  start: momentShape.optional(),
  end: momentShape.optional(),
  attendees: z
    .array(
      z.object({
        email: z.string().optional(),
        self: z.boolean().optional(),
        resource: z.boolean().optional(),
        responseStatus: z.string().optional(),
      }),
    )
    .optional(),
  hangoutLink: z.string().optional(),
  conferenceData: z
    .object({
      createRequest: z
        .object({ status: z.object({ statusCode: z.string().optional() }).optional() })
        .optional(),
    })
    .optional(),
  extendedProperties: z.object({ private: z.record(z.string(), z.string()).optional() }).optional(),
})
const eventsShape = z.object({
  kind: z.literal('calendar#events'),
  timeZone: z.string().optional(),
  items: z.array(eventShape).default([]),
  nextPageToken: z.string().optional(),
  nextSyncToken: z.string().optional(),
})
const changesShape = z.object({
  kind: z.literal('calendar#events'),
  items: z.array(z.object({ id: z.string() })).default([]),
  nextPageToken: z.string().optional(),
  nextSyncToken: z.string().optional(),
})
const calendarsShape = z.object({
  kind: z.literal('calendar#calendarList'),
  items: z
    .array(
      z.object({
        id: z.string(),
        summary: z.string().optional(),
        summaryOverride: z.string().optional(),
        timeZone: z.string().optional(),
        primary: z.boolean().optional(),
        deleted: z.boolean().optional(),
        accessRole: z.string().optional(),
        conferenceProperties: z
          .object({ allowedConferenceSolutionTypes: z.array(z.string()).default([]) })
          .optional(),
      }),
    )
    .default([]),
  nextPageToken: z.string().optional(),
})
const freeBusyShape = z.object({
  calendars: z.record(
    z.string(),
    z.object({
      errors: z.array(z.object({ reason: z.string().optional() })).optional(),
      busy: z.array(z.object({ start: z.string(), end: z.string() })).default([]),
    }),
  ),
})
const channelShape = z.object({ id: z.string(), resourceId: z.string(), expiration: z.string().optional() })
const refusalShape = z.object({
  error: z.object({
    status: z.string().optional(),
    errors: z.array(z.object({ reason: z.string().optional() })).optional(),
    details: z.array(z.object({ reason: z.string().optional() })).optional(),
  }),
})

const writtenFields = 'id,etag,hangoutLink,conferenceData/createRequest/status'
// Titles and descriptions are not asked for: they are nobody's but their owner's.
const eventFields =
  'id,etag,status,iCalUID,eventType,transparency,location,start,end,attendees(email,self,resource,responseStatus),extendedProperties/private'
// Of one event of ours alone: where others meet is nobody's business.
const standingFields = `${eventFields},hangoutLink,conferenceData/createRequest/status`

/**
 * Google Calendar (API v3). Shared calendars of which only free/busy may be seen are read as blocks without names. `now` is
 * the app's clock.
 */
export function createGoogle(
  settings: Pick<GoogleSettings, 'api'>,
  now: () => Instant = Date.now,
): CalendarProvider {
  const ask = createClient({ name, base: `${settings.api}/calendar/v3`, explain: explainGoogle })
  return {
    listCalendars: (access, signal) => listCalendars(ask, access, signal),
    checkForChanges: (access, calendar, cursor, signal) =>
      checkForChanges({ ask, access, calendar, signal }, cursor),
    readEvents: (access, calendar, window, signal) =>
      mayReadEvents(access, calendar)
        ? readEvents({ ask, access, calendar, signal }, window)
        : readFreeBusy({ ask, access, calendar, signal }, window),
    readEvent: (access, calendar, externalId, signal) =>
      readEvent({ ask, access, calendar, signal }, externalId),
    writeEvent: (access, calendar, copy, signal) => writeEvent({ ask, access, calendar, signal }, copy),
    removeEvent: (access, calendar, known, signal) => removeEvent({ ask, access, calendar, signal }, known),
    findCopy: (access, calendar, wanted, signal) => findCopy({ ask, access, calendar, signal }, wanted),
    watch: (access, calendar, hook, signal) => watch({ ask, access, calendar, signal }, hook, now),
    unwatch: (access, watching, signal) => unwatch(ask, access, watching, signal),
  }
}

/** An event as Google tells it. All-day ones lie in the zone. Throws `unavailable` when it has no readable time. */
export function readGoogleEvent(event: GoogleEvent, timeZone: string): OutsideEvent {
  const self = event.attendees?.find((attendee) => attendee.self === true)
  const uid = event.extendedProperties?.private?.[markKey]
  return {
    externalId: event.id,
    etag: event.etag,
    uid: event.iCalUID ?? null,
    startsAt: instantOf(event.start, timeZone),
    endsAt: instantOf(event.end, timeZone),
    busy: busyKindOf(event),
    isDeclined: self?.responseStatus === 'declined',
    guests: guestsOf(event),
    mark: uid === undefined ? joinLinkAt(event.location) : { uid },
  }
}

/**
 * The event's body as we want it. No attendees: nobody is invited by the outside calendar. No zone beside the offset: one
 * instant needs none, and a zone that Google does not know would be refused.
 */
export function writeGoogleEvent(wanted: WantedEvent): object {
  return {
    summary: titleOf(wanted),
    description: descriptionOf(wanted),
    location: wanted.joinUrl,
    start: { dateTime: toIso(wanted.startsAt) },
    end: { dateTime: toIso(wanted.endsAt) },
    extendedProperties: { private: { [markKey]: wanted.uid } },
  }
}

/** What a refusal of the Calendar API means. */
export function explainGoogle(refused: Answer): ProviderTrouble {
  const { status, retryAfterMs } = refused
  const code = reasonOf(refused.body)
  if (code === 'rateLimitExceeded' || code === 'userRateLimitExceeded')
    return throttled(name, retryAfterMs, code)
  // The day's quota: it comes back in hours, not seconds.
  if (code === 'quotaExceeded' || code === 'dailyLimitExceeded')
    return throttled(name, retryAfterMs ?? HOUR, code)
  if (code === 'insufficientPermissions' || code === 'ACCESS_TOKEN_SCOPE_INSUFFICIENT')
    return needsRelink(name, code)
  if (code === 'accessNotConfigured' || code === 'SERVICE_DISABLED') {
    const sentence = 'The Google set-up of this Parley is not complete. Whoever runs it has to mend that.'
    return new ProviderTrouble('misconfigured', sentence, undefined, code)
  }
  if (status === 404 || code === 'notFound') return calendarGone(code)
  return explainStatus(name, refused, code)
}

/** An id that the same key always gives: Google takes `0-9a-v`, 5 to 1024 of them, so hexadecimal digits do. */
export function googleEventId(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

function calendarGone(code?: string): ProviderTrouble {
  const sentence = 'This calendar is no longer there, or no longer shared with this account.'
  return new ProviderTrouble('rejected', sentence, undefined, code)
}

function reasonOf(body: unknown): string | undefined {
  const { error } = refusalShape.safeParse(body).data ?? {}
  const reasons = [...(error?.details ?? []), ...(error?.errors ?? [])].map(({ reason }) => reason)
  return reasons.find((reason) => reason !== undefined) ?? error?.status
}

// Reading

async function listCalendars(ask: Client, access: Access, signal: AbortSignal): Promise<OutsideCalendar[]> {
  const calendars: OutsideCalendar[] = []
  let pageToken: string | undefined
  do {
    const { body } = await ask({
      at: '/users/me/calendarList',
      query: { maxResults: '250', pageToken },
      ...tokenOf(access),
      signal,
    })
    const page = read(name, calendarsShape, body)
    for (const one of page.items) {
      const canWrite = mayWrite(access, one.accessRole)
      // Without the scope for free/busy, somebody else's calendar cannot be read at all.
      if (one.deleted === true || !(canWrite || grants(access.scopes, googleFreeBusy))) continue
      calendars.push({
        externalId: one.id,
        name: one.summaryOverride ?? one.summary ?? one.id,
        timeZone: findTimeZone(one.timeZone ?? '') ?? null,
        isPrimary: one.primary === true,
        canWrite,
        conference: canWrite && makesMeet(one) ? 'meet' : null,
      })
    }
    pageToken = page.nextPageToken
  } while (pageToken !== undefined)
  return calendars
}

function makesMeet({ conferenceProperties: can }: z.infer<typeof calendarsShape>['items'][number]): boolean {
  return can?.allowedConferenceSolutionTypes.includes(meet) ?? false
}

function mayWrite(access: Access, role: string | undefined): boolean {
  if (role === 'owner') return grants(access.scopes, ['calendar.events.owned', 'calendar.events', 'calendar'])
  return role === 'writer' && grants(access.scopes, ['calendar.events', 'calendar'])
}

/** Whether the grant covers the events themselves; elsewhere free/busy is all there is. */
function mayReadEvents(access: Access, calendar: CalendarRef): boolean {
  return (
    calendar.canWrite ||
    grants(access.scopes, ['calendar', 'calendar.readonly', 'calendar.events', 'calendar.events.readonly'])
  )
}

async function checkForChanges(
  asking: Asking,
  cursor: string | null,
): Promise<{ changed: boolean; cursor: string | null }> {
  const listed = ['calendar.events.freebusy', 'calendar.events.owned']
  const isListed = mayReadEvents(asking.access, asking.calendar) || grants(asking.access.scopes, listed)
  if (!isListed) return { changed: true, cursor: null }
  if (cursor === null) return beginCursor(asking)
  const since = await followCursor(asking, cursor, false)
  return since === 'dead' ? beginCursor(asking) : since
}

async function beginCursor(asking: Asking): Promise<{ changed: boolean; cursor: string | null }> {
  const begun = await followCursor(asking, undefined, true)
  // Dead before it began, or not to be had for this calendar: then only a whole read tells.
  return begun === 'dead' ? { changed: true, cursor: null } : { ...begun, changed: true }
}

/** Changes since the cursor, page by page; without one, only the way to the next cursor. No event's content is asked for. */
async function followCursor(
  asking: Asking,
  syncToken: string | undefined,
  isNew: boolean,
): Promise<{ changed: boolean; cursor: string | null } | 'dead'> {
  const fields = isNew ? 'kind,nextPageToken,nextSyncToken' : 'kind,nextPageToken,nextSyncToken,items(id)'
  let changed = false
  let pageToken: string | undefined
  for (;;) {
    const answer = await askCalendar(asking, {
      at: '/events',
      query: { maxResults: pageSize, syncToken, pageToken, fields },
      expects: isNew ? [403, 410] : [400, 403, 410],
    })
    if (answer.status === 410 || answer.status === 400) return 'dead'
    if (answer.status === 403) return listingRefused(answer)
    const page = read(name, changesShape, answer.body)
    changed ||= page.items.length > 0
    if (page.nextSyncToken !== undefined) return { changed, cursor: page.nextSyncToken }
    if (page.nextPageToken === undefined) throw notWhole(name)
    pageToken = page.nextPageToken
  }
}

/** A calendar of which only free/busy may be seen may refuse its events; anything else is trouble. */
function listingRefused(answer: Answer): 'dead' {
  const code = reasonOf(answer.body)
  if (code === 'forbidden' || code === 'requiredAccessLevel') return 'dead'
  throw explainGoogle(answer)
}

async function readEvents(asking: Asking, [from, until]: Interval): Promise<OutsideEvent[]> {
  const page = (pageToken: string | undefined) => ({
    at: '/events',
    query: {
      singleEvents: 'true',
      maxResults: pageSize,
      timeMin: toIso(from),
      timeMax: toIso(until),
      pageToken,
      fields: `kind,timeZone,nextPageToken,items(${eventFields})`,
    },
  })
  const events: OutsideEvent[] = []
  for await (const { items, timeZone } of pagesOf(asking, page)) {
    const zone = findTimeZone(timeZone ?? '') ?? asking.calendar.timeZone
    for (const event of items) if (event.status !== 'cancelled') events.push(readGoogleEvent(event, zone))
  }
  return events
}

async function* pagesOf(asking: Asking, page: (pageToken: string | undefined) => Omit<Question, 'signal'>) {
  let pageToken: string | undefined
  do {
    const { body } = await askCalendar(asking, page(pageToken))
    const found = read(name, eventsShape, body)
    yield found
    pageToken = found.nextPageToken
  } while (pageToken !== undefined)
}

async function readFreeBusy(asking: Asking, window: Interval): Promise<OutsideEvent[]> {
  const stretches: Interval[][] = []
  for (let from = window[0]; from < window[1]; from += freeBusyStretch) {
    stretches.push(await readStretch(asking, [from, Math.min(from + freeBusyStretch, window[1])]))
  }
  return union(...stretches).map(([startsAt, endsAt]) => ({
    externalId: `busy-${toIso(startsAt)}`,
    etag: '',
    uid: null,
    startsAt,
    endsAt,
    busy: 'busy',
    isDeclined: false,
    guests: [],
    mark: null,
  }))
}

/** Errors of a single calendar come inside a good answer: they mean unknown, never free. */
async function readStretch({ ask, access, calendar, signal }: Asking, [from, until]: Interval) {
  const { body } = await ask({
    method: 'POST',
    at: '/freeBusy',
    body: { timeMin: toIso(from), timeMax: toIso(until), items: [{ id: calendar.externalId }] },
    ...tokenOf(access),
    signal,
  })
  const found = read(name, freeBusyShape, body).calendars[calendar.externalId]
  if (!found) throw notWhole(name)
  const [error] = found.errors ?? []
  if (error)
    throw error.reason === 'notFound'
      ? calendarGone(error.reason)
      : unavailable(name, undefined, error.reason)
  return found.busy.map(({ start, end }): Interval => [whole(parseInstant(start)), whole(parseInstant(end))])
}

async function readEvent(asking: Asking, externalId: string): Promise<OutsideEvent | 'gone'> {
  const event = await findEvent(asking, externalId)
  return event === 'gone' ? 'gone' : readGoogleEvent(event, asking.calendar.timeZone)
}

/** An event that is not cancelled. A 404 may also mean the calendar, so that is asked for before it counts as gone. */
async function findEvent(asking: Asking, externalId: string): Promise<GoogleEvent | 'gone'> {
  const at = `/events/${encodeURIComponent(externalId)}`
  const answer = await askCalendar(asking, { at, query: { fields: standingFields }, expects: [404, 410] })
  if (answer.status === 404) await accessCalendar(asking)
  if (answer.status !== 200) return 'gone'
  const event = read(name, eventShape, answer.body)
  return event.status === 'cancelled' ? 'gone' : event
}

async function accessCalendar({ ask, access, calendar, signal }: Asking): Promise<void> {
  const at = `/users/me/calendarList/${encodeURIComponent(calendar.externalId)}`
  await ask({ at, query: { fields: 'id' }, ...tokenOf(access), signal })
}

// Writing

async function writeEvent(asking: Asking, copy: Copy): Promise<WrittenRef | 'removed'> {
  const { known } = copy
  if (!known) return createEvent(asking, copy)
  const changed = await changeEvent(asking, known.externalId, copy)
  if (changed !== 'foreign') return changed
  // What an imported file or an invitation made can be thrown away, not changed: ours takes its place, first of all.
  const made = await createEvent(asking, copy)
  if (made !== 'removed') await removeEvent(asking, known)
  return made
}

async function createEvent(asking: Asking, copy: Copy): Promise<WrittenRef | 'removed'> {
  const id = googleEventId(copy.key)
  const answer = await write(asking, copy, {
    method: 'POST',
    at: '/events',
    // Alerts as its owner has them in this calendar; from then on they are theirs.
    body: { id, ...writeGoogleEvent(copy.wanted), reminders: { useDefault: true } },
    expects: [409],
  })
  if (answer.status !== 409) return refOf(answer, copy.wanted)
  // The id is taken: by an earlier try whose answer was lost. It stays taken when its owner has removed the event.
  const changed = await changeEvent(asking, id, copy)
  if (changed === 'foreign') throw new ProviderTrouble('rejected', `${name} holds our event for another's.`)
  return changed
}

/**
 * Over whatever it became meanwhile, unless that is nothing; `foreign` when only its organizer may change it. The look before
 * tells which fields a patch must clear.
 */
async function changeEvent(
  asking: Asking,
  id: string,
  copy: Copy,
): Promise<WrittenRef | 'removed' | 'foreign'> {
  const { wanted } = copy
  for (let left = tries; left > 0; left--) {
    const found = await findEvent(asking, id)
    if (found === 'gone') return 'removed'
    const question = {
      method: 'PATCH' as const,
      at: `/events/${encodeURIComponent(id)}`,
      headers: found.etag === '' ? {} : { 'if-match': found.etag },
      body: patchOf(found, wanted),
      expects: [403, 404, 410, 412],
    }
    // What has a place, or is getting one, keeps it.
    const answer = await write(asking, conferredOf(found).state === 'refused' ? copy : undefined, question)
    if (answer.status === 200) return refOf(answer, wanted)
    if (answer.status === 403) return foreignOrTrouble(answer)
  }
  throw unavailable(name)
}

/** Writes, with a place to meet where one is wanted; where Google makes none, the event alone. */
async function write(
  asking: Asking,
  copy: Copy | undefined,
  question: Pick<Question, 'method' | 'at' | 'headers'> & { body: object; expects: readonly number[] },
): Promise<Answer> {
  const alone = { ...question, query: { sendUpdates: 'none', fields: writtenFields } }
  if (copy?.wanted.conference !== 'meet') return askCalendar(asking, alone)
  // The same request is answered once; another version of the event may ask anew.
  const requestId = googleEventId(`${copy.key}.${copy.wanted.sequence}`)
  const createRequest = { requestId, conferenceSolutionKey: { type: meet } }
  const answer = await askCalendar(asking, {
    ...alone,
    query: { ...alone.query, conferenceDataVersion: '1' },
    body: { ...question.body, conferenceData: { createRequest } },
    expects: [...question.expects, 400],
  })
  return answer.status === 400 ? askCalendar(asking, alone) : answer
}

function foreignOrTrouble(answer: Answer): 'foreign' {
  if (reasonOf(answer.body) === 'forbiddenForNonOrganizer') return 'foreign'
  throw explainGoogle(answer)
}

/** Its owner may have made it last all day: a patch leaves alone what it does not name. */
function patchOf(found: GoogleEvent, wanted: WantedEvent): object {
  const body = writeGoogleEvent(wanted)
  if (found.start?.date === undefined) return body
  return {
    ...body,
    start: { dateTime: toIso(wanted.startsAt), date: null },
    end: { dateTime: toIso(wanted.endsAt), date: null },
  }
}

async function removeEvent(asking: Asking, known: EventRef): Promise<void> {
  await askCalendar(asking, {
    method: 'DELETE',
    at: `/events/${encodeURIComponent(known.externalId)}`,
    query: { sendUpdates: 'none' },
    expects: [404, 410],
  })
}

/** By our mark, by UID (an imported file), or by place and time (Google's own add link). */
async function findCopy(asking: Asking, wanted: WantedEvent): Promise<EventRef | null> {
  const around = {
    singleEvents: 'true',
    timeMin: toIso(wanted.startsAt),
    timeMax: toIso(wanted.endsAt),
  }
  const searches = [{ privateExtendedProperty: `${markKey}=${wanted.uid}` }, { iCalUID: wanted.uid }, around]
  for (const query of searches) {
    const page = (pageToken: string | undefined) => ({
      at: '/events',
      query: {
        maxResults: pageSize,
        ...query,
        pageToken,
        fields: `kind,timeZone,nextPageToken,items(${eventFields},description)`,
      },
    })
    for await (const { items } of pagesOf(asking, page)) {
      const found = items.find(
        (event) => event.status !== 'cancelled' && (query !== around || leadsThere(event, wanted)),
      )
      if (found) return { externalId: found.id, etag: found.etag }
    }
  }
  return null
}

function leadsThere(event: GoogleEvent, wanted: WantedEvent): boolean {
  const isThen =
    parseInstant(event.start?.dateTime ?? '') === wanted.startsAt &&
    parseInstant(event.end?.dateTime ?? '') === wanted.endsAt
  return isThen && [event.location, event.description].some((text) => text?.includes(wanted.joinUrl) ?? false)
}

// Being told

async function watch(asking: Asking, hook: Hook, now: () => Instant): Promise<Watch | null> {
  const answer = await askCalendar(asking, {
    method: 'POST',
    at: '/events/watch',
    body: {
      id: hook.channelId,
      type: 'web_hook',
      address: hook.url,
      token: hook.secret,
      params: { ttl: longestWatch },
    },
    expects: [400, 403],
  })
  if (answer.status >= 400) return watchRefused(answer)
  const channel = read(name, channelShape, answer.body)
  // Google may give less than was asked for; without a word about it, it is what was asked.
  const expiresAt =
    channel.expiration === undefined ? now() + Number(longestWatch) * 1000 : Number(channel.expiration)
  return { id: channel.id, resourceId: channel.resourceId, expiresAt: whole(expiresAt) }
}

/** Some calendars cannot be watched (holidays, birthdays, those seen as free/busy only): they are polled. */
function watchRefused(answer: Answer): null {
  const code = reasonOf(answer.body)
  const isPolled =
    code === 'pushNotSupportedForRequestedResource' || code === 'forbidden' || code === 'requiredAccessLevel'
  if (isPolled) return null
  throw explainGoogle(answer)
}

async function unwatch(ask: Client, access: Access, watching: Watch, signal: AbortSignal): Promise<void> {
  const body = { id: watching.id, resourceId: watching.resourceId }
  await ask({ method: 'POST', at: '/channels/stop', body, expects: [404], ...tokenOf(access), signal })
}

function askCalendar(
  { ask, access, calendar, signal }: Asking,
  question: Omit<Question, 'signal' | 'token'>,
): Promise<Answer> {
  const at = `/calendars/${encodeURIComponent(calendar.externalId)}${question.at}`
  return ask({ ...question, at, ...tokenOf(access), signal })
}

function tokenOf(access: Access): { token: string } {
  if (access.accessToken === undefined) throw needsRelink(name)
  return { token: access.accessToken }
}

function refOf(answer: Answer, wanted: WantedEvent): WrittenRef {
  const event = read(name, eventShape, answer.body)
  const ref = { externalId: event.id, etag: event.etag }
  return wanted.conference === undefined ? ref : { ...ref, conferred: conferredOf(event) }
}

function conferredOf({ hangoutLink, conferenceData }: GoogleEvent): Conferred {
  if (hangoutLink !== undefined) return { state: 'made', url: hangoutLink }
  const isPending = conferenceData?.createRequest?.status?.statusCode === 'pending'
  return { state: isPending ? 'pending' : 'refused' }
}

/**
 * Out-of-office takes time whatever its length; a working location never does. What lasts all day is judged as that first,
 * whoever answered it: the owner's rule for such days is the plainer one.
 */
function busyKindOf(event: GoogleEvent): BusyKind | null {
  const self = event.attendees?.find((attendee) => attendee.self === true)
  const isFree =
    event.status === 'cancelled' ||
    event.transparency === 'transparent' ||
    event.eventType === 'workingLocation' ||
    self?.responseStatus === 'declined'
  if (isFree) return null
  if (event.eventType === 'outOfOffice') return 'busy'
  if (event.start?.date !== undefined) return 'all-day'
  if (self?.responseStatus === 'needsAction') return 'unanswered'
  return event.status === 'tentative' || self?.responseStatus === 'tentative' ? 'tentative' : 'busy'
}

function guestsOf(event: GoogleEvent): string[] {
  const others = (event.attendees ?? []).filter(({ self, resource }) => self !== true && resource !== true)
  return others.flatMap(({ email }) => (email === undefined ? [] : [email.toLowerCase()]))
}

function instantOf(moment: z.infer<typeof momentShape> | undefined, timeZone: string): Instant {
  if (moment?.dateTime !== undefined) return whole(parseInstant(moment.dateTime))
  const date = parseLocalDate(moment?.date ?? '')
  return whole(date === undefined ? undefined : startOfDate(timeZone, date))
}

function whole(at: Instant | undefined): Instant {
  if (at === undefined || !Number.isFinite(at)) throw notWhole(name)
  return at
}
