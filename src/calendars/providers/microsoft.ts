import { createHash } from 'node:crypto'

import { z } from 'zod'

import { alertMinutes } from '#ical/alarm.ts'
import { zoneOfName } from '#ical/zone-names.ts'
import { DAY, type Instant, MINUTE, parseInstant, toIso } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'
import { parseLocalDate } from '#time/wall-time.ts'
import { startOfDate, toInstant } from '#time/zone.ts'

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
import { grants, type MicrosoftSettings } from './oauth.ts'

type GraphEvent = z.infer<typeof eventShape>
type Asking = {
  ask: Client
  /** Where Graph answers: links of another place are none of ours. */
  origin: string
  now: () => Instant
  access: Access
  calendar: CalendarRef
  signal: AbortSignal
}

const name = 'Microsoft'
/** Our mark: a named property of the event, in a set of names that is ours alone. */
const markId = 'String {3e1c1a52-6d0f-4b7e-9f0c-6b8f9f6d2c41} Name ParleyUid'
const withMark = `singleValueExtendedProperties($filter=id eq '${markId}')`
const times = { Prefer: 'IdType="ImmutableId", outlook.timezone="UTC"' }
const pageSize = '500'
/** Texts about the longest life of a subscription differ; this much everybody grants. */
const watchLife = 4200 * MINUTE
/** The window of a delta link stands still, so a new one is begun before it is far behind. */
const cursorLife = 7 * DAY
const cursorBack = DAY
const cursorAhead = 400 * DAY
const tries = 4
const teams = 'teamsForBusiness'

const momentShape = z.object({ dateTime: z.string(), timeZone: z.string().nullish() })
const eventShape = z.object({
  id: z.string(),
  '@odata.etag': z.string().default(''),
  iCalUId: z.string().nullish(),
  start: momentShape.nullish(),
  end: momentShape.nullish(),
  originalStartTimeZone: z.string().nullish(),
  originalEndTimeZone: z.string().nullish(),
  isAllDay: z.boolean().nullish(),
  isCancelled: z.boolean().nullish(),
  isOnlineMeeting: z.boolean().nullish(),
  onlineMeeting: z.object({ joinUrl: z.string().nullish() }).nullish(),
  showAs: z.string().nullish(),
  responseStatus: z.object({ response: z.string().nullish() }).nullish(),
  location: z.object({ displayName: z.string().nullish() }).nullish(),
  body: z.object({ content: z.string().nullish() }).nullish(),
  organizer: z.object({ emailAddress: z.object({ address: z.string().nullish() }).nullish() }).nullish(),
  attendees: z
    .array(
      z.object({
        type: z.string().nullish(),
        emailAddress: z.object({ address: z.string().nullish() }).nullish(),
      }),
    )
    .nullish(),
  singleValueExtendedProperties: z.array(z.object({ id: z.string(), value: z.string().nullish() })).nullish(),
})
const eventsShape = z.object({ value: z.array(eventShape), '@odata.nextLink': z.string().optional() })
const changesShape = z.object({
  value: z.array(z.object({ id: z.string() })),
  '@odata.nextLink': z.string().optional(),
  '@odata.deltaLink': z.string().optional(),
})
const calendarsShape = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      name: z.string().nullish(),
      isDefaultCalendar: z.boolean().nullish(),
      canEdit: z.boolean().nullish(),
      allowedOnlineMeetingProviders: z.array(z.string()).nullish(),
    }),
  ),
  '@odata.nextLink': z.string().optional(),
})
const subscriptionShape = z.object({
  id: z.string(),
  resource: z.string(),
  expirationDateTime: z.string(),
})
const refusalShape = z.object({
  error: z.object({
    code: z.string().optional(),
    innerError: z.object({ code: z.string().optional() }).optional(),
    innererror: z.object({ code: z.string().optional() }).optional(),
  }),
})

// Subjects and bodies are not asked for: they are nobody's but their owner's.
const online = { isOnlineMeeting: true, onlineMeetingProvider: teams }
const calendarFields = 'id,name,isDefaultCalendar,canEdit,allowedOnlineMeetingProviders'
const eventFields =
  'id,iCalUId,start,end,originalStartTimeZone,originalEndTimeZone,isAllDay,isCancelled,showAs,responseStatus,location,organizer,attendees'

