import ICAL from 'ical.js'
import { simpleParser } from 'mailparser'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'

import { addressOf, type Route, type Who } from '#platform/contract.ts'
import type { Mail } from '#platform/mail.ts'
import {
  type Answer,
  type Client,
  newKey,
  standingClock,
  startTestApp,
  type TestApp,
} from '#test/support/app.ts'
import { routes } from '../../src/main.ts'

import { outside, startOutside } from './outside.ts'
import { type Context, contextOf, fixtures, nameOf, requestOf, send } from './requests.ts'
import { browserOf, gatherPeople, makeWorld, type People, type Someone, type World } from './world.ts'

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type Schema = {
  type?: string | string[]
  anyOf?: Schema[]
  allOf?: Schema[]
  const?: Json
  enum?: Json[]
  format?: string
  properties?: Record<string, Schema>
  required?: string[]
  additionalProperties?: Schema | boolean
  prefixItems?: Schema[]
  items?: Schema | boolean
}
/** One place in a body: where it is, and what may stand there. */
type Field = { path: (string | number)[]; schema: Schema; isNeeded: boolean }

const missing = Symbol('left out')
const wrongTypes: [string, Json | typeof missing][] = [
  ['left out', missing],
  ['null', null],
  ['true', true],
  ['a number', 7],
  ['a number beyond all', 1e308],
  ['less than nothing', -1],
  ['a fraction', 0.5],
  ['a list', ['x']],
  ['an empty list', []],
  ['an object', { $ne: 1 }],
  ['a text', 'x'],
]
const hostileTexts: [string, string][] = [
  ['10 000 characters', 'A'.repeat(10_000)],
  ['10 000 astral characters', '😀'.repeat(5000)],
  ['NUL', 'before\u0000after'],
  ['a lone high surrogate', 'a\ud800b'],
  ['a lone low surrogate', 'a\udc00b'],
  ['control characters', 'a\u0001\u0008\u001b[31mb\u007f'],
  ['turned text', '\u202eevil\u202c \u2066x\u2069'],
  ['line breaks', 'a\r\nBcc: eve@parley.test\r\n\r\nb'],
  ['Unicode line breaks', 'a\u2028b\u2029c\u0085d'],
  ['nothing to see', '\u200b\u2060\ufeff'],
  ['a script', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
  ['SQL', `'); drop table people; --`],
  ['a template', '${7*7}{{7*7}}%s%n'],
  ['iCalendar', 'x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nATTACH:file:///etc/passwd'],
]
const hostileInstants = [
  '9999-12-31T23:59:59Z',
  '0000-01-01T00:00:00Z',
  `2026-11-03T10:00:00.${'1'.repeat(400)}Z`,
]
const hostileQueries = [
  '',
  'x',
  '-1',
  '0.5',
  '1e309',
  '9'.repeat(400),
  '\u0000',
  '\ud800',
  ...hostileInstants,
]
const hostileParams = [
  '%00',
  '%ff',
  '%',
  '..%2f..%2fetc',
  'x'.repeat(2000),
  '%F0%9F%98%80',
  '%0d%0aSet-Cookie:x=1',
  '[object Object]',
]

const writing = routes
  .map(({ route }) => route)
  .filter(({ method }) => method !== 'GET' && method !== 'DELETE')
const withBody = writing.filter((route) => listFields(schemaOf(route)).length > 0)
const counted = { fields: 0, bodies: 0, queries: 0, addresses: 0, texts: 0 }

let testApp: TestApp
let people: People
let world: World

beforeAll(async () => {
  const clock = standingClock()
  const { env, knows } = await startOutside(clock.now)
  testApp = await startTestApp({ clock, env: { OPERATORS: 'operator@parley.test', ...env } })
  knows(testApp.url)
  people = await gatherPeople(testApp, 'operator@parley.test')
  world = await makeWorld(testApp, people)
})
afterAll(async () => {
  await testApp.stop()
  await outside().stop()
  const { fields, bodies, queries, addresses, texts } = counted
  console.log(
    `hostile input: ${withBody.length} bodies with ${fields} fields, ${bodies} bodies sent, ${queries} queries, ${addresses} addresses, ${texts} texts followed into files and mails`,
  )
})

describe.each(withBody.map((route) => ({ name: nameOf(route), route })))('$name', ({ route }) => {
  const fields = listFields(schemaOf(route))
  counted.fields += fields.length

  test.each(fields.map((field) => ({ at: field.path.join('.'), field })))(
    'takes nothing wrong in $at',
    async ({ field }) => {
      const sound = await soundRequest(route)
      for (const [what, value] of valuesFor(field)) {
        const body = put(sound.body as { [key: string]: Json }, field.path, value)
        const answer = await sendTo(route, body, sound.context)
        counted.bodies += 1
        expect(answer.status, `${what}: ${JSON.stringify(answer.body)}`).toBeLessThan(500)
        if (allows(field, value)) expectSound(answer, route, what)
        else expectRefused(answer, field, what)
      }
    },
  )
})

describe('every route that takes something', () => {
  const wholes: [string, string, string][] = [
    ['nothing at all', 'application/json', ''],
    ['half of JSON', 'application/json', '{"a":'],
    ['a list', 'application/json', '[]'],
    ['null', 'application/json', 'null'],
    ['a text', 'application/json', '"x"'],
    ['a number', 'application/json', '1'],
    ['a prototype', 'application/json', '{"__proto__":{"isOperator":true}}'],
    ['a prototype by another name', 'application/json', '{"constructor":{"prototype":{"isOperator":true}}}'],
    ['10 000 brackets', 'application/json', `{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['more than 64 kB', 'application/json', `{"a":"${'x'.repeat(70_000)}"}`],
    ['a form', 'application/x-www-form-urlencoded', 'name=x'],
    ['plain text', 'text/plain', '{"name":"x"}'],
    ['XML', 'application/xml', '<x/>'],
    ['bytes', 'application/json', '\u0000\u0001'],
    ['another charset', 'application/json; charset=utf-7', '{}'],
  ]

  test.each(withBody.map((route) => ({ name: nameOf(route), route })))(
    '$name refuses what is no body of it',
    async ({ route }) => {
      const { context } = await soundRequest(route)
      const { path } = await requestOf(route, context)
      for (const [what, type, text] of wholes) {
        const browser = await browserFor(route)
        const response = await fetch(testApp.url + addressOf(route.path, path), {
          method: route.method,
          headers: { origin: testApp.url, cookie: browser.cookie(), 'content-type': type },
          body: text,
        })
        counted.bodies += 1
        // A body that may be empty may be an empty one of another kind, too.
        const answer = {
          status: response.status,
          body: (await response.json()) as Answer['body'],
          headers: response.headers,
        }
        if (answer.status === 200 || answer.status === 409)
          expect(schemaOf(route).required ?? [], what).toEqual([])
        else
          expect([400, 401, 404, 413, 415, 422], `${what}: ${JSON.stringify(answer.body)}`).toContain(
            answer.status,
          )
        if (answer.status !== 200)
          expect(answer.body.error).toMatchObject({
            code: expect.any(String),
            message: expect.stringMatching(/\.$/),
          })
      }
    },
  )

  test.each(writing.map((route) => ({ name: nameOf(route), route })))(
    '$name refuses another origin and a form',
    async ({ route }) => {
      const { context } = await soundRequest(route)
      const { path } = await requestOf(route, context)
      const browser = await browserFor(route)
      for (const origin of [
        'https://elsewhere.example',
        'null',
        `${testApp.url}.elsewhere.example`,
        testApp.url.replace('http:', 'https:'),
      ]) {
        const response = await fetch(testApp.url + addressOf(route.path, path), {
          method: route.method,
          headers: { origin, cookie: browser.cookie(), 'content-type': 'application/json' },
          body: '{}',
        })
        expect(await response.json(), origin).toMatchObject({ error: { code: 'wrong_origin' } })
      }
      const form = await fetch(testApp.url + addressOf(route.path, path), {
        method: route.method,
        headers: { 'sec-fetch-site': 'cross-site', cookie: browser.cookie(), 'content-type': 'text/plain' },
        body: '{}',
      })
      expect(form.status).toBe(403)
    },
  )
})

describe('addresses', () => {
  const asking = routes.map(({ route }) => route).filter(({ method }) => method === 'GET')

  test.each(asking.map((route) => ({ name: nameOf(route), route })))(
    '$name takes nothing wrong in its query',
    async ({ route }) => {
      const { context } = await soundRequest(route)
      const { path, query } = await requestOf(route, context)
      const browser = await browserFor(route)
      const names = Object.keys(
        (z.toJSONSchema(route.query, { io: 'input', unrepresentable: 'any' }) as Schema).properties ?? {},
      )
      for (const name of names) {
        for (const value of [...hostileQueries, ['1', '2']]) {
          const search = new URLSearchParams({ ...query })
          search.delete(name)
          for (const one of [value].flat()) search.append(name, one)
          const answer = await browser.get(`${addressOf(route.path, path)}?${search}`)
          counted.queries += 1
          // What is well said may meet a world in which there is nothing to say it about.
          const isNamed = route.refusals.includes(answer.body.error?.code)
          expect(
            isNamed ? [409] : [200, 422],
            `${name}=${String(value)}: ${JSON.stringify(answer.body)}`,
          ).toContain(answer.status)
          if (answer.status === 422) expect(Object.keys(answer.body.error.fields).length).toBeGreaterThan(0)
        }
      }
    },
  )

  test.each(
    routes
      .map(({ route }) => route)
      .filter(({ path }) => path.includes(':'))
      .map((route) => ({ name: nameOf(route), route })),
  )('$name finds nothing behind what is no id', async ({ route }) => {
    const { context } = await soundRequest(route)
    const { query, body } = await requestOf(route, context)
    for (const param of hostileParams) {
      const browser = await browserFor(route)
      const search = new URLSearchParams(query).toString()
      const answer = await send(browser, route, `${route.path.replace(/:\w+/g, param)}?${search}`, body)
      counted.addresses += 1
      // Where whoever holds a secret may ask whether it is good, the answer is that it is not.
      const isTold = fixtures[nameOf(route)]?.isBearer && route.method === 'GET' && answer.status === 200
      if (isTold) expect(answer.body.state).toBe('unknown')
      else
        expect([404, 414], `${param.slice(0, 30)}: ${JSON.stringify(answer.body)}`).toContain(answer.status)
      expect(answer.headers.get('set-cookie')).toBeNull()
    }
  })
})

describe('what is written goes on as what it is', () => {
  const inNames = [
    ...hostileTexts.map(([, text]) => text.slice(0, 80)),
    '";ROLE=CHAIR:mailto:eve@parley.test',
    'Ana\\nATTENDEE:mailto:eve@parley.test',
    'a=?utf-8?Q?=0D=0ABcc:_eve@parley.test?=',
    '"Eve" <eve@parley.test>, Ana',
    'x;VALUE=URI:javascript:alert(1)',
    '^n^\'"',
  ]

  test.each(inNames.map((text) => [text]))('%j', async (text) => {
    counted.texts += 1
    // Of hundreds of mails the newest are read; the clock of a test stands.
    testApp.clock.advance(1)
    const here = await makeWorld(testApp, people)
    const [owner, sender, booker] = await Promise.all(
      (['owner', 'sender', 'booker'] as const).map((someone) => browserOf(testApp, people, someone)),
    )
    if (!owner || !sender || !booker) throw new Error('Somebody is missing.')
    const said = [
      await owner.patch(`/api/rooms/${here.roomId}`, { name: text }),
      await sender.patch('/api/me', { name: text }),
      await owner.post(`/api/rooms/${here.roomId}/messages`, { clientId: newKey(), body: text }),
      await sender.put(`/api/invites/${here.inviteId}`, {
        ...(await offerAgain(sender, here.inviteId)),
        note: text,
      }),
      await sender.post(`/api/meetings/${here.meetingId}/reschedule`, {
        requestId: newKey(),
        startsAt: here.freeStart,
        reason: text,
      }),
      await booker.post(`/api/invites/${here.inviteId}/book`, {
        requestId: newKey(),
        startsAt: here.freeStart,
        word: text,
      }),
    ]
    for (const answer of said) expect([200, 409, 422], JSON.stringify(answer.body)).toContain(answer.status)
    // The same text is judged the same wherever it is a name.
    expect(said[1]?.status).toBe(said[0]?.status)
    const file = await booker.get(`/api/meetings/${here.meetingId}/calendar.ics`)
    expectPlainFile(String(file.body))
    for (const someone of ['sender', 'booker', 'attendee'] as const) {
      const { calendar } = await expectPlainMail(people[someone].email, (mail) => mail.calendar !== undefined)
      expectPlainFile(calendar?.content ?? '')
    }
    const address = `${newKey()}@parley.test`
    testApp.clock.advance(1)
    expect((await sender.post(`/api/rooms/${here.roomId}/entries/mail`, { email: address })).status).toBe(200)
    await expectPlainMail(address)
    for (const path of [
      `/api/rooms/${here.roomId}`,
      `/api/meetings/${here.meetingId}`,
      `/api/streams/r:${here.roomId}/events`,
    ]) {
      expect((await booker.get(path)).status).toBe(200)
    }
  })
})

async function offerAgain(sender: Client, inviteId: string) {
  const { body } = await sender.get(`/api/invites/${inviteId}`)
  return body.invite.offer
}

// All that stands in a file of ours (RFC 5545); a text that could add to it would show here.
const properties = [
  'uid', 'sequence', 'dtstamp', 'dtstart', 'dtend', 'created', 'last-modified', 'summary', 'description', 'location', 'url',
  'status', 'transp', 'organizer', 'attendee', 'conference', 'class', 'x-microsoft-cdo-busystatus',
] // prettier-ignore

function expectPlainFile(file: string): void {
  const calendar = new ICAL.Component(ICAL.parse(file))
  const events = calendar.getAllSubcomponents()
  expect(events.map(({ name }) => name)).toEqual(['vevent'])
  const [event] = events
  expect(event?.getAllSubcomponents()).toEqual([])
  const names = event?.getAllProperties().map(({ name }) => name) ?? []
  expect(names.filter((name) => !properties.includes(name))).toEqual([])
  expect(new Set(names.filter((name) => name !== 'attendee')).size).toBe(
    names.filter((name) => name !== 'attendee').length,
  )
  expect(names.filter((name) => name === 'attendee')).toHaveLength(plainAttendees(file))
  for (const line of file.split('\r\n')) {
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
    // oxlint-disable-next-line no-control-regex -- these are the characters it is about
    expect(line).not.toMatch(/[\u0000-\u0008\u000a-\u001f\u007f]/)
  }
}

function plainAttendees(file: string): number {
  return file.split('\r\n').filter((line) => line.startsWith('ATTENDEE')).length
}

async function expectPlainMail(to: string, isMeant: (mail: Mail) => boolean = () => true): Promise<Mail> {
  const mail = (await testApp.mails()).find((one) => one.to === to && isMeant(one))
  if (!mail) throw new Error(`No mail went to ${to}.`)
  const transport = createTransport({ streamTransport: true, buffer: true })
  const { message } = await transport.sendMail({
    ...mail,
    from: testApp.app.config.mailFrom,
    to: { name: '', address: mail.to },
  })
  const parsed = await simpleParser(message)
  const headers = [...parsed.headers.keys()].filter((name) => !plainHeaders.includes(name))
  expect(headers).toEqual([])
  expect([parsed.to].flat().flatMap((one) => one?.value.map(({ address }) => address) ?? [])).toEqual([to])
  expect([parsed.cc, parsed.bcc, parsed.attachments.length]).toEqual([undefined, undefined, 0])
  expect(mail.html).not.toMatch(/<(script|img|iframe|svg)|onerror=(?!alert\(1\)&)/i)
  return mail
}

const plainHeaders = ['from', 'to', 'subject', 'message-id', 'date', 'mime-version', 'content-type']

// Whoever may do what the route is for.
const entitled: Record<Who, Someone> = {
  anyone: 'owner',
  'signed-in': 'owner',
  'room-member': 'booker',
  'stream-listener': 'booker',
  'room-owner': 'owner',
  'message-sender': 'sender',
  'entry-maker-or-owner': 'sender',
  'invite-sender': 'sender',
  'organizer-or-booker': 'sender',
  attendee: 'attendee',
  organizer: 'sender',
  operator: 'operator',
}

async function soundRequest(route: Route): Promise<{ context: Context; body: unknown }> {
  await testApp.app.db.deleteFrom('rate_limits').execute()
  const context = await contextOf({ testApp, people, world }, entitled[route.who])
  const { body } = await requestOf(route, context)
  return { context, body }
}

async function sendTo(route: Route, body: unknown, context: Context): Promise<Answer> {
  await testApp.app.db.deleteFrom('rate_limits').execute()
  const { path, query } = await requestOf(route, context)
  return send(await browserFor(route), route, addressOf(route.path, path, query), body)
}

// Signing in and out is tried as well: each call comes from a browser of its own.
function browserFor(route: Route): Promise<Client> {
  return browserOf(testApp, people, entitled[route.who])
}

// Taken, or refused for what the field says or for a state that the route declares; never for nothing.
function expectSound({ status, body }: Answer, route: Route, what: string): void {
  if (status === 200) return
  const { code, fields } = body.error
  const isNamed = status === 422 && Object.keys(fields ?? {}).length > 0
  const isDeclared = [...route.refusals, 'not_found'].includes(code)
  expect(isNamed || isDeclared, `${what}: ${status} ${JSON.stringify(body)}`).toBe(true)
}

function expectRefused({ status, body }: Answer, { path }: Field, what: string): void {
  expect(status, `${what}: ${JSON.stringify(body)}`).toBe(422)
  const named = Object.keys(body.error.fields ?? {})
  expect(
    named.some((name) => name.split('.')[0] === path[0]),
    `${what}: ${JSON.stringify(body)}`,
  ).toBe(true)
  expect(Object.values(body.error.fields)).toEqual(named.map(() => expect.stringMatching(/\.$/)))
}

function schemaOf(route: Route): Schema {
  return z.toJSONSchema(route.body, { io: 'input', unrepresentable: 'any' }) as Schema
}

function listFields(schema: Schema, path: Field['path'] = [], isNeeded = true): Field[] {
  const own: Field[] = path.length > 0 ? [{ path, schema, isNeeded }] : []
  const inner = Object.entries(schema.properties ?? {}).flatMap(([key, part]) =>
    listFields(part, [...path, key], schema.required?.includes(key) ?? false),
  )
  const first = path[0] === 'overrides' ? '2026-11-03' : '1'
  const { additionalProperties: more, prefixItems, items } = schema
  const further = typeof more === 'object' ? listFields(more, [...path, first], false) : []
  const parts = (prefixItems ?? []).flatMap((part, index) => listFields(part, [...path, index]))
  const each = typeof items === 'object' ? listFields(items, [...path, 0], false) : []
  return [...own, ...inner, ...further, ...parts, ...each]
}

function valuesFor({ schema }: Field): [string, Json | typeof missing][] {
  const instants = schema.format === 'date-time' ? hostileInstants : []
  return [...wrongTypes, ...hostileTexts, ...instants.map((text): [string, Json] => [text, text])]
}

// By the types that the contract publishes, not by the code that judges.
function allows({ schema, isNeeded, path }: Field, value: Json | typeof missing): boolean {
  if (value === missing) return !isNeeded || typeof path.at(-1) === 'number'
  return fits(schema, value)
}

function fits(schema: Schema, value: Json): boolean {
  if (schema.anyOf) return schema.anyOf.some((one) => fits(one, value))
  if (schema.allOf) return schema.allOf.every((one) => fits(one, value))
  if (schema.const !== undefined) return schema.const === value
  if (schema.enum) return schema.enum.includes(value)
  const types = [schema.type ?? []].flat()
  return (
    types.length === 0 ||
    types.includes(typeOf(value)) ||
    (types.includes('number') && typeof value === 'number')
  )
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}

/** The body with another value at this place; what is on the way there is made. */
function put(body: { [key: string]: Json }, path: Field['path'], value: Json | typeof missing): Json {
  // Not structuredClone: it keeps shared parts shared, and every day would change at once.
  const copy = JSON.parse(JSON.stringify(body)) as typeof body
  let at = copy as Record<string | number, Json>
  for (const [index, step] of path.slice(0, -1).entries()) {
    if (typeof at[step] !== 'object' || at[step] === null)
      at[step] = typeof path[index + 1] === 'number' ? [] : {}
    at = at[step] as Record<string | number, Json>
  }
  const last = path.at(-1) ?? ''
  if (value !== missing) at[last] = value
  else if (Array.isArray(at)) at.splice(Number(last), 1)
  else delete at[last]
  return copy
}
