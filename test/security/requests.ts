import { makeFeed } from '#meetings/actions/make-feed.ts'
import { findFeedOwner } from '#meetings/store/feeds.ts'
import { findMeeting } from '#meetings/store/meetings.ts'
import { insertReplyLinks } from '#meetings/store/reply-links.ts'
import { stopAddress } from '#notifications/steps/stop-address.ts'
import type { Route } from '#platform/contract.ts'
import { insertDeliveries } from '#platform/deliveries.ts'
import { hashToken, newToken } from '#platform/ids.ts'
import { makeAuthenticator } from '#test/support/authenticator.ts'
import { mailedToken, subjects } from '#test/accounts/mailed.ts'
import { makeSubscriber } from '#test/support/fakes/push/fake-push.ts'
import { type Answer, type Client, newKey, type TestApp } from '#test/support/app.ts'

import { offeredStarts } from '#test/consultations/booking-world.ts'
import { offeringTerms, smallPicture } from '#test/consultations/offerings.ts'

import { farWindow, outside, ownAttempt, ownLink } from './outside.ts'
import {
  askedOf,
  browserOf,
  newTimes,
  otherTimes,
  password,
  type People,
  type Someone,
  unknownId,
  wideOffer,
  type World,
} from './world.ts'

type Place = { testApp: TestApp; people: People; world: World }
export type Context = Place & {
  someone: Someone
  browser: Client
  email: string
  personId: string
  sessionId: string
}

type Fixture = {
  body?: (context: Context) => Record<string, unknown> | Promise<Record<string, unknown>>
  query?: Record<string, string>
  /** Ids in the address, where those of the world are of something else. */
  params?: (context: Context) => Record<string, string>
  /** Secrets in the address: whoever holds one may use it, in whatever room it was made. */
  isBearer?: true
  token?: (context: Context) => string | Promise<string>
  /** What stands at the same address of others is for everybody as well. */
  isPublic?: true
  /** Nothing stands there, for nobody. */
  isNothing?: true
  /** For what can be done only while the meeting takes place. */
  isDuring?: true
}

const range = { from: '2026-10-20T00:00:00Z', to: '2026-11-20T00:00:00Z' }
const reason = 'Because of the matrix'