/** Calendars in Microsoft 365 and Outlook.com (Graph v1.0). `now` says where the window for changes begins. */
export function createMicrosoft(
  settings: Pick<MicrosoftSettings, 'api'>,
  now: () => Instant = Date.now,
): CalendarProvider {
  const ask = patient(createClient({ name, base: `${settings.api}/v1.0`, explain: explainGraph }))
  const asking = (access: Access, calendar: CalendarRef, signal: AbortSignal): Asking => ({
    ask,
    origin: new URL(settings.api).origin,
    now,
    access,
    calendar,
    signal,
  })
  return {
    listCalendars: (access, signal) => listCalendars(ask, access, signal),
    checkForChanges: (access, calendar, cursor, signal) =>
      checkForChanges(asking(access, calendar, signal), cursor),
    readEvents: (access, calendar, window, signal) => readEvents(asking(access, calendar, signal), window),
    readEvent: (access, calendar, externalId, signal) =>
      readEvent(asking(access, calendar, signal), externalId),
    writeEvent: (access, calendar, copy, signal) => writeEvent(asking(access, calendar, signal), copy),
    removeEvent: (access, calendar, known, signal) => removeEvent(asking(access, calendar, signal), known),
    findCopy: (access, calendar, wanted, signal) => findCopy(asking(access, calendar, signal), wanted),
    watch: (access, calendar, hook, signal) => watch(asking(access, calendar, signal), hook),
    unwatch: (access, watching, signal) => unwatch(ask, access, watching, signal),
  }
}

/** An event as Graph tells it, times in UTC. Throws `unavailable` when it has no readable time. */
export function readGraphEvent(event: GraphEvent, timeZone: string): OutsideEvent {
  const mark = event.singleValueExtendedProperties?.find(({ id }) => isMark(id))?.value
  return {
    externalId: event.id,
    etag: event['@odata.etag'],
    uid: event.iCalUId ?? null,
    startsAt: startOrEnd(event.start, event.originalStartTimeZone, event.isAllDay === true, timeZone),
    endsAt: startOrEnd(
      event.end,
      event.originalEndTimeZone ?? event.originalStartTimeZone,
      event.isAllDay === true,
      timeZone,
    ),
    busy: busyKindOf(event),
    isDeclined: event.responseStatus?.response === 'declined',
    guests: guestsOf(event),
    mark: mark ? { uid: mark } : joinLinkAt(event.location?.displayName),
  }
}

/** The event's body as we want it, in UTC: one instant needs no zone. No attendees: nobody is invited from outside. */
export function writeGraphEvent(wanted: WantedEvent): object {
  return {
    subject: titleOf(wanted),
    body: { contentType: 'text', content: descriptionOf(wanted) },
    location: { displayName: wanted.joinUrl },
    start: { dateTime: toIso(wanted.startsAt).replace(/Z$/, ''), timeZone: 'UTC' },
    end: { dateTime: toIso(wanted.endsAt).replace(/Z$/, ''), timeZone: 'UTC' },
    isAllDay: false,
    singleValueExtendedProperties: [{ id: markId, value: wanted.uid }],
  }
}

/** What a refusal of Graph means. */
export function explainGraph(refused: Answer): ProviderTrouble {
  const { status, retryAfterMs } = refused
  const codes = codesOf(refused.body)
  const [code] = codes
  if (codes.some((one) => /^MailboxNot(?:Enabled|Supported)ForRESTAPI$/i.test(one))) {
    const sentence =
      'This account has no Microsoft cloud mailbox. Accounts on an organization’s own Exchange server are not supported.'
    return new ProviderTrouble('unsupported', sentence, undefined, 'MailboxNotEnabledForRESTAPI')
  }
  if (status === 429 || ((status === 503 || status === 504) && retryAfterMs !== undefined))
    return throttled(name, retryAfterMs, code)
  if (status === 404) {
    const sentence = 'This calendar is no longer there, or no longer shared with this account.'
    return new ProviderTrouble('rejected', sentence, undefined, code)
  }
  return explainStatus(name, refused, code)
}

function codesOf(body: unknown): string[] {
  const { error } = refusalShape.safeParse(body).data ?? {}
  const codes = [error?.code, error?.innerError?.code, error?.innererror?.code]
  return codes.filter((code) => code !== undefined)
}

