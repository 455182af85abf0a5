import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { saveSchedule } from '#test/meetings/offers.ts'
import { type Client, makeRoom, startTestApp, type TestApp } from '#test/support/app.ts'

import { makeOffering, takeHandle } from './offerings.ts'

let testApp: TestApp
let ana: Client
let stranger: Client
const paths: Record<string, string> = {}

const noHours = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), []]))
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(1)> $& __CSP_NONCE__ {{7*7}}`

beforeAll(async () => {
  testApp = await startTestApp()
  ana = await testApp.as('ana')
  stranger = testApp.stranger()
  await takeHandle(ana, 'ana')
  for (const [name, changes, isOn] of [
    ['anyone', { price: { minor: 4500, currency: 'EUR' }, answerWithinMinutes: 720 }, true],
    ['shares', { audience: 'shares_room' }, true],
    ['link', { audience: 'link_only' }, true],
    ['off', {}, false],
    ['hostile', { title: hostile.slice(0, 100), description: hostile, questions: [question(hostile)] }, true],
  ] as const) {
    const { url } = await makeOffering(ana, { ...changes, slug: name }, isOn)
    Object.assign(paths, { [name]: url.replace(testApp.url, '') })
  }
})
afterAll(() => testApp.stop())

describe('the page of an offering', () => {
  test('can be read without a script, and says how it looks where it is linked to', async () => {
    const { status, headers, body } = await stranger.get('/p/ana/anyone')
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    for (const text of ['Garden plan', 'Bring pictures of your garden.', '30 minutes or 1 hour · €45'])
      expect(body).toContain(text)
    expect(body).toContain('Ana Silva answers within 12 hours.')
    expect(body).toContain(`<link rel="canonical" href="${testApp.url}/p/ana/anyone">`)
    expect(metaOf(body)).toMatchObject({
      description: 'Bring pictures of your garden. We draw a first plan together.',
      'og:title': 'Garden plan · Ana Silva',
      'og:description': 'Bring pictures of your garden. We draw a first plan together.',
      'og:url': `${testApp.url}/p/ana/anyone`,
      'og:image': `${testApp.url}/icon.png`,
    })
    expect(body).not.toContain('noindex')
    expect(headers.get('x-robots-tag')).toBeNull()
  })

  test('shows the next times in a zone it names, each leading on with what was chosen', async () => {
    const { body } = await stranger.get('/p/ana/anyone')
    expect(body).toContain('In Lisbon (UTC+1), for 30 minutes')
    expect(body).toContain('Friday 23 October')
    const times = [...String(body).matchAll(/href="([^"]+)"><time datetime="([^"]+)">([^<]+)</g)]
    expect(times.map(([, , , said]) => said).slice(0, 3)).toEqual(['13:00', '13:30', '14:00'])
    expect(times.map(([, , at = '']) => at.slice(0, 10))).toEqual(
      ['2026-10-23', '2026-10-26', '2026-10-27'].flatMap((date) => Array.from({ length: 4 }, () => date)),
    )
    expect(times[0]?.[1]).toBe('/p/ana/anyone?at=2026-10-23T12:00:00Z&amp;minutes=30')
    const there = await stranger.get('/p/ana/anyone?zone=America/New_York')
    expect(there.body).toContain('In New York (UTC−4)')
    expect(there.body).toMatch(/<time datetime="2026-10-23T12:00:00Z">08:00</)
    const nowhere = await stranger.get('/p/ana/anyone?zone=Nowhere/Land')
    expect(nowhere.body).toContain('In Lisbon (UTC+1)')
  })

  test('leads to every time of every duration by plain links', async () => {
    const first = await stranger.get('/p/ana/anyone')
    expect(linksOf(first.body, /(30 minutes|1 hour)/)).toEqual([
      ['30 minutes', '/p/ana/anyone?minutes=30'],
      ['1 hour', '/p/ana/anyone?minutes=60'],
    ])
    const long = await stranger.get('/p/ana/anyone?minutes=60&zone=Asia/Tokyo')
    expect(long.body).toContain('In Tokyo (UTC+9), for 1 hour')
    expect(long.body).toMatch(/aria-current="true" href="[^"]*minutes=60/)
    expect(linksOf(long.body, /(\d\d:\d\d)/)[0]).toEqual([
      '21:00',
      '/p/ana/anyone?at=2026-10-23T12:00:00Z&minutes=60&zone=Asia%2FTokyo',
    ])
    const seen = await walk('/p/ana/anyone?minutes=60')
    const { from, to } = { from: '2026-10-23T00:00:00Z', to: '2026-12-22T00:00:00Z' }
    const { id } = (await stranger.get('/api/people/ana/offerings/anyone')).body.offering
    const all = await stranger.get(`/api/offerings/${id}/slots?from=${from}&to=${to}&durationMinutes=60`)
    expect(seen).toEqual(all.body.starts)
  })

  test('shows the whole of a day where it is asked for, and none where none is left', async () => {
    const first = await stranger.get('/p/ana/anyone')
    const [, rest = ''] = linksOf(first.body, /All (\d+) times/)[0] ?? []
    const whole = await stranger.get(rest)
    expect(startsIn(whole.body).filter((at) => at.startsWith('2026-10-23'))).toHaveLength(8)
    expect(whole.body).toContain('>The next free times</a>')
    const after = await stranger.get('/p/ana/anyone?from=2027-09-01T00:00:00Z')
    expect(after.body).toContain('No later time is free.')
    for (const from of ['x', '2026-10-20T09:00:00Z', '2099-01-01T00:00:00Z', '%00', '1&from=2'])
      expect((await stranger.get(`/p/ana/anyone?from=${from}`)).body).toContain('Next free times')
  })

  test('shows what is free far ahead when nothing is before', async () => {
    const dev = await testApp.as('dev')
    await takeHandle(dev, 'dev')
    await makeOffering(dev, { slug: 'far' })
    const overrides = { '2027-02-01': [['10:00', '11:00']] }
    await saveSchedule(dev, { weekly: noHours, overrides, daysAhead: 200 })
    const { body } = await stranger.get('/p/dev/far')
    expect(startsIn(body)).toEqual(['2027-02-01T04:30:00Z', '2027-02-01T05:00:00Z'])
  })

  test('is found however its address is spelt', async () => {
    const { status, body } = await stranger.get('/p/Ana/Anyone')
    expect(status).toBe(200)
    expect(body).toContain(`<link rel="canonical" href="${testApp.url}/p/ana/anyone">`)
    expect((await stranger.get('/p/ANA')).body).toContain('What you can book')
    // A key is a secret, to the letter.
    expect((await stranger.get((paths.link ?? '').toUpperCase().replace('/P/', '/p/'))).status).toBe(404)
  })

  test('says so when no time is free', async () => {
    const chiyo = await testApp.as('chiyo')
    await takeHandle(chiyo, 'chiyo')
    await makeOffering(chiyo, { slug: 'tea' })
    await saveSchedule(chiyo, { weekly: noHours })
    expect((await stranger.get('/p/chiyo/tea')).body).toContain('No time is free at the moment.')
  })

  test('may not be framed, and runs nothing that is not ours', async () => {
    const { headers, body } = await stranger.get('/p/ana/anyone')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain(`frame-ancestors 'none'`)
    expect(policy).toContain(`script-src 'self';`)
    const nonce = /'nonce-([\w+/=-]+)'/.exec(policy)?.[1] ?? ''
    expect(body).toContain(`<meta name="csp-nonce" content="${nonce}"`)
    expect(body).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/)
  })

  test('is not sent again to who has it', async () => {
    const { headers } = await stranger.get('/p/ana/anyone')
    const tag = headers.get('etag') ?? ''
    const again = await ask('/p/ana/anyone', { 'if-none-match': tag })
    expect([again.status, again.headers.get('content-security-policy'), await again.text()]).toEqual([
      304,
      null,
      '',
    ])
    expect((await ask('/p/ana/off', { 'if-none-match': tag })).status).toBe(404)
  })

  test('is listed by nobody where it is not for anyone', async () => {
    const ben = await testApp.as('ben')
    await makeRoom(ana, [ben])
    for (const [reader, path] of [
      [ben, paths.shares],
      [stranger, paths.link],
      [ana, paths.off],
    ] as const) {
      const { status, headers, body } = await reader.get(path ?? '')
      expect(status).toBe(200)
      expect(headers.get('x-robots-tag')).toBe('noindex')
      expect(body).toContain('<meta name="robots" content="noindex">')
      expect(body).not.toContain('rel="canonical"')
    }
  })

  test('has what people typed in it as text alone', async () => {
    for (const path of ['/p/ana/hostile', '/p/ana/hostile/embed', '/p/ana']) {
      const { status, body } = await stranger.get(path)
      expect(status).toBe(200)
      expect(body).not.toMatch(/<script>|<img src=x/)
      expect(body).toContain('&lt;script&gt;')
      expect(body).toContain('$&amp; __CSP_NONCE__')
    }
    const { body } = await stranger.get('/p/ana/hostile')
    expect(metaOf(body)['og:title']).toContain('&quot;&gt;&lt;script&gt;')
  })

  test('keeps a time that was chosen on the way to it, through the sign-in', async () => {
    const { body } = await stranger.get('/p/ana/anyone?at=2026-10-27T09:00:00Z&minutes=60')
    expect(body).toContain('Tue 27 Oct, 09:00\u00a0– 10:00')
    const [, next = ''] = /href="\/sign-in\?next=([^"]+)"/.exec(body) ?? []
    expect(decodeURIComponent(next)).toBe(
      '/p/ana/anyone?at=2026-10-27T09:00:00Z&amp;minutes=60'.replace('&amp;', '&'),
    )
    const elsewhere = await stranger.get('/p/ana/anyone?at=2026-10-27T09:00:00Z&zone=Asia/Tokyo')
    expect(elsewhere.body).toContain('Tue 27 Oct, 18:00')
    for (const query of [
      'at=x',
      'at=2026-10-20T09:00:00Z',
      'at=%00',
      'zone=%00',
      'minutes=1&zone=x',
      'at=1&at=2',
    ]) {
      const { status, body: plain } = await stranger.get(`/p/ana/anyone?${query}`)
      expect(status).toBe(200)
      expect(plain).toContain('Next free times')
    }
  })
})

describe('the page that may be framed', () => {
  test('is this one alone; it reads no cookie and runs nothing', async () => {
    const { headers, body } = await stranger.get('/p/ana/anyone/embed')
    const policy = headers.get('content-security-policy') ?? ''
    // Without a word about it every page may, also one that has no address.
    expect(policy).not.toContain('frame-ancestors')
    expect(body).toMatch(/<link rel="stylesheet" href=/)
    expect(policy).toContain(`default-src 'none'`)
    expect(policy).not.toContain('script-src')
    expect(body).not.toContain('<script')
    expect(headers.get('set-cookie')).toBeNull()
    expect(headers.get('x-robots-tag')).toBe('noindex')
    const links = [...String(body).matchAll(/<a [^>]*>/g)].map(([link]) => link)
    expect(links.length).toBeGreaterThan(0)
    for (const link of links) expect(link).toMatch(/rel="noopener[^"]*".*target="_blank"/)
  })

  test('is the same for everybody, so there is none of what is for some', async () => {
    const asAna = await ana.get('/p/ana/anyone/embed')
    expect(asAna.body).toBe((await stranger.get('/p/ana/anyone/embed')).body)
    expect((await ana.get('/p/ana/shares/embed')).status).toBe(404)
    expect((await ana.get('/p/ana/off/embed')).status).toBe(404)
    expect((await stranger.get(`${paths.link}/embed`)).status).toBe(200)
  })
})

test('somebody’s page lists what the reader may see, and nothing by link alone', async () => {
  const ben = await testApp.as('ben')
  const placesFor = async (reader: Client) =>
    [...String((await reader.get('/p/ana')).body).matchAll(/href="\/p\/ana\/([\w-]+)"/g)].map(
      ([, place]) => place,
    )
  expect(await placesFor(stranger)).toEqual(['anyone', 'hostile'])
  expect(await placesFor(ben)).toEqual(['anyone', 'shares', 'hostile'])
  expect(await placesFor(ana)).toEqual(['anyone', 'shares', 'hostile'])
})

test('an address of before leads on to the one of now', async () => {
  await takeHandle(ana, 'ana-plans')
  expect((await stranger.get('/p/ana/anyone')).body).toContain(`href="${testApp.url}/p/ana-plans/anyone"`)
  await takeHandle(ana, 'ana')
})

test.each([
  ['/p/ana/', '/p/ana'],
  ['/p/ana/anyone/', '/p/ana/anyone'],
  ['/p/ana/anyone//?minutes=60&from=/', '/p/ana/anyone?minutes=60&from=/'],
  ['/p/ana/anyone/embed/', '/p/ana/anyone/embed'],
  ['/p/nobody/', '/p/nobody'],
  ['/p/ana/off/', '/p/ana/off'],
  ['/p//elsewhere.example/', '/p//elsewhere.example'],
])('a slash at the end leads to the page without it: %s', async (path, without) => {
  const answer = await fetch(testApp.url + path, { redirect: 'manual' })
  expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([308, without, ''])
})

test('what is unknown, off, not theirs or malformed is one page', async () => {
  const eve = await testApp.as('eve')
  await takeHandle(eve, 'eve')
  const answers = [
    await stranger.get('/p/ana/nothing'),
    await stranger.get('/p/ana/off'),
    await stranger.get('/p/ana/link'),
    await stranger.get('/p/ana/shares'),
    await eve.get('/p/ana/shares'),
    await eve.get('/p/ana/off/embed'),
    await stranger.get(`/p/eve/${paths.link?.split('/').at(-1)}`),
    await stranger.get(`/p/ana/${'x'.repeat(32)}`),
    await stranger.get('/p/nobody'),
    await stranger.get('/p/eve'),
    await stranger.get('/p/nobody/anyone'),
    await stranger.get('/p/ana/%00'),
    await stranger.get('/p/%00/anyone'),
    await stranger.get('/p/ana/..%2f..%2fetc'),
    await stranger.get(`/p/ana/${'a'.repeat(200)}`),
    await stranger.get(`/p/${'a'.repeat(500)}`),
    await stranger.get(`/p/ana/${'a'.repeat(500)}`),
    await stranger.get(`/p/${'a'.repeat(500)}/anyone/embed`),
    await stranger.get('/p/ana/anyone/further/down'),
  ]
  for (const { status, headers, body } of answers) {
    expect([status, body]).toEqual([404, answers[0]?.body])
    expect(headers.get('content-security-policy')).toBe(answers[0]?.headers.get('content-security-policy'))
    expect(headers.get('etag')).toBe(answers[0]?.headers.get('etag'))
  }
  expect(answers[0]?.body).toContain('There is nothing here')
  expect(answers[0]?.body).toContain('<meta name="robots" content="noindex">')
})

function ask(path: string, headers: Record<string, string>): Promise<Response> {
  return fetch(testApp.url + path, { headers })
}

/** The words and addresses of the links whose words match. */
function linksOf(body: string, words: RegExp): string[][] {
  const links = [...body.matchAll(/<a [^>]*href="([^"]+)"[^>]*>(?:<time[^>]*>)?([^<]+)/g)]
  return links
    .filter(([, , said = '']) => words.test(said))
    .map(([, href = '', said = '']) => [said, href.replaceAll('&amp;', '&')])
}

function startsIn(body: string): string[] {
  return [...body.matchAll(/<time datetime="([^"]+)"/g)].map(([, at = '']) => at)
}

/** Every start that somebody finds who opens each whole day and goes on to the later ones. */
async function walk(path: string): Promise<string[]> {
  const seen = new Set<string>()
  for (let next: string | undefined = path; next !== undefined;) {
    const { body }: { body: string } = await stranger.get(next)
    const [, rest] = linksOf(body, /All \d+ times/)[0] ?? []
    for (const at of startsIn(rest === undefined ? body : (await stranger.get(rest)).body)) seen.add(at)
    next = linksOf(body, /^Later times$/)[0]?.[1]
  }
  return [...seen].toSorted()
}

function question(label: string): Record<string, unknown> {
  return { id: 'q', label: label.slice(0, 200), required: false, kind: 'line', choices: [] }
}

function metaOf(body: string): Record<string, string> {
  const metas = body.matchAll(/<meta (?:name|property)="([^"]+)" content="([^"]*)"/g)
  return Object.fromEntries([...metas].map(([, name = '', content = '']) => [name, content]))
}
