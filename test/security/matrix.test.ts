import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { isDeepStrictEqual } from 'node:util'

import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { addressOf, type Route, type Who } from '#platform/contract.ts'
import { createOutbox } from '#platform/outbox.ts'
import { makeAuthenticator } from '#test/support/authenticator.ts'
import { type Answer, standingClock, startTestApp, type TestApp } from '#test/support/app.ts'
import { openPage } from '#test/rooms/live-socket.ts'
import { routes, socketHandlers } from '../../src/main.ts'

import { outside, ownAttempt, ownLink, startOutside, titledTime } from './outside.ts'
import { contextOf, fixtures, frames, nameOf, paramsOf, requestOf, send } from './requests.ts'
import {
  beginMeeting,
  browserOf,
  everyone,
  fingerprint,
  gatherPeople,
  makeWorld,
  type People,
  type Someone,
  unknownId,
  type World,
} from './world.ts'

/** `works`: done, or refused for another reason that the route declares. A number: refused with this status. */
type Expected = 'works' | 'refused' | 401 | 403 | 404

// The whole rule: what a route declares decides how everyone is answered. A new kind of rule must be added here.
const expectedOf: Record<Who, (someone: Someone) => Expected> = {
  anyone: () => 'works',
  'signed-in': (someone) => (someone === 'stranger' ? 401 : 'works'),
  'room-member': inside(() => 'works'),
  'stream-listener': inside(() => 'works'),
  'room-owner': inside(only('owner')),
  'message-sender': inside(only('sender')),
  'entry-maker-or-owner': inside(only('sender', 'owner')),
  'invite-sender': inside(only('sender')),
  'organizer-or-booker': inside(only('sender', 'booker')),
  organizer: inside(only('sender')),
  attendee: inside((someone) => (someone === 'member' ? 'refused' : 'works')),
  operator: (someone) => (someone === 'stranger' ? 401 : someone === 'operator' ? 'works' : 404),
}

function inside(rule: (someone: Someone) => Expected): (someone: Someone) => Expected {
  return (someone) => {
    if (someone === 'stranger') return 401
    return ['outsider', 'former member', 'operator'].includes(someone) ? 404 : rule(someone)
  }
}

function only(...those: Someone[]): (someone: Someone) => Expected {
  return (someone) => (those.includes(someone) ? 'works' : 403)
}

// What the server answers beside the route table: what it says is the same for everybody.
const withoutRule = [
  'GET /api/openapi.json',
  'GET /api/*',
  'GET /assets/*',
  'GET /push-worker.js',
  'GET /icon.png',
]

// What stands in the sender's calendar elsewhere is told to nobody else, whatever is asked; to them where it is asked for.
const titled = 'Zahnarzt Dr. Löwe'
const tellsTitles = ['GET /api/me/time', 'GET /api/invites/:inviteId/why']

// Each route makes worlds of its own for everybody who may.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const operatorEmail = 'operator@parley.test'
const mostTries = 4
const table = routes.map(({ route }) => ({ name: nameOf(route), route }))
const created: { method: string; url: string }[] = []
let testApp: TestApp
let people: People
/** The room of everyone who is tried, and one of which none of them has heard. */
let world: World
let foreign: World & Record<(typeof ofSomebody)[number], string>
let calls = 0
const ofSomebody = [
  'personId',
  'sessionId',
  'passkeyId',
  'scheduleId',
  'attemptId',
  'linkId',
  'calendarId',
  'subjectId',
] as const

beforeAll(async () => {
  subscribe('fastify.initialization', watchRoutes)
  const clock = standingClock()
  const { env, knows } = await startOutside(clock.now)
  testApp = await startTestApp({ clock, env: { OPERATORS: operatorEmail, ...env } })
  knows(testApp.url)
  unsubscribe('fastify.initialization', watchRoutes)
  people = await gatherPeople(testApp, operatorEmail)
  const others = await gatherPeople(testApp, 'nobody@parley.test')
  const browser = await browserOf(testApp, others, 'sender')
  const sessions = await browser.get('/api/me/sessions')
  const options = (await browser.post('/api/me/passkeys/challenge')).body.options
  const response = makeAuthenticator(testApp.url).create(options)
  const passkey = await browser.post('/api/me/passkeys', { name: 'Theirs', response })
  foreign = {
    ...(await makeWorld(testApp, others, 'Foreign affairs')),
    personId: others.sender.personId,
    sessionId: sessions.body.sessions[0].id,
    passkeyId: passkey.body.passkey.id,
    scheduleId: (await browser.post('/api/me/schedules', { name: 'Theirs' })).body.schedule.id,
    attemptId: await ownAttempt(browser),
    ...(await ownLink(testApp, others.sender.personId)),
  }
})
afterAll(async () => {
  await testApp.stop()
  await outside().stop()
  console.log(`access matrix: ${table.length} routes, ${everyone.length} kinds of callers, ${calls} calls`)
})