// One working request for each route. A route that is not here fails by name.
export const fixtures: Record<string, Fixture> = {
  'GET /healthz': {},
  'GET /readyz': {},
  'GET /api/me': {},
  'POST /api/sign-up': {
    body: () => ({ name: 'New', email: `${newKey()}@parley.test`, password, timeZone: 'Europe/Lisbon' }),
  },
  'POST /api/sign-in': { body: ({ email }) => ({ email, password }) },
  'POST /api/sign-out': {},
  'POST /api/sign-in-links': { body: ({ email }) => ({ email }) },
  'POST /api/password-resets': { body: ({ email }) => ({ email }) },
  'POST /api/me/verification': {},
  'GET /api/mailed-links/:token': { isBearer: true, token: signInToken },
  'POST /api/mailed-links/:token': { isBearer: true, token: signInToken },
  'PATCH /api/me': { body: () => ({ hourCycle: 24 }) },
  'POST /api/me/password': { body: () => ({ current: password, next: password }) },
  'POST /api/me/erasure': { body: () => ({ password }) },
  'POST /api/me/export': {},
  'GET /api/announcements': {},
  'GET /api/announcements/file': {},
  'PUT /api/announcements/file': {
    body: () => ({
      global: { message: 'To all', icon: 'info', start: '', end: '' },
      responsive: [{ message: 'To some', country: 'PT', usertype: 'All', icon: 'info', start: '', end: '' }],
    }),
  },
  'GET /api/notices': {},
  'PUT /api/notices/read': { body: () => ({ noticeId: newKey(), andEarlier: true }) },
  'GET /api/me/notifications': {},
  'PATCH /api/me/notifications': {
    body: () => ({
      wish: { kind: 'message', channel: 'mail', wanted: false },
      quietHours: { from: '22:00', until: '07:00' },
      rooms: { messages: 'mentions', meetings: true },
    }),
  },
  'GET /api/mail-stops/:token': { isBearer: true, token: stopToken },
  'POST /stop/:token': { isBearer: true, token: stopToken },
  'GET /api/rooms/:roomId/message-settings': {},
  'PATCH /api/rooms/:roomId/message-settings': {
    body: () => ({ messages: 'nothing', meetings: false, mails: false, mutedUntil: '2026-10-24T10:00:00Z' }),
  },
  'GET /api/me/passkeys': {},
  'POST /api/me/passkeys/challenge': {},
  'POST /api/me/passkeys': { body: newPasskey },
  'DELETE /api/me/passkeys/:passkeyId': {},
  'POST /api/sign-in/passkey/challenge': {},
  'POST /api/sign-in/passkey': { body: shownPasskey },
  'GET /api/me/happenings': {},
  'GET /api/audit': {},
  'GET /api/me/sessions': {},
  'DELETE /api/me/sessions/:sessionId': {},
  'GET /api/me/schedule': {},
  'PUT /api/me/schedule': { body: ownSchedule },
  'GET /api/me/schedules': {},
  'POST /api/me/schedules': { body: () => ({ name: newKey() }) },
  'PUT /api/me/schedules/:scheduleId': { body: ownSchedule },
  'PATCH /api/me/schedules/:scheduleId': { body: () => ({ name: newKey() }) },
  'POST /api/me/schedules/:scheduleId/default': {},
  'DELETE /api/me/schedules/:scheduleId': {},
  'GET /api/me/time': { query: range },
  'GET /api/calendars/providers': {},
  'GET /api/calendars': {},
  'GET /api/calendars/busy': { query: range },
  'POST /api/calendars/links/oauth': { body: () => ({ provider: 'google', returnTo: '/rooms' }) },
  'GET /oauth/google/callback': {},
  'GET /oauth/microsoft/callback': {},
  'GET /api/calendars/attempts/:attemptId': {},
  'POST /api/calendars/attempts/:attemptId/confirm': {},
  'DELETE /api/calendars/attempts/:attemptId': {},
  'POST /api/calendars/links/caldav': {
    body: () => ({
      provider: 'caldav',
      address: outside().calDavUrl,
      userName: newKey(),
      password,
    }),
  },
  'POST /api/calendars/links/feed': { body: () => ({ address: outside().feedUrl }) },
  'PUT /api/calendars/links/:linkId/rules': {
    body: () => ({ tentative: false, unanswered: true, allDay: true }),
  },
  'POST /api/calendars/links/:linkId/read': {},
  'DELETE /api/calendars/links/:linkId': {},
  'PUT /api/calendars/calendars/:calendarId': { body: () => ({ countsAsBusy: true, receives: true }) },
  'POST /api/calendars/calendars/:calendarId/ignore': { body: () => ({ ignored: true }) },
  'POST /api/calendars/copies/:subjectId/again': {},
  'PUT /api/calendars/settings': { body: () => ({ writesAttended: false }) },
  'POST /hooks/google': {},
  'POST /hooks/microsoft': {},
  'GET /api/calendars/relink-windows': {},
  'POST /api/calendars/relink-windows': {
    body: () => ({
      providers: ['google'],
      from: '2099-01-01',
      until: '2099-01-31',
      timeZone: 'Europe/Lisbon',
      text: 'Please link again.',
    }),
  },
  'DELETE /api/calendars/relink-windows/:windowId': {},
  'GET /api/me/reminders': {},
  'PUT /api/me/reminders': { body: () => ({ leadMinutes: [60] }) },
  'GET /api/me/unsent': {},
  'POST /api/me/unsent/:unsentId/again': {},
  'GET /api/unsent': {},
  'POST /api/unsent/:unsentId/again': {},
  'DELETE /api/unsent/:unsentId': {},
  'GET /api/calendars/copies': {},
  'GET /api/calendars/copies/counts': {},
  'GET /api/push/devices': {},
  'POST /api/push/devices': { body: () => makeSubscriber('https://push.parley.test/matrix').target },
  'DELETE /api/push/devices/:deviceId': {},
  'GET /api/rooms': {},
  'POST /api/rooms': { body: () => ({ name: 'Another room' }) },
  'GET /api/rooms/:roomId': {},
  'PATCH /api/rooms/:roomId': { body: () => ({ name: newKey() }) },
  'GET /api/rooms/:roomId/messages': { query: { before: '99' } },
  'POST /api/rooms/:roomId/messages': { body: () => ({ clientId: newKey(), body: 'Hello' }) },
  'PATCH /api/rooms/:roomId/messages/:messageId': { body: () => ({ body: 'Other' }) },
  'DELETE /api/rooms/:roomId/messages/:messageId': {},
  'PUT /api/rooms/:roomId/read': { body: () => ({ seq: 1 }) },
  'DELETE /api/rooms/:roomId/members/:personId': {},
  'POST /api/rooms/:roomId/owner': { body: ({ people }) => ({ personId: people.member.personId }) },
  'POST /api/rooms/:roomId/leave': {},
  'GET /api/rooms/:roomId/entries': {},
  'POST /api/rooms/:roomId/entries/link': {},
  'POST /api/rooms/:roomId/entries/mail': { body: () => ({ email: `${newKey()}@parley.test` }) },
  'DELETE /api/rooms/:roomId/entries/:entryId': {},
  'GET /api/entries/:token': { isBearer: true, token: ({ world: { entryToken } }) => entryToken },
  'POST /api/entries/:token': { isBearer: true, token: ({ world: { entryToken } }) => entryToken },
  'GET /api/streams/:stream/events': {},
  'GET /api/join/:token': { token: ({ world: { joinToken } }) => joinToken },
  'POST /api/rooms/:roomId/call': {},
  'GET /api/room-calls/:callId': {},
  'POST /api/calls/:token/join': { token: ({ world: { joinToken } }) => joinToken },
  'POST /api/rooms/:roomId/invites': {
    body: ({ someone, people: { attendee, booker } }) => ({
      ...wideOffer(),
      agreement: askedOf(someone === 'attendee' ? booker : attendee),
    }),
  },
  'GET /api/invites/:inviteId': {},
  'PUT /api/invites/:inviteId': { body: () => ({ ...wideOffer(), answerBy: '2026-10-31T10:00:00Z' }) },
  'PUT /api/invites/:inviteId/marks': {
    params: ({ world }) => ({ inviteId: world.agreementId }),
    body: ({ world }) => ({ starts: [world.freeStart] }),
  },
  'POST /api/invites/:inviteId/withdraw': {},
  'GET /api/invites/:inviteId/slots': { query: range },
  'GET /api/invites/:inviteId/why': { query: { startsAt: '2026-10-27T10:00:00Z' } },
  'POST /api/invites/:inviteId/book': {
    body: ({ world }) => ({ requestId: newKey(), startsAt: world.freeStart }),
  },
  'GET /api/invites/:inviteId/own-times': { query: { ...range, timeZone: 'Europe/Lisbon' } },
  'POST /api/invites/:inviteId/counter-offers': { body: ({ world }) => otherTimes(world.freeStart) },
  'GET /api/counter-offers/:counterOfferId': {},
  'POST /api/counter-offers/:counterOfferId/book': {
    body: ({ world }) => ({ requestId: newKey(), startsAt: world.otherStart }),
  },
  'GET /api/meetings/:meetingId': {},
  'GET /api/meetings/:meetingId/slots': { query: range },
  'POST /api/meetings/:meetingId/reschedule': {
    body: ({ world }) => ({ requestId: newKey(), startsAt: world.freeStart, reason }),
  },
  'POST /api/meetings/:meetingId/cancel': { body: () => ({ requestId: newKey(), reason }) },
  'POST /api/meetings/:meetingId/response': {
    body: () => ({ requestId: newKey(), answer: 'accepted', reason: '' }),
  },
  'POST /api/meetings/:meetingId/new-times': { body: () => newTimes() },
  'GET /api/meetings/:meetingId/new-times/slots': { query: range },
  'POST /api/meetings/:meetingId/new-times/take': {
    body: ({ world }) => ({ requestId: newKey(), startsAt: world.freeStart, reason }),
  },
  'DELETE /api/meetings/:meetingId/new-times': {},
  'PUT /api/meetings/:meetingId/place': {
    body: () => ({ place: 'link', placeUrl: 'https://zoom.example/j/matrix' }),
  },
  'PUT /api/meetings/:meetingId/lateness': { isDuring: true, body: () => ({ minutes: 10 }) },
  'PUT /api/meetings/:meetingId/people/:personId/absence': {
    isDuring: true,
    body: () => ({ missed: true }),
  },
  'GET /api/meetings/:meetingId/calendar.ics': {},
  'GET /api/replies/:token': { isBearer: true, token: replyToken },
  'POST /api/replies/:token': {
    isBearer: true,
    token: replyToken,
    body: () => ({ requestId: newKey(), answer: 'accepted', reason: '' }),
  },
  'GET /api/me/feed': {},
  'POST /api/me/feed': {},
  'DELETE /api/me/feed': {},
  'GET /api/me/offerings': {},
  'POST /api/me/offerings': { body: () => offeringTerms() },
  'PUT /api/me/offerings/order': { body: () => ({ offeringIds: [] }) },
  'GET /api/people/:handle/offerings/:place': {},
  'PUT /api/me/offerings/:offeringId/picture': { body: () => ({ content: smallPicture }) },
  'DELETE /api/me/offerings/:offeringId/picture': {},
  'GET /offering-pictures/:token': { isBearer: true, token: pictureName },
  'GET /p/:handle': { isPublic: true },
  'GET /p/*': { isNothing: true },
  'GET /p/:handle/:place': {},
  'GET /p/:handle/:place/embed': {},
  'GET /api/offerings/:offeringId/slots': { query: { ...range, durationMinutes: '30' } },
  'POST /api/offerings/:offeringId/book': {
    body: async ({ browser, world }) => {
      const [startsAt] = await offeredStarts(browser, world.offeringId)
      return { requestId: newKey(), startsAt, durationMinutes: 30 }
    },
  },
  'GET /api/consultations/:meetingId': { params: theRequest },
  'POST /api/consultations/:meetingId/accept': {
    params: theRequest,
    body: () => ({ requestId: newKey(), word: reason }),
  },
  'POST /api/consultations/:meetingId/end': {
    params: theRequest,
    body: () => ({ requestId: newKey(), word: reason }),
  },
  'GET /api/me/offerings/:offeringId': {},
  'PUT /api/me/offerings/:offeringId': { body: () => offeringTerms() },
  'DELETE /api/me/offerings/:offeringId': {},
  'PUT /api/me/offerings/:offeringId/on': { body: () => ({ isOn: false }) },
  'POST /api/me/offerings/:offeringId/link': {},
  'GET /feeds/:token/meetings.ics': { isBearer: true, token: feedToken },
}

