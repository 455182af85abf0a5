import { lookup } from 'node:dns/promises'
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

/** An address that an operator allows besides the public ones: a CIDR, or one address. */
export type GuardSettings = {
  allowPrivateNets: readonly string[]
  /** Finds the addresses of a host; the system does when left out. */
  resolve?: (host: string) => Promise<readonly string[]>
}

export type GuardedRequest = {
  /** Redirects are followed for methods that only read. */
  method?: 'GET' | 'HEAD' | 'OPTIONS' | 'PROPFIND' | 'REPORT' | 'PUT' | 'DELETE' | 'POST'
  headers?: Readonly<Record<string, string>>
  body?: string | Uint8Array
  /** Sent as Basic to the host of the address, and to those that `trusts` names; a redirect to another is refused. */
  credentials?: { userName: string; password: string }
  trusts?: (url: URL) => boolean
  /** Bytes of the body, unpacked. */
  mostBytes?: number
  /** For all of it, redirects included. */
  withinMs?: number
  signal?: AbortSignal
}

export type GuardedAnswer = {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>
  text: string
  /** Where it came from, after redirects. */
  url: URL
}

/** Why nothing came back. `address`: it must not be asked; `elsewhere`: it leads to a host that must not get the password. */
export type FetchTrouble = 'address' | 'elsewhere' | 'redirects' | 'size' | 'time' | 'network'

/** What a person may be told is the same for all of them, so that nobody can look around in a network by it. */
export class FetchRefused extends Error {
  readonly reason: FetchTrouble

  constructor(reason: FetchTrouble) {
    super('We could not reach that address.')
    this.name = 'FetchRefused'
    this.reason = reason
  }
}

export type GuardedFetch = (address: string, wish?: GuardedRequest) => Promise<GuardedAnswer>

type Reached = { url: URL; addresses: readonly string[] }

const mostRedirects = 3
const usualBytes = 5 * 1024 * 1024
const usualWithinMs = 20_000
const usualPorts = new Set(['', '80', '443', '8443'])
const readingMethods = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT'])

/*
 * What is not somebody's public address (IANA special-purpose registries), and the one public address that a cloud answers its
 * own machines from. Of IPv6 only 2000::/3 is given out, so all else is refused as a whole, mapped forms included.
 */
const privateNets4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 168.63.129.16/32 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4'
const privateNets6 = '2001::/23 2001:db8::/32 2002::/16 2620:4f:8000::/48 3fff::/20'
const publicNets6 = '2000::/3'

/**
 * A fetch for addresses that people type. It asks public hosts only, on the ports of the web and over https; a net in
 * `allowPrivateNets` is the operator's own, where http and every port are fine. A host is looked up once for each hop, all its
 * addresses must pass, and those that passed are the ones it connects to. No proxy, no cookies, no kept connections.
 * Throws FetchRefused; a RangeError for settings that are no nets.
 */
export function createGuardedFetch(settings: GuardSettings): GuardedFetch {
  const isAllowed = addressTest(settings)
  return async (address, wish = {}) => {
    const within = AbortSignal.timeout(wish.withinMs ?? usualWithinMs)
    const signal = wish.signal ? AbortSignal.any([wish.signal, within]) : within
    try {
      return await untilAborted(
        follow(address, wish, (url) => reach(url, settings, isAllowed), signal),
        signal,
      )
    } catch (error) {
      if (error instanceof FetchRefused) throw error
      throw new FetchRefused(signal.aborted ? 'time' : 'network')
    }
  }
}

async function follow(
  address: string,
  wish: GuardedRequest,
  reachable: (url: URL) => Promise<Reached>,
  signal: AbortSignal,
): Promise<GuardedAnswer> {
  const first = parseAddress(address)
  const { method = 'GET' } = wish
  for (let url = first, hops = 0; ; hops += 1) {
    if (hops > mostRedirects) throw new FetchRefused('redirects')
    const answer = await ask(await reachable(url), wish, signal)
    const { location } = answer.headers
    const leadsOn = [301, 302, 303, 307, 308].includes(answer.status) && location !== undefined
    if (!leadsOn || !readingMethods.has(method)) return answer
    const next = parseAddress(location, url)
    if (wish.credentials && !mayKnow(first, next, wish.trusts)) throw new FetchRefused('elsewhere')
    // From https nothing leads back to where anybody can listen.
    if (url.protocol === 'https:' && next.protocol === 'http:') throw new FetchRefused('elsewhere')
    url = next
  }
}

function parseAddress(address: string, base?: URL): URL {
  if (!URL.canParse(address, base?.href)) throw new FetchRefused('address')
  const url = new URL(address, base)
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
  if (!isWeb || url.username !== '' || url.password !== '' || url.hostname === '')
    throw new FetchRefused('address')
  url.hash = ''
  return url
}

/** Whether the password for one address may go to another. */
function mayKnow(first: URL, next: URL, trusts: GuardedRequest['trusts']): boolean {
  if (next.origin === first.origin) return true
  const isUpgrade = next.hostname === first.hostname && next.protocol === 'https:' && next.port === ''
  return isUpgrade || (next.protocol === 'https:' && (trusts?.(next) ?? false))
}