describe('the table of routes', () => {
  test('holds every route the running server answers', () => {
    const listed = [...table.map(({ name }) => name), 'GET /outbox', ...withoutRule]
    const answered = created
      .filter(({ method }) => method !== 'HEAD')
      .map(({ method, url }) => `${method} ${url}`)
    expect(answered.length).toBeGreaterThan(table.length)
    expect(answered.filter((name) => !listed.includes(name))).toEqual([])
  })

  test('has a rule and a fixture for each', () => {
    expect(table.filter(({ route }) => !(route.who in expectedOf)).map(({ name }) => name)).toEqual([])
    expect(table.filter(({ name }) => !(name in fixtures)).map(({ name }) => name)).toEqual([])
    expect(Object.keys(fixtures).filter((name) => !table.some((one) => one.name === name))).toEqual([])
    const actions = socketHandlers.map(({ action }) => action)
    expect(actions.filter(({ who }) => !(who in expectedOf))).toEqual([])
    expect(Object.keys(frames)).toEqual(actions.map(({ name }) => name))
  })

  test('names each route once', () => {
    expect(new Set(table.map(({ name }) => name)).size).toBe(table.length)
  })
})

describe.each(table)('$name', ({ name, route }) => {
  const expectedFor = (someone: Someone) => expectedOf[route.who](someone)
  // What a call changes in its room must not decide how the next one is answered. An answer to a mail can be given again.
  const isUsedUp =
    route.method !== 'GET' && paramsOf(route).length > 0 && !/^\/api\/(me|replies)/.test(route.path)

  beforeAll(() => begin(name))

  test(`is for ${route.who}: whoever may not is refused, and nothing is changed`, async () => {
    await expectNoChange(name, async () => {
      for (const someone of everyone) {
        const expected = expectedFor(someone)
        if (expected === 'works') continue
        const answer = await callAs(someone, route)
        if (expected === 'refused') expect([403, 404, 409], someone).toContain(answer.status)
        else expect(answer.status, someone).toBe(expected)
        if (expected !== 403)
          expect(JSON.stringify(answer.body)).not.toMatch(/Secret|Only for us|The (owner|sender)/)
      }
    })
  })

  if (paramsOf(route).length > 0) {
    test('tells an id of somebody else, an unknown and a malformed one by nothing', async () => {
      for (const someone of everyone.filter((one) => expectedFor(one) !== 401)) {
        for (const param of paramsOf(route)) {
          const answers: Answer[] = []
          for (const value of wrongValues(name, param))
            answers.push(await callAs(someone, route, { [param]: value }))
          // Inside, where one may not do this at all, what it would be done to is not looked at.
          const isForbidden = expectedFor(someone) === 403 && answers[0]?.status === 403
          const judged = isForbidden ? answers.slice(0, -1) : answers
          // A secret that does not exist is told to be no good by what the route answers, the same for all.
          const isTold = param === 'token' && fixtures[name]?.isBearer && answers[0]?.status === 200
          const status = isForbidden ? 403 : isTold ? 200 : 404
          expect(new Set(judged.map(told)).size, `${someone}, ${param}`).toBe(1)
          expect(judged[0]?.status, `${someone}, ${param}`).toBe(status)
        }
      }
    })
  }

  // Mail scanners and link previews follow what they find. Who comes back from a provider alone is taken on by it.
  const onlyReads = route.method === 'GET' && !route.leadsOn

  test(`answers whoever may${onlyReads ? ', and changes nothing' : ''}`, async () => {
    const those = everyone.filter((one) => expectedFor(one) === 'works')
    const statuses: number[] = []
    const hear = (someone: Someone, answer: Answer): void => {
      const isDone = doneBy(route).includes(answer.status)
      statuses.push(isDone ? 200 : answer.status)
      const code = answer.body?.error?.code
      if (!isDone) expect(route.refusals, `${someone} got ${answer.status} ${code}`).toContain(code)
    }
    if (onlyReads) {
      const ready = new Map<Someone, Call>()
      const prepareAll = async () => {
        for (const someone of those) ready.set(someone, await prepare(someone, route))
      }
      await expectNoChange(
        name,
        async () => {
          for (const [someone, ask] of ready) hear(someone, await ask())
        },
        prepareAll,
      )
    } else {
      for (const someone of those) {
        if (isUsedUp) await begin(name)
        hear(someone, await callAs(someone, route))
      }
    }
    expect(statuses).toContain(200)
  })
})