const sending = { microphone: true, camera: false, sharing: false }

/** What one sends over the live connection, for each action; `seat` is one that nobody took. */
export const frames: Record<string, (world: World, seat: string) => Record<string, unknown>> = {
  'call.join': ({ joinToken }, seat) => ({ token: joinToken, seat, moves: true, ...sending }),
  'call.state': (_, seat) => ({ seat, ...sending }),
  'call.leave': (_, seat) => ({ seat }),
  'call.signal': (_, seat) => ({ seat, to: seat, signal: { attempt: 0, wants: 'restart' } }),
}

/** What somebody's request is about: themselves, and the room with what is in it. */
export async function contextOf(place: Place, someone: Someone): Promise<Context> {
  const browser = await browserOf(place.testApp, place.people, someone)
  const { people, testApp } = place
  if (someone === 'stranger')
    return { ...place, someone, browser, email: people.owner.email, personId: '', sessionId: unknownId() }
  const { personId, email } = people[someone]
  const session = await testApp.app.db
    .selectFrom('sessions')
    .select('id')
    .where('person_id', '=', personId)
    .orderBy('id', 'desc')
    .executeTakeFirst()
  return { ...place, someone, browser, email, personId, sessionId: session?.id ?? unknownId() }
}

/** A request of this route that works for whoever may make it. */
export async function requestOf(route: Route, context: Context) {
  const fixture = fixtures[nameOf(route)] ?? {}
  const { world, people, sessionId, testApp, browser } = context
  const takes = (param: string) => route.path.includes(`:${param}`)
  const isOwn = route.path.startsWith('/api/me/')
  const takesLink = takes('linkId') || takes('calendarId') || takes('subjectId')
  const values: Record<string, string> = {
    ...world,
    personId: people.attendee.personId,
    sessionId,
    stream: `r:${world.roomId}`,
    token: (await fixture.token?.(context)) ?? '',
    passkeyId: takes('passkeyId') ? await ownPasskey(context) : '',
    scheduleId: takes('scheduleId') ? await ownNamedSchedule(context) : '',
    attemptId: takes('attemptId') ? await ownAttempt(browser) : '',
    windowId: takes('windowId') ? await ownWindow(context) : '',
    deviceId: takes('deviceId') ? await ownDevice(context) : '',
    ...(takes('offeringId') && isOwn && { offeringId: await ownOffering(context) }),
    unsentId: takes('unsentId') ? await ownUnsent(context) : '',
    ...fixture.params?.(context),
    ...(takesLink && (await ownLink(testApp, context.personId))),
  }
  const entries = paramsOf(route).map((param) => {
    const value = values[param]
    if (!value)
      throw new Error(`${nameOf(route)} has the parameter ${param}, for which there is no real id here.`)
    return [param, value] as const
  })
  const body = (await fixture.body?.(context)) ?? {}
  return { path: Object.fromEntries(entries), query: fixture.query ?? {}, body }
}

