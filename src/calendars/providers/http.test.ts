import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, describe, expect, test } from 'vitest'

import { DAY } from '#time/instant.ts'

import { createClient, explainStatus, readText } from './http.ts'

const servers: Server[] = []
const soon = () => AbortSignal.timeout(5_000)

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function clientOf(base: string) {
  return createClient({ name: 'Acme', base, explain: (refused) => explainStatus('Acme', refused) })
}

function json(body: string, status = 200, headers: Record<string, string> = {}): RequestListener {
  return (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

test('a question goes out as it is meant', async () => {
  const heard: unknown[] = []
  const base = await serve((request, response) => {
    const { authorization } = request.headers
    heard.push([request.method, request.url, authorization, request.headers['content-type']])
    response.end('{"ok":true}')
  })
  const ask = clientOf(`${base}/v1`)
  const query = { one: 'a b', many: ['c', 'd'], none: undefined }
  const answer = await ask({ at: '/things', query, token: 'secret', signal: soon() })
  await ask({ method: 'POST', at: '/things', body: { a: 1 }, signal: soon() })
  expect(answer).toEqual({ status: 200, body: { ok: true } })
  expect(heard).toEqual([
    ['GET', '/v1/things?one=a%20b&many=c&many=d', 'Bearer secret', undefined],
    ['POST', '/v1/things', undefined, 'application/json'],
  ])
})

describe('answers that are not whole are refused', () => {
  test.each<[string, RequestListener]>([
    ['half of the JSON', json('{"items":[{"id":')],
    ['none of it', json('')],
    ['a page instead', json('<!doctype html><title>Sorry</title>')],
    ['not UTF-8', (_, response) => response.end(Buffer.from([0x22, 0xff, 0x22]))],
    [
      'a connection that breaks',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"items":[]}', () => response.destroy())
      },
    ],
    [
      'a connection that breaks after what looks whole',
      (_, response) => response.write('{"items":[]}', () => setTimeout(() => response.destroy(), 20)),
    ],
    ['more than 20 MB', (_, response) => response.end(JSON.stringify('x'.repeat(21 * 1024 * 1024)))],
  ])('%s', async (_, answer) => {
    const ask = clientOf(await serve(answer))
    await expect(ask({ at: '/', token: 'secret', signal: soon() })).rejects.toMatchObject({
      name: 'ProviderTrouble',
      kind: 'unavailable',
    })
  })
})

test('fewer or more bytes than were announced are not the answer, unless they travelled packed', async () => {
  const answer = (headers: Record<string, string>) => new Response('{}', { headers })
  expect(await readText('Acme', answer({ 'content-length': '2' }))).toBe('{}')
  expect(await readText('Acme', answer({ 'content-length': '20', 'content-encoding': 'gzip' }))).toBe('{}')
  for (const length of ['1', '3']) {
    const read = readText('Acme', answer({ 'content-length': length }))
    await expect(read).rejects.toMatchObject({ kind: 'unavailable' })
  }
})

test('an address that an answer named is followed at home only, and redirects never', async () => {
  const strangers: string[] = []
  const elsewhere = await serve((request, response) => {
    strangers.push(request.headers.authorization ?? '')
    response.end('{}')
  })
  const base = await serve((request, response) => {
    if (request.url === '/away') response.writeHead(302, { location: elsewhere }).end()
    else response.end(JSON.stringify({ url: request.url }))
  })
  const ask = clientOf(base)
  const { body } = await ask({ at: `${base}/next?page=2`, token: 'secret', signal: soon() })
  expect(body).toEqual({ url: '/next?page=2' })
  for (const at of [
    `${elsewhere}/next`,
    `${base.replace('http:', 'https:')}/next`,
    base.replace('//', '//a:b@'),
    '/away',
  ])
    await expect(ask({ at, token: 'secret', signal: soon() })).rejects.toMatchObject({ kind: 'unavailable' })
  expect(strangers).toEqual([])
})

describe('broken connections', () => {
  test.each([
    ['GET', 2],
    ['POST', 1],
    ['PATCH', 1],
    ['DELETE', 1],
  ] as const)('%s is tried %i times', async (method, times) => {
    let count = 0
    const base = await serve((request) => {
      count++
      request.socket.destroy()
    })
    await expect(clientOf(base)({ method, at: '/', signal: soon() })).rejects.toMatchObject({
      kind: 'unavailable',
    })
    expect(count).toBe(times)
  })

  test('no answer in time is trouble, asked once', async () => {
    let count = 0
    const base = await serve(() => void count++)
    const asked = clientOf(base)({ at: '/', signal: AbortSignal.timeout(50) })
    await expect(asked).rejects.toMatchObject({ kind: 'unavailable' })
    expect(count).toBe(1)
  })
})

describe('pauses', () => {
  test.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '17' }, 17_000],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Tue, 03 Nov 2026 15:01:00 GMT', date: 'Tue, 03 Nov 2026 15:00:00 GMT' }, 60_000],
    [{ 'retry-after': 'Tue, 03 Nov 2026 14:00:00 GMT', date: 'Tue, 03 Nov 2026 15:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    // A pause of years would end the link, and one beyond all dates could not even be kept.
    [{ 'retry-after': '999999999' }, DAY],
    [{ 'retry-after': '9'.repeat(400) }, DAY],
    [{ 'retry-after': 'Sat, 13 Sep 275760 00:00:00 GMT', date: 'Thu, 01 Jan 1970 00:00:00 GMT' }, DAY],
    [{}, undefined],
  ])('%j', async (headers, retryAfterMs) => {
    const ask = clientOf(await serve(json('{"error":"Plans of Ana"}', 429, headers)))
    const trouble: unknown = await ask({ at: '/', signal: soon() }).catch((error: unknown) => error)
    expect(trouble).toMatchObject({ kind: 'throttled', retryAfterMs })
    expect(String(trouble)).not.toContain('Ana')
  })
})

test('statuses that the asker decides about come back, and nothing is nothing where nothing has to come', async () => {
  const ask = clientOf(
    await serve((request, response) => {
      if (request.url === '/done') response.writeHead(204).end()
      else response.writeHead(409).end('{"error":{"code":"taken"}}')
    }),
  )
  expect(await ask({ method: 'POST', at: '/done', signal: soon() })).toEqual({ status: 204, body: {} })
  expect(await ask({ method: 'POST', at: '/', expects: [409], signal: soon() })).toEqual({
    status: 409,
    body: { error: { code: 'taken' } },
  })
})
