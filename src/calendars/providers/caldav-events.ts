import { writeUtc } from '#ical/calendar-time.ts'
import { NotACalendar, type ReadEvent, readFirst } from '#ical/read-events.ts'
import { DAY, HOUR, toIso } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { joinLinkAt, type OutsideEvent } from '../event.ts'
import { type CalendarRef, ProviderTrouble } from '../port.ts'
import {
  askDav,
  askResources,
  caldavNamespace,
  type Dav,
  type DavResource,
  explainDav,
  hasCondition,
  nameOf,
  resourcesOf,
  textOf,
} from './caldav-client.ts'
import { escapeXml } from './caldav-xml.ts'
import { notWhole } from './http.ts'
import { readTexts } from './reading.ts'

/** A calendar object as the server holds it. */
export type DavEvent = { address: string; etag: string; text: string }

export type ReadAs = { timeZone: string; owners: readonly string[] }

const batchSize = 50
const mostResources = 50_000
// Servers place floating times and dates in zones of their own.
const margin = 26 * HOUR

/** The objects that may have to do with the window, all of them or none: a shortened answer is asked for in halves. */
export async function objectsIn(dav: Dav, calendar: CalendarRef, window: Interval): Promise<DavEvent[]> {
  const listed = await listWindow(dav, calendar, [window[0] - margin, window[1] + margin])
  const addresses = [...new Set(listed.map(({ address }) => address))]
  if (addresses.length > mostResources) throw notWhole(nameOf(dav.access))
  const objects: DavEvent[] = []
  for (let at = 0; at < addresses.length; at += batchSize)
    objects.push(...(await getObjects(dav, calendar, addresses.slice(at, at + batchSize))))
  return objects
}

/** The object at an address; undefined when there is none. */
export async function getObject(dav: Dav, address: string): Promise<DavEvent | undefined> {
  const answer = await askDav(dav, { method: 'GET', at: address, expects: [404, 410] })
  if (answer.status === 404 || answer.status === 410) return undefined
  if (!/BEGIN:VCALENDAR/i.test(answer.text)) throw notWhole(nameOf(dav.access))
  return { address, etag: plainEtag(answer.headers['etag']), text: answer.text }
}

/** The object of this UID, wherever in the calendar it is. */
export async function findObject(
  dav: Dav,
  calendar: CalendarRef,
  uid: string,
): Promise<DavEvent | undefined> {
  const filter = `<C:comp-filter name="VEVENT"><C:prop-filter name="UID"><C:text-match collation="i;octet">${escapeXml(uid)}</C:text-match></C:prop-filter></C:comp-filter>`
  const found = await query(dav, calendar, filter)
  const addresses = found.map(({ address }) => address)
  // A match may be of a part of the UID only.
  const objects = addresses.length > 0 ? await getObjects(dav, calendar, addresses.slice(0, batchSize)) : []
  const readAs: ReadAs = { timeZone: calendar.timeZone, owners: [] }
  for (const object of objects) {
    const first = await firstIn(dav, object, readAs)
    if (first?.uid === uid) return object
  }
  return undefined
}

/** What stands in these objects, in the window. */
export async function eventsIn(
  dav: Dav,
  objects: readonly DavEvent[],
  window: Interval,
  readAs: ReadAs,
): Promise<OutsideEvent[]> {
  const texts = objects.map(({ text }) => text)
  const read = await whole(dav, () => readTexts(texts, { ...readAs, window }, dav))
  return objects.flatMap((object, index) =>
    (read[index]?.events ?? []).map((event) => outside(object, event)),
  )
}

/** The event that an object is about, wherever it is and without repetitions. */
export async function firstIn(dav: Dav, object: DavEvent, readAs: ReadAs): Promise<OutsideEvent | undefined> {
  const event = await whole(dav, async () => readFirst(object.text, readAs))
  return event && outside(object, { ...event, isRepeated: false })
}