// What is asked for is a meeting once it is agreed to.
function theRequest({ world }: Context): Record<string, string> {
  return { meetingId: world.requestedId }
}

/** Something this person offers to those who have its link. */
async function ownOffering({ browser }: Context): Promise<string> {
  const made = await browser.post('/api/me/offerings', { ...offeringTerms(), audience: 'link_only' })
  return made.body.offering?.id ?? unknownId()
}

/** The name of a picture of what the sender offers. */
async function pictureName({ testApp, people, world }: Context): Promise<string> {
  const sender = await browserOf(testApp, people, 'sender')
  const path = `/api/me/offerings/${world.offeringId}/picture`
  const kept = await sender.get(`/api/me/offerings/${world.offeringId}`)
  const { body } = kept.body.offering.picture ? kept : await sender.put(path, { content: smallPicture })
  return String(body.offering.picture.url).split('/').at(-1) ?? ''
}

/** Sends it as this browser would. */
export function send(browser: Client, { method }: Route, address: string, body: unknown): Promise<Answer> {
  if (method === 'GET') return browser.get(address)
  if (method === 'DELETE') return browser.delete(address)
  if (method === 'POST') return browser.post(address, body)
  return method === 'PUT' ? browser.put(address, body) : browser.patch(address, body)
}

/** `POST /api/rooms/:roomId/leave` */
export function nameOf(route: Route): string {
  return `${route.method} ${route.path}`
}