/** Now and then a mere look is answered with 412; looking again helps. */
function patient(ask: Client): Client {
  return async (question) => {
    const isLook = (question.method ?? 'GET') === 'GET'
    if (!isLook) return ask(question)
    const answer = await ask({ ...question, expects: [...(question.expects ?? []), 412] })
    return answer.status === 412 ? ask(question) : answer
  }
}

// Reading

async function listCalendars(ask: Client, access: Access, signal: AbortSignal): Promise<OutsideCalendar[]> {
  const calendars: OutsideCalendar[] = []
  const first = { at: '/me/calendars', query: { $select: calendarFields, $top: '100' } }
  let next: Pick<Question, 'at' | 'query'> | undefined = first
  while (next) {
    const { body } = await ask({ ...next, headers: times, ...tokenOf(access), signal })
    const page = read(name, calendarsShape, body)
    for (const one of page.value) {
      const canWrite = one.canEdit === true && mayWrite(access)
      const makesTeams = one.allowedOnlineMeetingProviders?.includes(teams) ?? false
      calendars.push({
        externalId: one.id,
        name: one.name ?? 'Calendar',
        // Graph's calendars have no zone of their own.
        timeZone: null,
        isPrimary: one.isDefaultCalendar === true,
        canWrite,
        conference: canWrite && makesTeams ? 'teams' : null,
      })
    }
    next = linked(page['@odata.nextLink'])
  }
  return calendars
}

/*
 * A delta link is used as a sign of change and for nothing else: it is kept with the moment it was begun, because the
 * window it covers stands still.
 */
async function checkForChanges(
  asking: Asking,
  cursor: string | null,
): Promise<{ changed: boolean; cursor: string | null }> {
  const [begunText = '', link = ''] = cursor?.split(' ') ?? []
  const begunAt = parseInstant(begunText)
  const isFresh =
    begunAt !== undefined && asking.now() - begunAt < cursorLife && URL.parse(link)?.origin === asking.origin
  const since = isFresh ? await followDelta(asking, { at: link }) : 'dead'
  if (since !== 'dead') return { changed: since.changed, cursor: `${begunText} ${since.link}` }
  const now = asking.now()
  const begun = await followDelta(asking, {
    at: `${calendarAt(asking.calendar)}/calendarView/delta`,
    query: { startDateTime: toIso(now - cursorBack), endDateTime: toIso(now + cursorAhead) },
  })
  // Not to be had for every calendar: then only a whole read tells.
  return { changed: true, cursor: begun === 'dead' ? null : `${toIso(now)} ${begun.link}` }
}

async function followDelta(
  { ask, access, signal }: Asking,
  first: Pick<Question, 'at' | 'query'>,
): Promise<{ changed: boolean; link: string } | 'dead'> {
  let changed = false
  let next = first
  for (;;) {
    const answer = await ask({
      ...next,
      headers: { Prefer: `${times.Prefer}, odata.maxpagesize=200` },
      expects: [400, 404, 405, 410, 501],
      ...tokenOf(access),
      signal,
    })
    if (answer.status >= 400) return deltaRefused(answer)
    const page = read(name, changesShape, answer.body)
    changed ||= page.value.length > 0
    const link = page['@odata.deltaLink']
    if (link !== undefined) return { changed, link }
    // Empty pages are common; one that leads nowhere is not whole.
    const following = page['@odata.nextLink']
    if (following === undefined) throw notWhole(name)
    next = { at: following }
  }
}

function deltaRefused(answer: Answer): 'dead' {
  const trouble = explainGraph(answer)
  if (trouble.kind === 'unsupported') throw trouble
  return 'dead'
}

async function readEvents(asking: Asking, [from, until]: Interval): Promise<OutsideEvent[]> {
  const events: OutsideEvent[] = []
  const first = {
    at: `${calendarAt(asking.calendar)}/calendarView`,
    query: {
      startDateTime: toIso(from),
      endDateTime: toIso(until),
      $select: eventFields,
      $expand: withMark,
      $top: pageSize,
    },
  }
  for await (const page of pagesOf(asking, first)) {
    for (const event of page) events.push(readGraphEvent(event, asking.calendar.timeZone))
  }
  return events
}

async function* pagesOf({ ask, access, signal }: Asking, first: Pick<Question, 'at' | 'query' | 'headers'>) {
  let next: typeof first | undefined = first
  while (next) {
    const { body } = await ask({ headers: times, ...next, ...tokenOf(access), signal })
    const page = read(name, eventsShape, body)
    yield page.value
    const following = linked(page['@odata.nextLink'])
    next = following && { ...following, headers: first.headers ?? times }
  }
}