/** The etag as it is compared: servers and proxies dress up the same one. */
export function plainEtag(etag: string | undefined): string {
  return (etag ?? '')
    .trim()
    .replace(/^W\//, '')
    .replace(/-gzip"$/, '"')
}

/** An object that is no calendar, or breaks off, may hold anything: it is trouble, never nothing. */
async function whole<T>(dav: Dav, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (error) {
    throw error instanceof NotACalendar ? notWhole(nameOf(dav.access)) : error
  }
}

function outside({ address, etag }: DavEvent, event: ReadEvent): OutsideEvent {
  const { uid, startsAt, endsAt, busy, isDeclined, guests, title, isRepeated, mark, place } = event
  return {
    externalId: isRepeated ? `${address}#${toIso(startsAt)}` : address,
    etag,
    uid,
    startsAt,
    endsAt,
    busy,
    isDeclined,
    guests,
    title,
    mark: mark === null ? joinLinkAt(place) : { uid: mark },
  }
}

type Listed = { address: string; etag: string }

async function listWindow(dav: Dav, calendar: CalendarRef, window: Interval): Promise<Listed[]> {
  const [from, until] = window
  const filter = `<C:comp-filter name="VEVENT"><C:time-range start="${writeUtc(from)}" end="${writeUtc(until)}"/></C:comp-filter>`
  const found = await tryQuery(dav, calendar, filter)
  if (found !== 'too-much') return found
  if (until - from <= DAY) throw notWhole(nameOf(dav.access))
  const middle = Math.floor((from + until) / 2)
  const halves = [
    await listWindow(dav, calendar, [from, middle]),
    await listWindow(dav, calendar, [middle, until]),
  ]
  return halves.flat()
}

async function query(dav: Dav, calendar: CalendarRef, filter: string): Promise<Listed[]> {
  const found = await tryQuery(dav, calendar, filter)
  if (found === 'too-much') throw notWhole(nameOf(dav.access))
  return found
}

/** A query's matches. A server that breaks over one event of the calendar is asked for all of its objects instead. */
async function tryQuery(dav: Dav, calendar: CalendarRef, filter: string): Promise<Listed[] | 'too-much'> {
  const ask = (inner: string, expects: readonly number[]) =>
    askDav(dav, {
      method: 'REPORT',
      at: calendar.externalId,
      depth: '1',
      body: `<?xml version="1.0" encoding="utf-8"?><C:calendar-query xmlns:D="DAV:" xmlns:C="${caldavNamespace}"><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR">${inner}</C:comp-filter></C:filter></C:calendar-query>`,
      expects,
    })
  const first = await ask(filter, [403, 500, 507])
  const answer = first.status === 500 ? await ask('<C:comp-filter name="VEVENT"/>', [403, 507]) : first
  if (
    answer.status === 507 ||
    (answer.status === 403 && hasCondition(answer, 'number-of-matches-within-limits'))
  )
    return 'too-much'
  if (answer.status === 403) throw explainDav(dav.access, answer)
  const resources = resourcesOf(dav, answer)
  // What was left out is told as a status of the calendar itself (RFC 5323 §5.2.4.1 in RFC 4791's queries).
  if (resources.some(({ status }) => status === 507)) return 'too-much'
  return resources.flatMap((resource) => listedOf(dav, calendar, resource))
}

function listedOf(dav: Dav, calendar: CalendarRef, resource: DavResource): Listed[] {
  const { address, status } = resource
  // Some servers name the calendar beside its objects; what went meanwhile is gone.
  if (address === calendar.externalId || status === 404) return []
  if (status !== undefined && status >= 400) throw notWhole(nameOf(dav.access))
  return [{ address, etag: plainEtag(textOf(resource, 'getetag')) }]
}

async function getObjects(
  dav: Dav,
  calendar: CalendarRef,
  addresses: readonly string[],
): Promise<DavEvent[]> {
  const hrefs = addresses
    .map((address) => `<D:href>${escapeXml(new URL(address).pathname)}</D:href>`)
    .join('')
  const resources = await askResources(dav, {
    method: 'REPORT',
    at: calendar.externalId,
    depth: '1',
    body: `<?xml version="1.0" encoding="utf-8"?><C:calendar-multiget xmlns:D="DAV:" xmlns:C="${caldavNamespace}"><D:prop><D:getetag/><C:calendar-data/></D:prop>${hrefs}</C:calendar-multiget>`,
  })
  const byAddress = new Map(resources.map((resource) => [resource.address, resource]))
  const objects: DavEvent[] = []
  for (const address of addresses) {
    const object = await objectOf(dav, address, byAddress.get(address))
    if (object) objects.push(object)
  }
  return objects
}

/** An object that an answer brought; asked for alone when its data is not in it, undefined when it went meanwhile. */
async function objectOf(
  dav: Dav,
  address: string,
  resource: DavResource | undefined,
): Promise<DavEvent | undefined> {
  const { status } = resource ?? {}
  if (status === 404 || status === 410) return undefined
  if (status !== undefined && status >= 400) throw notWhole(nameOf(dav.access))
  const text = resource && textOf(resource, `{${caldavNamespace}}calendar-data`)
  if (!resource || text === undefined) return await getObject(dav, address)
  return { address, etag: plainEtag(textOf(resource, 'getetag')), text }
}

/** What cannot be written to is not tried. */
export function refuseUnwritable({ canWrite }: CalendarRef): void {
  if (!canWrite) throw new ProviderTrouble('rejected', 'This calendar can only be read.')
}