/** The names of what stands in a route's address. */
export function paramsOf(route: Route): string[] {
  return [...route.path.matchAll(/:(\w+)/g)].map(([, param = '']) => param)
}

async function signInToken({ testApp, email }: Context): Promise<string> {
  // The newest mail is read below; the clock of a test stands.
  testApp.clock.advance(1)
  await testApp.stranger().post('/api/sign-in-links', { email })
  return mailedToken(testApp, email, subjects.signIn)
}

// As it stands in the mail to whoever was asked, of which the outbox shows only the newest.
async function replyToken({ testApp, people, world }: Context): Promise<string> {
  return testApp.app.transaction(async (tx) => {
    const meeting = await findMeeting(tx.db, world.meetingId)
    if (!meeting) throw new Error('There is no meeting to answer.')
    const token = newToken()
    const link = { ...meeting, meetingId: meeting.id, personId: people.attendee.personId }
    await insertReplyLinks(tx.db, [{ ...link, tokenHash: hashToken(token) }], tx.now)
    return token
  })
}

// Of the owner, who may be somebody else than who reads it. A new address would end the one that others try with.
async function feedToken({ testApp: { app }, people: { owner } }: Context): Promise<string> {
  const isGood = (await findFeedOwner(app.db, hashToken(feedInUse))) === owner.personId
  if (!isGood) feedInUse = (await makeFeed(app, owner)).url.split('/').at(-2) ?? ''
  return feedInUse
}
let feedInUse = ''