async function readEvent(asking: Asking, externalId: string): Promise<OutsideEvent | 'gone'> {
  const event = await findEvent(asking, externalId, { $select: eventFields, $expand: withMark })
  return event === 'gone' ? 'gone' : readGraphEvent(event, asking.calendar.timeZone)
}

/** An event that stands; `gone` only by the very code that says so. */
async function findEvent(
  { ask, access, signal }: Asking,
  externalId: string,
  query: Record<string, string>,
): Promise<GraphEvent | 'gone'> {
  const answer = await ask({
    at: eventAt(externalId),
    query,
    headers: times,
    expects: [404],
    ...tokenOf(access),
    signal,
  })
  if (answer.status === 404) return goneOrTrouble(answer)
  const event = read(name, eventShape, answer.body)
  return event.isCancelled === true ? 'gone' : event
}

function goneOrTrouble(answer: Answer): 'gone' {
  if (codesOf(answer.body).includes('ErrorItemNotFound')) return 'gone'
  throw explainGraph(answer)
}

// Writing

async function writeEvent(
  asking: Asking,
  { key, wanted, known }: { key: string; wanted: WantedEvent; known: EventRef | null },
): Promise<WrittenRef | 'removed'> {
  if (!mayWrite(asking.access)) throw needsRelink(name)
  if (known) return changeEvent(asking, known.externalId, wanted)
  // How long a transaction id is remembered is written nowhere, so a copy is looked for before one is made.
  const standing = await findMarked(asking, wanted)
  if (standing) return changeEvent(asking, standing.externalId, wanted)
  const body = { ...writeGraphEvent(wanted), ...alert, transactionId: transactionIdOf(key) }
  const answer = await create(asking, wanted.conference === 'teams' ? { ...body, ...online } : body)
  if (answer.status < 400) return refOf(answer, wanted)
  const isOurs = codesOf(answer.body).includes('ErrorDuplicateTransactionId')
  // Where Graph makes no place to meet, the event is written alone.
  if (wanted.conference === 'teams' && answer.status === 400 && !isOurs) {
    return writeEvent(asking, { key, wanted: { ...wanted, conference: undefined }, known }).then(asRefused)
  }
  return afterRefusedCreation(asking, wanted, answer)
}

// Only with a new event: whoever changes or ends the alert of theirs keeps that.
const alert = { isReminderOn: true, reminderMinutesBeforeStart: alertMinutes }

function create({ ask, access, calendar, signal }: Asking, body: object): Promise<Answer> {
  const at = `${calendarAt(calendar)}/events`
  return ask({ method: 'POST', at, headers: times, body, expects: [400, 409], ...tokenOf(access), signal })
}

function asRefused(written: WrittenRef | 'removed'): WrittenRef | 'removed' {
  return written === 'removed' ? written : { ...written, conferred: { state: 'refused' } }
}

/** The id was used by an earlier try whose answer was lost: its event is taken on, or was removed since. */
async function afterRefusedCreation(
  asking: Asking,
  wanted: WantedEvent,
  answer: Answer,
): Promise<WrittenRef | 'removed'> {
  if (!codesOf(answer.body).includes('ErrorDuplicateTransactionId')) throw explainGraph(answer)
  const standing = await findMarked(asking, wanted)
  return standing ? changeEvent(asking, standing.externalId, wanted) : 'removed'
}

/** Over whatever it became meanwhile, unless that is nothing. */
async function changeEvent(asking: Asking, id: string, wanted: WantedEvent): Promise<WrittenRef | 'removed'> {
  const { ask, access, signal } = asking
  for (let left = tries; left > 0; left--) {
    const found = await findEvent(asking, id, { $select: 'id,isCancelled,isOnlineMeeting' })
    if (found === 'gone') return 'removed'
    const etag = found['@odata.etag']
    const answer = await ask({
      method: 'PATCH',
      at: eventAt(id),
      headers: { ...times, ...(etag !== '' && { 'if-match': etag }) },
      body: patchOf(found, wanted),
      expects: wanted.conference === undefined ? [404, 412] : [400, 404, 412],
      ...tokenOf(access),
      signal,
    })
    if (answer.status < 400) return refOf(answer, wanted)
    if (answer.status === 400)
      return changeEvent(asking, id, { ...wanted, conference: undefined }).then(asRefused)
    if (answer.status === 404) goneOrTrouble(answer)
  }
  throw unavailable(name)
}

