import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { createGuardedFetch, type FetchRefused, type GuardedRequest } from './guarded-fetch.ts'

type Seen = { method: string; path: string; authorization: string | undefined; body: string }

let trap: Server
let port = 0
let connections = 0
let seen: Seen[] = []
let answerWith: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
  response.end('ok')

beforeAll(async () => {
  trap = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request
      seen.push({ method, path, authorization: headers.authorization, body })
      answerWith(request, response)
    })
  })
  trap.on('connection', () => (connections += 1))
  // Every address of this machine leads here.
  await new Promise<void>((resolve) => trap.listen(0, '::', resolve))
  port = (trap.address() as AddressInfo).port
})

afterAll(() => trap.close())

beforeEach(() => {
  connections = 0
  seen = []
  answerWith = (_, response) => response.end('ok')
})

const strict = createGuardedFetch({ allowPrivateNets: [] })
const homely = createGuardedFetch({ allowPrivateNets: ['127.0.0.0/8'] })

describe('addresses that nobody may make us ask', () => {
  const hosts = `
    127.0.0.1 localhost LOCALHOST 2130706433 0x7f000001 0x7f.1 0177.0.0.1 0177.1 127.1 127.0.1
    127.255.255.254 0.0.0.0 0 00 0.1.2.3 ①②⑦.⓪.⓪.① 127。0。0。1 [::1] [::] [0:0:0:0:0:0:0:1]
    [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [::7f00:1] [0000::1] [::ffff:0:127.0.0.1]
    [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::1] [2002:7f00:1::] [2001:0:7f00:1::1]
    [2001:db8::1] [100::1] [3fff::1] [5f00::1] [fe80::1] [fec0::1] [fc00::1] [fd00:ec2::254]
    [fd12:3456::1] [ff02::1] [ff0e::1] 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1
    192.168.255.255 0xa000001 100.64.0.1 100.100.100.200 169.254.169.254 169.254.170.2 0xa9fea9fe
    2852039166 192.0.0.192 168.63.129.16 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1
    224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 192.88.99.1 012.1 0xc0.0xa8.0.1 3232235521
  `
    .trim()
    .split(/\s+/)

  test(`${hosts.length} forms of them, over http and https, without one connection`, async () => {
    expect(hosts.length).toBeGreaterThanOrEqual(60)
    for (const host of hosts) {
      for (const scheme of ['http', 'https']) {
        for (const at of [`${host}:${port}`, host, `${host}:8443`])
          expect(await refusal(strict(`${scheme}://${at}/calendar.ics`, { withinMs: 3000 })), at).toBe(
            'address',
          )
      }
    }
    expect(connections).toBe(0)
  })

  test('a name with a dot at its end, which not every system knows, leads nowhere either', async () => {
    expect(['address', 'network']).toContain(await refusal(strict(`https://localhost.:8443/`)))
    expect(connections).toBe(0)
  })

  test.each([
    'file:///etc/passwd',
    'ftp://calendar.example/',
    'gopher://calendar.example/',
    'javascript:alert(1)',
    'data:text/calendar,BEGIN:VCALENDAR',
    'blob:https://calendar.example/1',
    '//calendar.example/',
    'calendar.example',
    '',
    'https://',
    'https://ana:secret@calendar.example/',
    'http://[fe80::1%25lo]/',
  ])('and no %s', async (address) => {
    expect(await refusal(strict(address))).toBe('address')
  })
})

describe('names that mean something else than they seem', () => {
  test.each([
    ['a private address', ['127.0.0.1']],
    ['a public and a private one', ['93.184.215.14', '127.0.0.1']],
    ['a mapped one', ['::ffff:127.0.0.1']],
    ['one with a zone', ['fe80::1%lo']],
    ['none at all', []],
  ])('%s', async (_, found) => {
    const fetchAs = createGuardedFetch({ allowPrivateNets: [], resolve: async () => found })
    expect(await refusal(fetchAs(`https://calendar.example:8443/`))).toBe('address')
    expect(connections).toBe(0)
  })

  test('a name is looked up once, and only what was checked is connected to', async () => {
    let asked = 0
    const resolve = async () => {
      asked += 1
      return [asked === 1 ? '127.0.0.1' : '169.254.169.254']
    }
    const fetchAs = createGuardedFetch({ allowPrivateNets: ['127.0.0.1'], resolve })
    const answer = await fetchAs(`http://calendar.example:${port}/`)
    expect([answer.text, asked, seen.length]).toEqual(['ok', 1, 1])
    expect(await refusal(fetchAs(`http://calendar.example:${port}/`))).toBe('address')
  })
})

describe('http and odd ports', () => {
  const publicHost = { allowPrivateNets: ['127.0.0.1'], resolve: async () => ['93.184.215.14'] }

  test.each(['http://calendar.example/', 'http://calendar.example:443/', 'https://calendar.example:22/'])(
    'are not for a public host: %s',
    async (address) => {
      expect(await refusal(createGuardedFetch(publicHost)(address))).toBe('address')
    },
  )

  test('are fine where the operator allows the net, in IPv6, too', async () => {
    expect((await homely(`http://127.0.0.1:${port}/`)).text).toBe('ok')
    expect((await createGuardedFetch({ allowPrivateNets: ['::1'] })(`http://[::1]:${port}/`)).text).toBe('ok')
    expect(
      await refusal(createGuardedFetch({ allowPrivateNets: ['127.0.0.2/32'] })(`http://127.0.0.1:${port}/`)),
    ).toBe('address')
  })

  test.each(['localhost', '10.0.0.0/33', '10.0.0.0/x', '1.2.3', '::1/129'])('%s is no net', (net) => {
    expect(() => createGuardedFetch({ allowPrivateNets: [net] })).toThrow(RangeError)
  })
})