async function reach(url: URL, settings: GuardSettings, isAllowed: AddressTest): Promise<Reached> {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const addresses = isIP(host) ? [host] : await (settings.resolve ?? resolveHost)(host)
  const verdicts = addresses.map(isAllowed)
  // One private address among public ones is a sign of an attack.
  if (addresses.length === 0 || verdicts.includes('refused')) throw new FetchRefused('address')
  const isOwn = verdicts.every((verdict) => verdict === 'own')
  if (!isOwn && (url.protocol === 'http:' || !usualPorts.has(url.port))) throw new FetchRefused('address')
  return { url, addresses }
}

async function resolveHost(host: string): Promise<string[]> {
  const found = await lookup(host, { all: true })
  return found.map(({ address }) => address)
}

type AddressTest = (address: string) => 'public' | 'own' | 'refused'

function addressTest({ allowPrivateNets }: GuardSettings): AddressTest {
  // Each family has its own lists: a list would take an IPv4 address for the IPv6 one it can be mapped to.
  const lists = {
    4: {
      private: listOf(privateNets4.split(' ')),
      own: listOf(allowPrivateNets.filter((net) => !net.includes(':'))),
    },
    6: {
      private: listOf(privateNets6.split(' ')),
      public: listOf([publicNets6]),
      own: listOf(allowPrivateNets.filter((net) => net.includes(':'))),
    },
  }
  return (address) => {
    const family = isIP(address)
    if (family === 4) {
      if (lists[4].own.check(address, 'ipv4')) return 'own'
      return lists[4].private.check(address, 'ipv4') ? 'refused' : 'public'
    }
    if (family !== 6 || address.includes('%')) return 'refused'
    if (lists[6].own.check(address, 'ipv6')) return 'own'
    const isPublic = lists[6].public.check(address, 'ipv6') && !lists[6].private.check(address, 'ipv6')
    return isPublic ? 'public' : 'refused'
  }
}

function listOf(nets: readonly string[]): BlockList {
  const list = new BlockList()
  for (const net of nets) {
    const [address = '', length] = net.split('/')
    const family = isIP(address)
    const bits = length === undefined ? (family === 6 ? 128 : 32) : Number(length)
    if (family === 0 || !Number.isInteger(bits) || bits < 0 || bits > (family === 6 ? 128 : 32))
      throw new RangeError(`${net} is not an address or a net such as 192.168.1.0/24.`)
    list.addSubnet(address, bits, family === 6 ? 'ipv6' : 'ipv4')
  }
  return list
}

async function ask(reached: Reached, wish: GuardedRequest, signal: AbortSignal): Promise<GuardedAnswer> {
  const response = await send(reached, wish, signal)
  const text = await readText(response, wish.mostBytes ?? usualBytes)
  const { statusCode: status = 0 } = response
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
  return { status, headers, text, url: reached.url }
}

async function send(
  { url, addresses }: Reached,
  wish: GuardedRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { method = 'GET', body } = wish
  const isSecure = url.protocol === 'https:'
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  const options = {
    method,
    headers: headersOf(wish),
    signal,
    // A kept connection would outlive what was looked up for it.
    agent: isSecure ? new HttpsAgent({ keepAlive: false }) : new HttpAgent({ keepAlive: false }),
    lookup: lookupAmong(addresses),
  }
  const request = isSecure ? requestHttps(url, options, resolve) : requestHttp(url, options, resolve)
  request.on('error', reject)
  request.end(body)
  return await promise
}

/** Answers what was looked up and checked before, so that a name cannot mean another address a moment later. */
function lookupAmong(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }))
  return (_host, { all }, answer) => {
    if (all) answer(null, found)
    else answer(null, found[0]?.address ?? '', found[0]?.family)
  }
}

function headersOf({ headers = {}, credentials, body }: GuardedRequest): Record<string, string> {
  const { userName, password } = credentials ?? {}
  const basic = Buffer.from(`${userName}:${password}`).toString('base64')
  return {
    'user-agent': 'Parley',
    accept: '*/*',
    'accept-encoding': 'gzip, deflate, br',
    ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
    ...headers,
    ...(credentials && { authorization: `Basic ${basic}` }),
  }
}

/** The whole body, unpacked; what is larger is refused as soon as it shows. */
async function readText(response: IncomingMessage, mostBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of unpacked(response) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > mostBytes) throw new FetchRefused('size')
      chunks.push(chunk)
    }
  } finally {
    response.destroy()
  }
  if (!response.complete) throw new FetchRefused('network')
  return new TextDecoder().decode(Buffer.concat(chunks))
}

function unpacked(response: IncomingMessage): Readable {
  const coding = response.headers['content-encoding']?.trim().toLowerCase()
  const unpack =
    coding === 'gzip' || coding === 'x-gzip'
      ? createGunzip()
      : coding === 'deflate'
        ? createInflate()
        : coding === 'br'
          ? createBrotliDecompress()
          : undefined
  if (!unpack) return response
  response.on('error', (error) => unpack.destroy(error))
  return response.pipe(unpack)
}

/** A host name may take its time to be looked up, and nothing ends that. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const end = () => reject(new FetchRefused('time'))
  if (signal.aborted) end()
  signal.addEventListener('abort', end)
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', end)
    promise.catch(() => undefined)
    work.catch(() => undefined)
  }
}