describe.each(socketHandlers.map(({ action }) => ({ name: action.name, action })))(
  'over the live connection, $name',
  ({ name, action }) => {
    beforeAll(async () => {
      world = await makeWorld(testApp, people)
    })

    test(`is for ${action.who}: whoever may not is refused, and nothing is changed`, async () => {
      await expectNoChange(name, async () => {
        for (const someone of everyone) {
          if (expectedOf[action.who](someone) === 'works') continue
          expect(await sendAs(someone, name, unknownId()), someone).toEqual(
            someone === 'stranger' ? 'no connection' : { code: 'not_found' },
          )
        }
      })
    })

    test('answers whoever may, and nobody in the place of somebody else', async () => {
      for (const someone of everyone) {
        if (expectedOf[action.who](someone) !== 'works') continue
        const seat = unknownId()
        const browser = await browserOf(testApp, people, someone)
        const page = await openPage(testApp, browser)
        const other = await openPage(testApp, await browserOf(testApp, people, 'attendee'))
        const joined = await page.ask('call.join', frames['call.join']?.(world, seat))
        expect(joined, someone).toHaveProperty('ok')
        // Another window of the same person may move the call to itself.
        const mayMove = someone === 'attendee' && name === 'call.join'
        expect(await other.ask(name, frames[name]?.(world, seat)), someone).toEqual(
          mayMove ? { ok: expect.anything() } : { code: 'not_found' },
        )
        if (mayMove) await page.ask('call.join', frames['call.join']?.(world, seat))
        expect(await page.ask(name, frames[name]?.(world, seat)), someone).toHaveProperty('ok')
        page.cut()
        other.cut()
      }
    })

    test('tells the call of others, an unknown and a malformed one by nothing', async () => {
      const page = await openPage(testApp, await browserOf(testApp, people, 'attendee'))
      const foreignFrame = frames[name]?.(foreign, unknownId())
      expect(await page.ask(name, foreignFrame)).toEqual({ code: 'not_found' })
      const unknown = frames[name]?.({ ...world, joinToken: 'x' }, unknownId())
      expect(await page.ask(name, unknown)).toEqual({ code: 'not_found' })
      for (const key of Object.keys(unknown ?? {})) {
        const hostile = await openPage(testApp, await browserOf(testApp, people, 'attendee'))
        expect(await hostile.ask(name, { ...unknown, [key]: { $ne: 1 } }), key).toEqual({ code: '4400' })
      }
      page.cut()
    })
  },
)

async function sendAs(someone: Someone, name: string, seat: string): Promise<unknown> {
  calls += 1
  const browser = await browserOf(testApp, people, someone)
  const page = await openPage(testApp, browser).catch(() => undefined)
  if (!page) return 'no connection'
  const answer = await page.ask(name, frames[name]?.(world, seat))
  page.cut()
  return answer
}

test('the outbox is there for whoever has the key that was printed, and for nobody else', async () => {
  const [outbox] = createOutbox(
    { ...testApp.app.config, smtpUrl: undefined },
    testApp.app.sealer,
    Date.now,
  ).routes
  expect(outbox?.route.who).toBe('anyone')
  const elsewhere = await testApp.stranger().get(`/api/rooms/${unknownId()}/nothing`)
  for (const someone of everyone) {
    const browser = await browserOf(testApp, people, someone)
    for (const query of ['', '?key=', '?key=x', `?key=${unknownId()}`]) {
      calls += 1
      const answer = await browser.get(`/outbox${query}`)
      expect(answer.status).toBe(404)
      expect(told(answer)).toBe(told(elsewhere))
    }
  }
  const page = await fetch(`${testApp.url}/outbox?key=x`, { headers: { accept: 'text/html' } })
  expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
  expect(await page.text()).toContain('The whole address was printed where Parley was started')
})

