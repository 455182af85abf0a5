import { createHash } from 'node:crypto'

import { writeEvent as writeText } from '#ical/write-event.ts'
import { createGuardedFetch, type GuardedAnswer, type GuardSettings } from '#platform/guarded-fetch.ts'
import type { Instant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { descriptionOf, type OutsideEvent, titleOf, type WantedEvent } from '../event.ts'
import type { Access, CalendarProvider, CalendarRef, EventRef, ProviderTrouble } from '../port.ts'
import {
  addressIn,
  addressOf,
  askDav,
  askResources,
  caldavNamespace,
  type Dav,
  explainDav,
  hiddenStatus,
  nameIn,
  nameOf,
  textOf,
} from './caldav-client.ts'
import { discoverCalendars, ownAddresses, propfind } from './caldav-discovery.ts'
import {
  type DavEvent,
  eventsIn,
  findObject,
  firstIn,
  getObject,
  objectsIn,
  plainEtag,
  type ReadAs,
  refuseUnwritable,
} from './caldav-events.ts'
import { findElement } from './caldav-xml.ts'
import { notWhole, unavailable } from './http.ts'

/** `now` is the app's clock, which stamps what is written. */
export type CalDavSettings = GuardSettings & { now?: () => Instant }

type Written = { wanted: WantedEvent; stampedAt: Instant }

const tries = 4

/**
 * CalDAV (RFC 4791): iCloud, Nextcloud, Fastmail and all the others. Events are expanded here, since servers do it each in
 * its own way. The address of a calendar and of an event is its name.
 */
export function createCalDav({ now = Date.now, ...guard }: CalDavSettings): CalendarProvider {
  const fetch = createGuardedFetch(guard)
  const davOf = (access: Access, signal: AbortSignal): Dav => ({ fetch, access, signal })
  const spelled = (access: Access, calendar: CalendarRef): CalendarRef => ({
    ...calendar,
    externalId: addressIn(access, calendar.externalId, addressOf(access)),
  })
  return {
    listCalendars: (access, signal) => discoverCalendars(davOf(access, signal)),
    checkForChanges: (access, calendar, cursor, signal) =>
      checkForChanges(davOf(access, signal), spelled(access, calendar), cursor),
    readEvents: (access, calendar, window, signal) =>
      readEvents(davOf(access, signal), spelled(access, calendar), window),
    readEvent: (access, calendar, externalId, signal) =>
      readEvent(davOf(access, signal), spelled(access, calendar), externalId),
    writeEvent: async (access, calendar, { wanted, known }, signal) => {
      refuseUnwritable(calendar)
      const dav = davOf(access, signal)
      const written = { wanted, stampedAt: now() }
      return await (known
        ? changeEvent(dav, spelled(access, calendar), known.externalId, written)
        : createEvent(dav, spelled(access, calendar), written))
    },
    removeEvent: (access, calendar, known, signal) =>
      removeEvent(davOf(access, signal), spelled(access, calendar), known),
    findCopy: (access, calendar, wanted, signal) =>
      findCopy(davOf(access, signal), spelled(access, calendar), wanted),
    watches: null,
    watch: async () => null,
    renewWatch: async () => null,
    unwatch: async () => undefined,
  }
}

// Reading

/** A server tells by the calendar's ctag or sync-token that something changed; one that has neither is asked for all etags. */
async function checkForChanges(dav: Dav, calendar: CalendarRef, cursor: string | null) {
  const ctag = '{http://calendarserver.org/ns/}getctag'
  const self = await describe(dav, calendar, 'CS:getctag', 'sync-token')
  const told = textOf(self, ctag) ?? textOf(self, 'sync-token')
  const now = told === undefined ? `etags:${await allEtags(dav, calendar)}` : `tag:${told}`
  return { changed: now !== cursor, cursor: now }
}

async function allEtags(dav: Dav, calendar: CalendarRef): Promise<string> {
  const resources = await askResources(dav, {
    method: 'PROPFIND',
    at: calendar.externalId,
    depth: '1',
    body: propfind('getetag'),
  })
  const lines = resources.map((resource) => `${resource.address} ${textOf(resource, 'getetag') ?? ''}`)
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex')
}

/** What the calendar says of itself, which also shows that it is there. */
async function describe(dav: Dav, calendar: CalendarRef, ...names: string[]) {
  const at = calendar.externalId
  const resources = await askResources(dav, {
    method: 'PROPFIND',
    at,
    depth: '0',
    body: propfind('resourcetype', ...names),
  })
  const self = resources.find(({ address }) => address.replace(/\/$/, '') === at.replace(/\/$/, ''))
  if (self?.status !== undefined && self.status >= 400) throw refusalInside(dav, self.status)
  if (!self || !findElement(self.properties, `{${caldavNamespace}}calendar`)) throw refusalInside(dav, 404)
  return self
}

async function readEvents(dav: Dav, calendar: CalendarRef, window: Interval): Promise<OutsideEvent[]> {
  const transparency = `{${caldavNamespace}}schedule-calendar-transp`
  const self = await describe(dav, calendar, 'current-user-principal', 'C:schedule-calendar-transp')
  const objects = await objectsIn(dav, calendar, window)
  const isInvited = objects.some(({ text }) => /^ATTENDEE/im.test(text))
  const [principal] = isInvited
    ? (findElement(self.properties, 'current-user-principal')?.children ?? [])
    : []
  const principalAt = principal && addressIn(dav.access, principal.text, calendar.externalId)
  const owners = isInvited ? await ownAddresses(dav, principalAt) : []
  const readAs: ReadAs = { timeZone: calendar.timeZone, owners }
  const events = await eventsIn(dav, objects, window, readAs)
  // Its owner said that nothing in this calendar takes time (RFC 6638 §9.1).
  const isFree = findElement(findElement(self.properties, transparency), `{${caldavNamespace}}transparent`)
  return isFree ? events.map((event) => ({ ...event, busy: null })) : events
}

async function readEvent(
  dav: Dav,
  calendar: CalendarRef,
  externalId: string,
): Promise<OutsideEvent | 'gone'> {
  const object = await findAt(dav, calendar, externalId)
  if (!object) return 'gone'
  const isInvited = /^ATTENDEE/im.test(object.text)
  const owners = isInvited ? await ownersOf(dav, calendar) : []
  const event = await firstIn(dav, object, { timeZone: calendar.timeZone, owners })
  if (!event) throw notWhole(nameOf(dav.access))
  return event
}

async function ownersOf(dav: Dav, calendar: CalendarRef): Promise<string[]> {
  const self = await describe(dav, calendar, 'current-user-principal')
  const [principal] = findElement(self.properties, 'current-user-principal')?.children ?? []
  return await ownAddresses(dav, principal && addressIn(dav.access, principal.text, calendar.externalId))
}

/** The object at an address, or what became of it: some programs and servers give an event another address. */
async function findAt(dav: Dav, calendar: CalendarRef, externalId: string): Promise<DavEvent | undefined> {
  const at = addressIn(dav.access, externalId, calendar.externalId)
  const object = await getObject(dav, at)
  if (object) return object.etag === '' ? { ...object, etag: await etagOf(dav, at) } : object
  // A 404 may also mean the calendar; only in one that is there can something be gone.
  await describe(dav, calendar)
  return await findObject(dav, calendar, uidIn(at))
}

// Writing

/*
 * The name of an event is its UID, whatever the creation: servers that choose names choose that one, and a creation that was
 * tried before, or made by another hand, is found instead of doubled.
 */
function addressFor(calendar: CalendarRef, { uid }: WantedEvent): string {
  return new URL(`${encodeURIComponent(uid)}.ics`, calendar.externalId).href
}

function uidIn(address: string): string {
  return nameIn(address).replace(/\.ics$/i, '')
}

async function createEvent(dav: Dav, calendar: CalendarRef, written: Written): Promise<EventRef> {
  const { wanted } = written
  const at = addressFor(calendar, wanted)
  const answer = await put(dav, at, textFor(written), { 'if-none-match': '*' }, [403, 409, 412])
  if (isWritten(answer)) return await refAfter(dav, calendar, at, answer)
  // The name or the UID is taken (RFC 4791 §5.3.2.1), by an earlier try or by a file that was brought in.
  const taken = (await getObject(dav, at)) ?? (await findObject(dav, calendar, wanted.uid))
  if (!taken) throw refusalOf(dav, answer)
  const changed = await changeEvent(dav, calendar, taken.address, written)
  if (changed === 'removed') throw unavailable(nameOf(dav.access))
  return changed
}

async function changeEvent(
  dav: Dav,
  calendar: CalendarRef,
  externalId: string,
  written: Written,
): Promise<EventRef | 'removed'> {
  for (let attempt = 1; ; attempt += 1) {
    const before = await findAt(dav, calendar, externalId)
    if (!before) return 'removed'
    // Without an etag it must at least still be there (RFC 9110 §13.1.1).
    const condition = { 'if-match': before.etag === '' ? '*' : before.etag }
    const answer = await put(
      dav,
      before.address,
      textFor(written, before.text),
      condition,
      [404, 409, 410, 412],
    )
    if (isWritten(answer)) return await refAfter(dav, calendar, before.address, answer)
    // Somebody was faster; what they made of it is written over.
    if (attempt === tries) throw refusalOf(dav, answer)
  }
}

function textFor({ wanted, stampedAt }: Written, before?: string): string {
  const { uid, sequence, startsAt, endsAt, joinUrl } = wanted
  const words = { title: titleOf(wanted), description: descriptionOf(wanted) }
  return writeText({ uid, sequence, startsAt, endsAt, joinUrl, ...words, stampedAt }, before)
}

async function put(
  dav: Dav,
  at: string,
  body: string,
  condition: Readonly<Record<string, string>>,
  expects: readonly number[],
): Promise<GuardedAnswer> {
  const headers = { 'content-type': 'text/calendar; charset=utf-8', ...condition }
  return await askDav(dav, { method: 'PUT', at, body, headers, expects })
}

/** A 207 to a PUT is a refusal in disguise. */
function isWritten({ status }: GuardedAnswer): boolean {
  return status >= 200 && status < 300 && status !== 207
}

function refusalOf(dav: Dav, answer: GuardedAnswer): ProviderTrouble {
  const status = answer.status === 207 ? hiddenStatus(dav, answer) : answer.status
  return refusalInside(dav, status)
}

function refusalInside(dav: Dav, status: number): ProviderTrouble {
  return explainDav(dav.access, { status, headers: {}, text: '', url: new URL('about:blank') })
}

/** Where the event stands now; servers may leave out the etag when they changed what they were given (RFC 4791 §5.3.4). */
async function refAfter(
  dav: Dav,
  calendar: CalendarRef,
  at: string,
  answer: GuardedAnswer,
): Promise<EventRef> {
  const etag = plainEtag(answer.headers['etag'])
  if (etag !== '') return { externalId: at, etag }
  const object = await findAt(dav, calendar, at)
  if (!object) throw notWhole(nameOf(dav.access))
  return { externalId: object.address, etag: object.etag }
}

async function etagOf(dav: Dav, at: string): Promise<string> {
  const [resource] = await askResources(dav, {
    method: 'PROPFIND',
    at,
    depth: '0',
    body: propfind('getetag'),
  })
  return plainEtag(resource && textOf(resource, 'getetag'))
}

async function removeEvent(dav: Dav, calendar: CalendarRef, { externalId }: EventRef): Promise<void> {
  refuseUnwritable(calendar)
  const at = addressIn(dav.access, externalId, calendar.externalId)
  if (await remove(dav, at)) return
  const moved = await findObject(dav, calendar, uidIn(at))
  if (moved) await remove(dav, moved.address)
}

/** Whether it was there. */
async function remove(dav: Dav, at: string): Promise<boolean> {
  const answer = await askDav(dav, { method: 'DELETE', at, expects: [404, 410] })
  const status = answer.status === 207 ? hiddenStatus(dav, answer) : answer.status
  if (status === 404 || status === 410) return false
  if (status >= 300) throw refusalInside(dav, status)
  return true
}

async function findCopy(dav: Dav, calendar: CalendarRef, wanted: WantedEvent): Promise<EventRef | null> {
  const ours = await findObject(dav, calendar, wanted.uid)
  if (ours) return { externalId: ours.address, etag: ours.etag }
  const readAs: ReadAs = { timeZone: calendar.timeZone, owners: [] }
  const around: Interval = [wanted.startsAt, wanted.endsAt]
  for (const object of await objectsIn(dav, calendar, around)) {
    const event = await firstIn(dav, object, readAs)
    if (event && isOf(event, wanted)) return { externalId: object.address, etag: object.etag }
  }
  return null
}

/** By our mark, or by join link and time, which is all that a vendor's link leaves. */
function isOf({ mark, startsAt }: OutsideEvent, wanted: WantedEvent): boolean {
  if (mark && 'uid' in mark) return mark.uid === wanted.uid
  return startsAt === wanted.startsAt && mark?.joinUrl === wanted.joinUrl
}