describe('redirects', () => {
  const redirect = (location: string, status = 302) => {
    answerWith = (_, response) => response.writeHead(status, { location }).end()
  }

  test.each([
    'http://169.254.169.254/',
    'https://10.0.0.1/',
    'http://[::ffff:a9fe:a9fe]/',
    'file:///etc/passwd',
  ])('to %s is refused', async (location) => {
    redirect(location)
    expect(await refusal(homely(`http://127.0.0.1:${port}/`))).toBe('address')
  })

  test('three are followed, a fourth is not; the method and the body stay', async () => {
    answerWith = ({ url = '' }, response) =>
      url === '/3'
        ? response.end('there')
        : response.writeHead(301, { location: `/${Number(url.slice(1)) + 1}` }).end()
    const wish: GuardedRequest = { method: 'PROPFIND', body: '<x/>' }
    const answer = await homely(`http://127.0.0.1:${port}/0`, wish)
    expect([answer.text, answer.url.pathname]).toEqual(['there', '/3'])
    expect(seen.map(({ method, body }) => `${method} ${body}`)).toEqual(
      Array.from({ length: 4 }, () => 'PROPFIND <x/>'),
    )
    redirect('/again')
    expect(await refusal(homely(`http://127.0.0.1:${port}/`))).toBe('redirects')
  })

  test('of a write is not followed', async () => {
    redirect('/elsewhere', 307)
    expect((await homely(`http://127.0.0.1:${port}/`, { method: 'PUT', body: 'x' })).status).toBe(307)
    expect(seen).toHaveLength(1)
  })
})

describe('the password', () => {
  const credentials = { userName: 'ana', password: 'sécret' }
  const basic = `Basic ${Buffer.from('ana:sécret').toString('base64')}`

  test('goes to the host it was given for', async () => {
    answerWith = ({ url }, response) =>
      url === '/' ? response.writeHead(302, { location: '/home' }).end() : response.end('home')
    await homely(`http://127.0.0.1:${port}/`, { credentials })
    expect(seen.map(({ authorization }) => authorization)).toEqual([basic, basic])
  })

  test.each([
    ['another host', (at: number) => `http://127.0.0.2:${at}/`],
    ['another port', (at: number) => `http://127.0.0.1:${at + 1}/`],
    ['another name for the same', (at: number) => `http://localhost:${at}/`],
  ])('never goes to %s', async (_, location) => {
    answerWith = (_request, response) => response.writeHead(302, { location: location(port) }).end()
    const trusts = () => true
    expect(await refusal(homely(`http://127.0.0.1:${port}/`, { credentials }))).toBe('elsewhere')
    // Not even a trusted one over plain http.
    expect(await refusal(homely(`http://127.0.0.1:${port}/`, { credentials, trusts }))).toBe('elsewhere')
    expect(seen).toHaveLength(2)
  })
})

describe('what comes back is bounded', () => {
  test('in size', async () => {
    answerWith = (_, response) => response.end('x'.repeat(1001))
    expect(await refusal(homely(`http://127.0.0.1:${port}/`, { mostBytes: 1000 }))).toBe('size')
    expect((await homely(`http://127.0.0.1:${port}/`, { mostBytes: 1001 })).text).toHaveLength(1001)
  })

  test('unpacked: 50 MB in 50 kB', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024))
    expect(bomb.length).toBeLessThan(60_000)
    answerWith = (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
    const before = process.memoryUsage().rss
    expect(await refusal(homely(`http://127.0.0.1:${port}/`))).toBe('size')
    expect(process.memoryUsage().rss - before).toBeLessThan(60 * 1024 * 1024)
  })

  test('in time, also while it trickles', async () => {
    const timers: NodeJS.Timeout[] = []
    answerWith = (_, response) => void timers.push(setInterval(() => response.write('x'), 20))
    expect(await refusal(homely(`http://127.0.0.1:${port}/`, { withinMs: 300 }))).toBe('time')
    for (const timer of timers) clearInterval(timer)
  })

  test('in time, also while a name is looked up', async () => {
    const fetchAs = createGuardedFetch({ allowPrivateNets: [], resolve: () => new Promise(() => undefined) })
    expect(await refusal(fetchAs('https://calendar.example/', { withinMs: 50 }))).toBe('time')
    const stop = AbortSignal.abort()
    expect(await refusal(fetchAs('https://calendar.example/', { signal: stop }))).toBe('time')
  })

  test('an answer that breaks off is none', async () => {
    answerWith = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' })
      response.write('half')
      setTimeout(() => response.destroy(), 20)
    }
    expect(await refusal(homely(`http://127.0.0.1:${port}/`))).toBe('network')
    answerWith = (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('whole').subarray(0, 20))
    expect(await refusal(homely(`http://127.0.0.1:${port}/`))).toBe('network')
  })

  test('a packed answer is read', async () => {
    answerWith = (_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('whole'))
    expect((await homely(`http://127.0.0.1:${port}/`)).text).toBe('whole')
  })
})

async function refusal(asked: Promise<unknown>): Promise<string> {
  return await asked.then(
    () => 'answered',
    (error: FetchRefused) => {
      // Nothing can be learnt from the words.
      expect(error.message).toBe('We could not reach that address.')
      return error.reason
    },
  )
}