// As it stands in a mail to the owner.
function stopToken({ testApp: { app }, people }: Context): string {
  const { personId } = people.owner
  return stopAddress(app, { personId, kind: 'reminder', roomId: null }).split('/').at(-1) ?? ''
}

async function newPasskey({ browser, ...place }: Context): Promise<Record<string, unknown>> {
  return (await makePasskey(browser, place)).body
}

// The owner's, like the address that a stranger knows.
async function shownPasskey({ testApp, people, world }: Context): Promise<Record<string, unknown>> {
  const owner = await browserOf(testApp, people, 'owner')
  const { authenticator, body } = await makePasskey(owner, { testApp, people, world })
  await owner.post('/api/me/passkeys', body)
  const { options } = (await testApp.stranger().post('/api/sign-in/passkey/challenge')).body
  return { response: authenticator.get(options) }
}

async function ownPasskey({ browser, ...place }: Context): Promise<string> {
  if (!place.personId) return unknownId()
  const answer = await browser.post('/api/me/passkeys', (await makePasskey(browser, place)).body)
  return answer.body.passkey?.id ?? unknownId()
}

async function ownDevice({ browser, personId }: Context): Promise<string> {
  if (!personId) return unknownId()
  const { target } = makeSubscriber(`https://push.parley.test/${newKey()}`)
  const answer = await browser.post('/api/push/devices', target)
  return answer.body.device?.id ?? unknownId()
}

// Parked, so that nothing but the request that is tried changes it.
async function ownUnsent({ testApp, personId, email }: Context): Promise<string> {
  if (!personId) return unknownId()
  const { app } = testApp
  const key = `matrix:${newKey()}`
  const mail = { to: email, subject: 'Parked', text: '', html: '' }
  // In one change, or the sender has it before it is parked.
  const row = await app.transaction(async ({ db, now }) => {
    await insertDeliveries(db, app.sealer, [{ key, personId, mail }], now)
    return db
      .updateTable('deliveries')
      .set({ state: 'parked', last_error: 'No' })
      .where('key', '=', key)
      .returning('id')
      .executeTakeFirst()
  })
  return row?.id ?? unknownId()
}

// Only operators have any; whoever else asks must not even make one.
function ownWindow({ testApp, someone, personId }: Context): Promise<string> | string {
  return someone === 'operator' ? farWindow(testApp, personId) : unknownId()
}

// Whoever gets no challenge sends what would be right but for that.
async function makePasskey(browser: Client, { testApp, people }: Place) {
  const authenticator = makeAuthenticator(testApp.url)
  const ids = Object.values(people).map(({ personId }) => personId)
  await testApp.app.db.deleteFrom('passkeys').where('person_id', 'in', ids).execute()
  const answer = await browser.post('/api/me/passkeys/challenge')
  const standIn = { challenge: 'eA', user: { id: Buffer.from(people.owner.personId).toString('base64url') } }
  const body = { name: 'A device', response: authenticator.create(answer.body.options ?? standIn) }
  return { authenticator, body }
}

// At most twenty are kept, and every call here makes one.
async function ownNamedSchedule({ browser, testApp, personId }: Context): Promise<string> {
  if (!personId) return unknownId()
  await testApp.app.db.deleteFrom('schedules').where('person_id', '=', personId).execute()
  return (await browser.post('/api/me/schedules', { name: newKey() })).body.schedule.id
}

async function ownSchedule({ testApp, people }: Context): Promise<Record<string, unknown>> {
  const owner = await browserOf(testApp, people, 'owner')
  return (await owner.get('/api/me/schedule')).body.schedule
}