/**
 * A Teams meeting, whether we or its owner made it one, ends when the body that carries it is replaced. It cannot be switched
 * off, so it is asked for once.
 */
function patchOf(found: GraphEvent, wanted: WantedEvent): object {
  const wish = writeGraphEvent(wanted)
  if (found.isOnlineMeeting === true) return { ...wish, body: undefined }
  return wanted.conference === 'teams' ? { ...wish, body: undefined, ...online } : wish
}

async function removeEvent({ ask, access, signal }: Asking, known: EventRef): Promise<void> {
  const at = eventAt(known.externalId)
  const answer = await ask({
    method: 'DELETE',
    at,
    headers: times,
    expects: [404],
    ...tokenOf(access),
    signal,
  })
  if (answer.status === 404) goneOrTrouble(answer)
}

/** By our mark, by UID (an imported file), or by place or text and time (Outlook's own add link). */
async function findCopy(asking: Asking, wanted: WantedEvent): Promise<EventRef | null> {
  return (
    (await findMarked(asking, wanted)) ??
    (await findFirst(asking, { query: { $filter: `iCalUId eq ${quoted(wanted.uid)}`, $select: 'id' } })) ??
    (await findFirst(
      asking,
      {
        view: true,
        headers: { Prefer: `${times.Prefer}, outlook.body-content-type="text"` },
        query: {
          startDateTime: toIso(wanted.startsAt),
          endDateTime: toIso(wanted.endsAt),
          $select: 'id,start,end,isCancelled,location,body',
          $top: pageSize,
        },
      },
      (event) => leadsThere(event, wanted),
    ))
  )
}

function findMarked(asking: Asking, wanted: WantedEvent): Promise<EventRef | null> {
  const filter = `singleValueExtendedProperties/Any(ep: ep/id eq ${quoted(markId)} and ep/value eq ${quoted(wanted.uid)})`
  return findFirst(asking, { query: { $filter: filter, $select: 'id,isCancelled' } })
}

async function findFirst(
  asking: Asking,
  search: { view?: true; query: Record<string, string>; headers?: Record<string, string> },
  fits: (event: GraphEvent) => boolean = () => true,
): Promise<EventRef | null> {
  const at = `${calendarAt(asking.calendar)}/${search.view ? 'calendarView' : 'events'}`
  for await (const page of pagesOf(asking, { at, query: search.query, headers: search.headers ?? times })) {
    const found = page.find((event) => event.isCancelled !== true && fits(event))
    if (found) return { externalId: found.id, etag: found['@odata.etag'] }
  }
  return null
}

