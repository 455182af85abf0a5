import { FetchRefused, type GuardedAnswer, type GuardedFetch } from '#platform/guarded-fetch.ts'

import { type Access, ProviderTrouble } from '../port.ts'
import { childrenOf, findElement, parseXml, type XmlElement, XmlRefused } from './caldav-xml.ts'
import { explainStatus, mostBytes, notWhole, retryAfterIn, throttled, unavailable } from './http.ts'

/** On whose behalf a server is asked, and how. */
export type Dav = { fetch: GuardedFetch; access: Access; signal: AbortSignal }

export type DavQuestion = {
  method: 'GET' | 'PROPFIND' | 'REPORT' | 'PUT' | 'DELETE'
  at: string
  depth?: '0' | '1'
  body?: string
  headers?: Readonly<Record<string, string>>
  /** Statuses besides 2xx that the asker decides about. */
  expects?: readonly number[]
}

/** One resource of a 207: what its 200 says of it, or that the whole of it failed. */
export type DavResource = {
  /** Absolute, spelled one way only. */
  address: string
  /** The status of the whole resource; undefined where each property has its own. */
  status: number | undefined
  properties: XmlElement
}

export const caldavNamespace = 'urn:ietf:params:xml:ns:caldav'

/**
 * Asks a CalDAV server. Name and password go to the host that was typed and nowhere else, for iCloud also to its other hosts.
 * Throws ProviderTrouble.
 */
export async function askDav(dav: Dav, question: DavQuestion): Promise<GuardedAnswer> {
  const answer = await send(dav, question)
  const isFine = answer.status >= 200 && answer.status < 300
  if (isFine || question.expects?.includes(answer.status)) return answer
  throw explainDav(dav.access, answer)
}

/** The resources of a 207 answer; anything that is no 207 or not whole is trouble. */
export async function askResources(dav: Dav, question: DavQuestion): Promise<DavResource[]> {
  return resourcesOf(dav, await askDav(dav, question))
}

/** As `askResources`, of an answer that is there. */
export function resourcesOf(dav: Dav, answer: GuardedAnswer): DavResource[] {
  if (answer.status !== 207) throw notWhole(nameOf(dav.access))
  const root = readXml(dav.access, answer.text)
  if (root.name !== '{DAV:}multistatus') throw notWhole(nameOf(dav.access))
  return childrenOf(root, 'response').flatMap((response) => {
    const hrefs = childrenOf(response, 'href')
    // Several share a status and have no properties (RFC 4918 §14.24).
    const properties = hrefs.length > 1 ? noProperties : propertiesOf(response)
    const status = statusIn(childrenOf(response, 'status')[0])
    return hrefs.map((href) => ({
      address: addressIn(dav.access, href.text, answer.url),
      status,
      properties,
    }))
  })
}

/** The worst status inside a 207 to a single request; the servers hide refusals there. */
export function hiddenStatus(dav: Dav, answer: GuardedAnswer): number {
  const root = readXml(dav.access, answer.text)
  const all = childrenOf(root, 'response').flatMap((response) => [
    ...childrenOf(response, 'status'),
    ...childrenOf(response, 'propstat').flatMap((one) => childrenOf(one, 'status')),
  ])
  return Math.max(...all.map((one) => statusIn(one) ?? 0), 0)
}

/** An address that a server names, absolute and in one spelling. Throws `rejected` when it is another host's. */
export function addressIn(access: Access, href: string, base: URL | string): string {
  const text = href.trim()
  if (!URL.canParse(text, String(base))) throw notWhole(nameOf(access))
  const url = new URL(text, String(base))
  if (!isTrusted(access, url)) throw elsewhere(access)
  url.hash = ''
  url.pathname = url.pathname.split('/').map(spellSegment).join('/')
  return url.href
}

const noProperties: XmlElement = { name: '{DAV:}prop', children: [], text: '' }

/** The server as its owner knows it. */
export function nameOf(access: Access): string {
  const { hostname } = new URL(addressOf(access))
  return isApple(hostname) ? 'iCloud' : hostname
}

/** Where the account begins. Throws `rejected` when that is no web address. */
export function addressOf({ address = '' }: Access): string {
  const isWeb = URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)
  if (!isWeb) throw new ProviderTrouble('rejected', 'This is not the address of a calendar server.')
  return address
}

/** The error's element that a refusal carries (RFC 4791 §1.3), by its local name. */
export function hasCondition(answer: GuardedAnswer, name: string): boolean {
  return answer.text.includes(name)
}

