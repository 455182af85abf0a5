import { cleanLine } from '#ical/plain-text.ts'
import { zoneOfName } from '#ical/zone-names.ts'

import { type OutsideCalendar, ProviderTrouble } from '../port.ts'
import {
  addressIn,
  addressOf,
  askDav,
  askResources,
  caldavNamespace,
  type Dav,
  type DavResource,
  nameIn,
  nameOf,
  resourcesOf,
  textOf,
} from './caldav-client.ts'
import { childrenOf, findElement, type XmlElement } from './caldav-xml.ts'

const mostHomes = 5
const mostCalendars = 200
const mostAddresses = 50

/** A PROPFIND for properties of DAV: (plain names), CalDAV (`C:`) and CalendarServer (`CS:`). */
export function propfind(...names: string[]): string {
  const wanted = names.map((name) => `<${name.includes(':') ? name : `D:${name}`}/>`).join('')
  return `<?xml version="1.0" encoding="utf-8"?><D:propfind xmlns:D="DAV:" xmlns:C="${caldavNamespace}" xmlns:CS="http://calendarserver.org/ns/"><D:prop>${wanted}</D:prop></D:propfind>`
}

/** The calendars of an account, found from whatever address was typed (RFC 6764 §6, RFC 4791 §6.2.1). */
export async function discoverCalendars(dav: Dav): Promise<OutsideCalendar[]> {
  const start = await findStart(dav)
  if (start.calendar) return [start.calendar]
  const calendars = new Map<string, OutsideCalendar>()
  for (const home of start.homes.slice(0, mostHomes)) {
    for (const one of await listHome(dav, home)) {
      if (!calendars.has(one.externalId)) calendars.set(one.externalId, one)
    }
  }
  return [...calendars.values()].slice(0, mostCalendars)
}

/** The mail addresses of the principal, in lower case; with them their own answer to an invitation is known. */
export async function ownAddresses(dav: Dav, principal: string | undefined): Promise<string[]> {
  const { userName = '' } = dav.access
  const own = userName.includes('@') ? [userName.toLowerCase()] : []
  if (principal === undefined) return own
  const [found] = await askResources(dav, {
    method: 'PROPFIND',
    at: principal,
    depth: '0',
    body: propfind('C:calendar-user-address-set'),
  })
  const set = findElement(found?.properties, `{${caldavNamespace}}calendar-user-address-set`)
  const mails = hrefsIn(set).filter((href) => /^mailto:/i.test(href))
  return [...new Set([...own, ...mails.map((href) => href.slice(7).toLowerCase())])].slice(0, mostAddresses)
}

type Start = { homes: string[]; calendar: OutsideCalendar | undefined }

async function findStart(dav: Dav): Promise<Start> {
  const typed = addressOf(dav.access)
  const { origin, pathname } = new URL(typed)
  const wellKnown = `${origin}/.well-known/caldav`
  const places = pathname === '/' ? [wellKnown, typed] : [typed, wellKnown, `${origin}/`]
  for (const place of places) {
    const found = await lookAt(dav, place)
    if (found?.calendar) return found
    if (!found) continue
    const homes = found.homes.length > 0 ? found.homes : await homesOf(dav, found.principal)
    if (homes.length > 0) return { homes, calendar: undefined }
  }
  const sentence = `There is no calendar server at ${nameOf(dav.access)}, or not at this address.`
  throw new ProviderTrouble('rejected', sentence)
}

type Found = Start & { principal: string | undefined }

/** What a place says of whoever asks; undefined where nobody answers such questions. */
async function lookAt(dav: Dav, at: string): Promise<Found | undefined> {
  const answer = await askDav(dav, {
    method: 'PROPFIND',
    at,
    depth: '0',
    body: propfind('current-user-principal', 'principal-URL', 'C:calendar-home-set', ...calendarProperties),
    expects: [301, 302, 303, 307, 308, 400, 403, 404, 405, 410, 501],
  })
  if (answer.status !== 207) return undefined
  const [resource] = resourcesOf(dav, answer)
  if (!resource) return undefined
  const principal = ['current-user-principal', 'principal-URL']
    .flatMap((name) => hrefsIn(findElement(resource.properties, name)))
    .map((href) => addressIn(dav.access, href, answer.url))[0]
  return {
    principal,
    homes: homesIn(dav, resource, answer.url),
    calendar: calendarOf(resource),
  }
}

async function homesOf(dav: Dav, principal: string | undefined): Promise<string[]> {
  if (principal === undefined) return []
  const answer = await askDav(dav, {
    method: 'PROPFIND',
    at: principal,
    depth: '0',
    body: propfind('C:calendar-home-set'),
  })
  return resourcesOf(dav, answer).flatMap((resource) => homesIn(dav, resource, answer.url))
}

function homesIn(dav: Dav, { properties }: DavResource, base: URL): string[] {
  const set = findElement(properties, `{${caldavNamespace}}calendar-home-set`)
  return hrefsIn(set).map((href) => addressIn(dav.access, href, base))
}

function hrefsIn(element: XmlElement | undefined): string[] {
  return childrenOf(element, 'href')
    .map(({ text }) => text.trim())
    .filter((href) => href !== '')
}

const calendarProperties = [
  'resourcetype',
  'displayname',
  'current-user-privilege-set',
  'C:supported-calendar-component-set',
  'C:calendar-timezone',
]

async function listHome(dav: Dav, home: string): Promise<OutsideCalendar[]> {
  const resources = await askResources(dav, {
    method: 'PROPFIND',
    at: home,
    depth: '1',
    body: propfind(...calendarProperties),
  })
  return resources.flatMap((resource) => calendarOf(resource) ?? [])
}

/** The calendar that a resource is; undefined for one that is none, or holds no events. */
function calendarOf(resource: DavResource): OutsideCalendar | undefined {
  const { properties, address } = resource
  const caldav = (name: string) => `{${caldavNamespace}}${name}`
  if (!findElement(findElement(properties, 'resourcetype'), caldav('calendar'))) return undefined
  const kinds = findElement(properties, caldav('supported-calendar-component-set'))
  const holdsEvents = kinds?.children.some(({ nameAttribute }) => nameAttribute?.toUpperCase() === 'VEVENT')
  if (holdsEvents === false && kinds?.children.length) return undefined
  return {
    externalId: address.endsWith('/') ? address : `${address}/`,
    name:
      cleanLine(textOf(resource, 'displayname') ?? '', 200) || cleanLine(nameIn(address), 200) || 'Calendar',
    timeZone: zoneIn(textOf(resource, caldav('calendar-timezone'))),
    isPrimary: false,
    canWrite: mayWrite(properties),
    conference: null,
  }
}

/** A server that does not tell what one may do is taken to let its users write (RFC 3744 §5.4). */
function mayWrite(properties: XmlElement): boolean {
  const set = findElement(properties, 'current-user-privilege-set')
  if (!set) return true
  return ['all', 'write', 'write-content', 'bind'].some((name) => findElement(set, name) !== undefined)
}

function zoneIn(calendar: string | undefined): string | null {
  const id = /^TZID[^:\r\n]*:(.+)$/im.exec(calendar ?? '')?.[1]
  return id === undefined ? null : (zoneOfName(id) ?? null)
}