function leadsThere(event: GraphEvent, wanted: WantedEvent): boolean {
  const isThen = instantOf(event.start) === wanted.startsAt && instantOf(event.end) === wanted.endsAt
  const texts = [event.location?.displayName, event.body?.content]
  return isThen && texts.some((text) => text?.includes(wanted.joinUrl) ?? false)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** An id that the same key always gives. */
function transactionIdOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

// Being told

async function watch({ ask, now, access, signal }: Asking, hook: Hook): Promise<Watch | null> {
  if (!grants(access.scopes, ['Calendars.Read', 'Calendars.ReadWrite'])) return null
  const { body } = await ask({
    method: 'POST',
    at: '/subscriptions',
    headers: times,
    body: {
      changeType: 'created,updated,deleted',
      // One for all calendars of the mailbox: single ones are not among what can be subscribed to.
      resource: 'me/events',
      notificationUrl: hook.url,
      lifecycleNotificationUrl: hook.url,
      expirationDateTime: toIso(now() + watchLife),
      clientState: hook.secret,
    },
    ...tokenOf(access),
    signal,
  })
  const made = read(name, subscriptionShape, body)
  return { id: made.id, resourceId: made.resource, expiresAt: whole(parseInstant(made.expirationDateTime)) }
}

async function unwatch(ask: Client, access: Access, watching: Watch, signal: AbortSignal): Promise<void> {
  const at = `/subscriptions/${encodeURIComponent(watching.id)}`
  await ask({ method: 'DELETE', at, expects: [404], ...tokenOf(access), signal })
}

function mayWrite(access: Access): boolean {
  return grants(access.scopes, ['Calendars.ReadWrite'])
}

function calendarAt(calendar: CalendarRef): string {
  return `/me/calendars/${encodeURIComponent(calendar.externalId)}`
}

function eventAt(externalId: string): string {
  return `/me/events/${encodeURIComponent(externalId)}`
}

function linked(next: string | undefined): { at: string } | undefined {
  return next === undefined ? undefined : { at: next }
}

function tokenOf(access: Access): { token: string } {
  if (access.accessToken === undefined) throw needsRelink(name)
  return { token: access.accessToken }
}

function refOf(answer: Answer, wanted: WantedEvent): WrittenRef {
  const event = read(name, eventShape, answer.body)
  const ref = { externalId: event.id, etag: event['@odata.etag'] }
  return wanted.conference === undefined ? ref : { ...ref, conferred: conferredOf(event) }
}

/** The link may come a moment after the meeting. */
function conferredOf({ isOnlineMeeting, onlineMeeting }: GraphEvent): Conferred {
  const url = onlineMeeting?.joinUrl
  if (url) return { state: 'made', url }
  return { state: isOnlineMeeting === true ? 'pending' : 'refused' }
}

/** The server writes the id of a property as it likes: only case differs. */
function isMark(id: string): boolean {
  return id.toLowerCase() === markId.toLowerCase()
}

/** What shows as free or as working elsewhere takes no time; what Outlook cannot say counts as busy. */
function busyKindOf(event: GraphEvent): BusyKind | null {
  const response = event.responseStatus?.response
  const isFree =
    event.isCancelled === true ||
    response === 'declined' ||
    event.showAs === 'free' ||
    event.showAs === 'workingElsewhere'
  if (isFree) return null
  if (event.showAs === 'oof') return 'busy'
  if (event.isAllDay === true) return 'all-day'
  if (response === 'notResponded') return 'unanswered'
  return event.showAs === 'tentative' || response === 'tentativelyAccepted' ? 'tentative' : 'busy'
}

function guestsOf(event: GraphEvent): string[] {
  const organizer = event.organizer?.emailAddress?.address?.toLowerCase()
  const people = (event.attendees ?? []).filter(({ type }) => type !== 'resource')
  const addresses = people.map(({ emailAddress }) => emailAddress?.address?.toLowerCase() ?? '')
  return addresses.filter((address) => address !== '' && address !== organizer)
}

/**
 * All-day events are dates that float: told as midnight, they mean midnight in the zone they were made in. Told as another
 * time of day they have been converted, and are taken as they are.
 */
function startOrEnd(
  moment: GraphEvent['start'],
  madeIn: string | null | undefined,
  isAllDay: boolean,
  timeZone: string,
): Instant {
  const [, date = ''] = /^(\d{4}-\d\d-\d\d)T00:00(?::00(?:\.0+)?)?$/.exec(moment?.dateTime ?? '') ?? []
  const day = isAllDay ? parseLocalDate(date) : undefined
  if (day === undefined) return instantOf(moment)
  return startOfDate((isUtc(madeIn) ? undefined : zoneOf(madeIn)) ?? timeZone, day)
}

function instantOf(moment: GraphEvent['start']): Instant {
  if (!moment) throw notWhole(name)
  if (isUtc(moment.timeZone)) return whole(parseInstant(`${moment.dateTime}Z`))
  const zone = zoneOf(moment.timeZone)
  const asUtc = parseInstant(`${moment.dateTime}Z`)
  if (zone === undefined || asUtc === undefined) throw notWhole(name)
  const date = toIso(asUtc).slice(0, 10)
  return toInstant(zone, date, (asUtc - whole(parseInstant(`${date}T00:00Z`))) / MINUTE)
}

function isUtc(zone: string | null | undefined): boolean {
  return zone === null || zone === undefined || /^(?:utc|etc\/utc|gmt|tzone:\/\/microsoft\/utc)$/i.test(zone)
}

/** Names of Windows still arrive where a program of old made the event. */
function zoneOf(zone: string | null | undefined): string | undefined {
  return zoneOfName(zone ?? '')
}

function whole(at: Instant | undefined): Instant {
  if (at === undefined || !Number.isFinite(at)) throw notWhole(name)
  return at
}