type Call = () => Promise<Answer>

async function callAs(someone: Someone, route: Route, changed: Record<string, string> = {}): Promise<Answer> {
  const call = await prepare(someone, route, changed)
  return call()
}

async function prepare(someone: Someone, route: Route, changed: Record<string, string> = {}): Promise<Call> {
  calls += 1
  await testApp.app.db.deleteFrom('rate_limits').execute()
  const context = await contextOf({ testApp, people, world }, someone)
  const { path, query, body } = await requestOf(route, context)
  return async () => {
    const answer = await send(
      context.browser,
      route,
      addressOf(route.path, { ...path, ...changed }, query),
      body,
    )
    const told = JSON.stringify(answer.body) ?? ''
    const mayTell = someone === 'sender' && tellsTitles.includes(nameOf(route))
    if (mayTell && answer.status === 200) expect(told).toContain(titled)
    else if (!mayTell) expect(told, `${someone}, ${nameOf(route)}`).not.toContain(titled)
    return answer
  }
}

// Who reads what everybody did is written down there.
async function noted(name: string): Promise<Record<string, string>> {
  if (name !== 'GET /api/audit') return {}
  const { audit = '' } = await fingerprint(testApp)
  return { audit }
}

async function begin(name: string): Promise<void> {
  world = await makeWorld(testApp, people)
  await titledTime(testApp, people.sender.personId, titled)
  if (fixtures[name]?.isDuring) await beginMeeting(testApp, world)
}

// What the world was made of goes on for a moment: jobs tell rooms, and calendars that were linked are written to. Whatever
// a call changes it changes in a fresh world again; what changes by itself comes to rest.
async function expectNoChange(
  name: string,
  act: () => Promise<void>,
  prepareAll: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    await prepareAll()
    const before = await quietFingerprint(tries > 1 || name.includes(' /api/calendars'))
    await act()
    const expected = { ...before, ...(await noted(name)) }
    const after = await fingerprint(testApp)
    if (isDeepStrictEqual(after, expected)) return
    if (tries === mostTries) expect(after).toEqual(expected)
    await begin(name)
  }
}

async function quietFingerprint(waits: boolean): Promise<Record<string, string>> {
  let print = await fingerprint(testApp)
  if (!waits) return print
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 400))
    const next = await fingerprint(testApp)
    if (isDeepStrictEqual(print, next)) return print
    print = next
  }
}

// 202 is how Microsoft wants notices to be answered.
function doneBy(route: Route): number[] {
  if (fixtures[nameOf(route)]?.isNothing) return [404]
  return route.leadsOn ? [303] : [200, 202]
}

// Real ones of people and rooms that nobody here has to do with; one that nothing has; one that is none.
function wrongValues(name: string, param: string): string[] {
  const values: Record<string, string> = {
    ...foreign,
    stream: `r:${foreign.roomId}`,
    token: fixtures[name]?.isBearer ? 'nothing-behind-it' : foreign.joinToken,
    // What somebody offers to anyone is no secret, whoever names it.
    ...(name.includes(' /api/offerings/') && { offeringId: unknownId() }),
  }
  const unknown = param === 'stream' ? [`r:${unknownId()}`, `u:${foreign.personId}`] : [unknownId()]
  const malformed = param === 'token' ? 'x' : "' or 1=1 --"
  const ofOthers = fixtures[name]?.isPublic ? [] : [values[param] ?? '']
  return [...ofOthers, ...unknown, malformed]
}

/** What an answer tells: everything but its own number and the time of day. */
function told({ status, body, headers }: Answer): string {
  const { requestId: _, ...error } = body.error ?? { requestId: '', ...body }
  const kept = [...headers].filter(([key]) => key !== 'date' && key !== 'set-cookie')
  return JSON.stringify([status, error, kept])
}

function watchRoutes(message: unknown): void {
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) created.push({ method: one, url })
  })
}