/** What an answer means that nobody expected. */
export function explainDav(access: Access, answer: GuardedAnswer): ProviderTrouble {
  const { status } = answer
  const name = nameOf(access)
  const retryAfterMs = retryAfterIn(answer.headers)
  const code = String(status)
  if (status === 401) {
    const sentence = `${name} does not take this user name and password. Many servers want an app password.`
    return new ProviderTrouble('needs_relink', sentence, undefined, code)
  }
  if (status === 429 || (status === 503 && retryAfterMs !== undefined))
    return throttled(name, retryAfterMs, code)
  if (status === 404 || status === 410)
    return new ProviderTrouble('rejected', `There is no such calendar on ${name} any more.`, undefined, code)
  if (status === 507 || status === 413)
    return new ProviderTrouble('rejected', `${name} has no room for this.`, undefined, code)
  return explainStatus(name, { status, body: {}, retryAfterMs }, code)
}

async function send({ fetch, access, signal }: Dav, question: DavQuestion): Promise<GuardedAnswer> {
  const { method, at, depth, body, headers } = question
  const { userName, password } = access
  if (!isTrusted(access, new URL(at))) throw elsewhere(access)
  try {
    return await fetch(at, {
      method,
      headers: {
        ...(depth !== undefined && { depth }),
        ...(body !== undefined && method !== 'PUT' && { 'content-type': 'application/xml; charset=utf-8' }),
        ...headers,
      },
      ...(body !== undefined && { body }),
      ...(userName !== undefined && password !== undefined && { credentials: { userName, password } }),
      trusts: (url) => isTrusted(access, url),
      mostBytes,
      signal,
    })
  } catch (error) {
    throw error instanceof FetchRefused ? explainFetch(access, error) : error
  }
}

function explainFetch(access: Access, { reason, message }: FetchRefused): ProviderTrouble {
  if (reason === 'address') return new ProviderTrouble('rejected', message, undefined, reason)
  if (reason === 'elsewhere') return elsewhere(access)
  return unavailable(nameOf(access), undefined, reason)
}

function elsewhere(access: Access): ProviderTrouble {
  const sentence = `${nameOf(access)} leads to another server, and the password is not sent on. Give the address of that server.`
  return new ProviderTrouble('rejected', sentence, undefined, 'elsewhere')
}

/** Whether an address may have the password that was given for another. */
function isTrusted(access: Access, url: URL): boolean {
  const first = new URL(addressOf(access))
  if (url.origin === first.origin) return true
  if (url.protocol !== 'https:' || url.port !== '') return false
  // The rest of Apple's calendars is on hosts of its own, pNN-caldav.icloud.com.
  return url.hostname === first.hostname || (isApple(url.hostname) && isApple(first.hostname))
}

function isApple(hostname: string): boolean {
  return hostname === 'icloud.com' || hostname.endsWith('.icloud.com')
}

function readXml(access: Access, text: string): XmlElement {
  try {
    return parseXml(text)
  } catch (error) {
    throw error instanceof XmlRefused ? notWhole(nameOf(access)) : error
  }
}

/** Only what a 200 says; beside it stands a 404 with the same names, and nothing in them. */
function propertiesOf(response: XmlElement): XmlElement {
  const good = childrenOf(response, 'propstat').filter((one) => {
    const status = statusIn(childrenOf(one, 'status')[0])
    return status === undefined || (status >= 200 && status < 300)
  })
  const children = good.flatMap((one) => childrenOf(one, 'prop')).flatMap((prop) => prop.children)
  return { name: '{DAV:}prop', children, text: '' }
}

function statusIn(element: XmlElement | undefined): number | undefined {
  const status = /^\s*HTTP\/[\d.]+\s+(\d{3})\b/i.exec(element?.text ?? '')?.[1]
  return status === undefined ? undefined : Number(status)
}

/** Servers spell the same path with more or less percent signs. */
function spellSegment(segment: string): string {
  const plain = plainSegment(segment)
  return plain === undefined ? segment : encodeURIComponent(plain)
}

/** A part of a path without percent signs; undefined where they say nothing that is text. */
function plainSegment(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}

/** The last part of an address's path that is one, as its maker would read it; as it is written where that is not to be read. */
export function nameIn(address: string): string {
  const segment = new URL(address).pathname.split('/').filter(Boolean).at(-1) ?? ''
  return plainSegment(segment) ?? segment
}

/** The text of a property; undefined when it is not there or empty. */
export function textOf(resource: DavResource, name: string): string | undefined {
  return findElement(resource.properties, name)?.text.trim() || undefined
}
