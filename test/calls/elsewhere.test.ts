import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { type Client, makeRoom } from '#test/support/app.ts'

import { anaThere, benThere, linkGoogle } from '../calendars/google-world.ts'
import {
  cancel,
  catchUp,
  inTime,
  look,
  type MeetingWorld,
  move,
  startMeetingWorld,
} from '../calendars/meeting-world.ts'
import { bookFor, offerOf, sendOffer } from '../meetings/offers.ts'

const own = 'https://zoom.example/j/1?pwd=secret'
const meet = /^https:\/\/meet\.google\.com\//

// What is written outside, and what comes back, goes by jobs: on a busy machine that takes its time.
const patienceMs = 60_000
vi.setConfig({ testTimeout: 2 * patienceMs, hookTimeout: 2 * patienceMs })

let world: MeetingWorld
let hour = 9

beforeAll(async () => {
  world = await startMeetingWorld()
})
afterAll(async () => {
  expect(world.google.breaches()).toEqual([])
  await world.stop()
})

/** A time of that week which nobody has taken yet. */
function nextStart(): string {
  const start = new Date(Date.UTC(2026, 9, 26, hour))
  hour += hour % 24 === 15 ? 18 : 1
  return start.toISOString().replace('.000Z', 'Z')
}

async function meetAt(place: string, placeUrl = ''): Promise<string> {
  const { ana, ben, roomId } = world
  return bookFor(ben, await sendOffer(ana, roomId, { place, placeUrl }), nextStart())
}

async function joinOf(client: Client, meetingId: string) {
  const { joinUrl } = await look(world.ana, meetingId)
  return client.get(`/api/join/${joinUrl.split('/').at(-1)}`)
}

async function settled(meetingId: string, state: string) {
  const read = async () => (await look(world.ben, meetingId)).where
  await expect.poll(async () => (await read()).state, { timeout: patienceMs, interval: 100 }).toBe(state)
  return read()
}

/** The same while the clock goes on. */
function becomes(meetingId: string, state: string): Promise<void> {
  return inTime(world, async () => (await look(world.ben, meetingId)).where.state === state, state)
}

/** Waits for the event of a meeting there, holding these words. */
async function stands(meetingId: string, words = '/join/'): Promise<void> {
  const read = () => eventOf(anaThere, meetingId)
  await expect.poll(read, { timeout: patienceMs, interval: 100 }).toContain(words)
}

/** How often it stands under Ana's bell that Google made no place. */
async function toldOfNoLink(): Promise<number> {
  const { notices } = (await world.ana.get('/api/notices')).body
  return notices.filter((one: { title: string }) => one.title === 'Google Meet gave no link').length
}

function eventOf(email: string, meetingId: string): string {
  const events = world.google
    .person(email)
    .events()
    .map((event) => JSON.stringify(event))
  return events.find((text) => text.includes(meetingId)) ?? ''
}

describe('a link of the organizer’s own', () => {
  test('is where the join link leads, for those who are asked and nobody else', async () => {
    const { ana, ben, roomId, parley } = world
    const eve = await parley.as('eve')
    const inviteId = await sendOffer(ana, roomId, { place: 'link', placeUrl: own })
    const invite = await ben.get(`/api/invites/${inviteId}`)
    expect(invite.body.invite.where).toEqual({ kind: 'link', host: 'zoom.example' })
    expect(JSON.stringify(invite.body)).not.toContain('pwd=')

    const meetingId = await bookFor(ben, inviteId, nextStart())
    const meeting = await look(ben, meetingId)
    expect(meeting.where).toEqual({ kind: 'link', host: 'zoom.example', state: 'ready' })
    expect(meeting.joinUrl).toContain('/join/')
    expect((await joinOf(ben, meetingId)).body.elsewhere).toEqual({
      kind: 'link',
      state: 'ready',
      url: own,
      host: 'zoom.example',
    })
    expect((await joinOf(eve, meetingId)).status).toBe(404)
    expect((await joinOf(parley.stranger(), meetingId)).status).toBe(401)
  })

  test('stays out of calendars, files and the meeting itself, which have the join link', async () => {
    const { ana, ben } = world
    const meetingId = await meetAt('link', own)
    const { joinUrl, ...meeting } = await look(ben, meetingId)
    await stands(meetingId)
    const file = await ben.get(`/api/meetings/${meetingId}/calendar.ics`)
    const told = [eventOf(anaThere, meetingId), String(file.body).replaceAll('\r\n ', '')]
    for (const text of told) expect(text).toContain(joinUrl)
    const mails = JSON.stringify(await world.parley.mails())
    for (const text of [...told, JSON.stringify(meeting), mails]) expect(text).not.toContain('zoom.example/')

    await move(ana, meetingId, nextStart())
    expect((await look(ben, meetingId)).joinUrl).toBe(joinUrl)
    expect((await joinOf(ben, meetingId)).body.elsewhere.url).toBe(own)
    await cancel(ana, meetingId)
    expect((await joinOf(ben, meetingId)).body.elsewhere).toMatchObject({ url: null, host: null })
  })

  test.each(['', 'zoom.example', 'http://zoom.example', 'https://ana:b@zoom.example', 'javascript:alert(1)'])(
    '%s is refused by the name of its field',
    async (placeUrl) => {
      const answer = await world.ana.post(
        `/api/rooms/${world.roomId}/invites`,
        offerOf({ place: 'link', placeUrl }),
      )
      expect(answer.status).toBe(422)
      expect(Object.keys(answer.body.error.fields)).toEqual(['placeUrl'])
    },
  )

  test('can be put in place of another while nobody has booked', async () => {
    const { ana, ben, roomId } = world
    const inviteId = await sendOffer(ana, roomId)
    const { requestId: _, ...offer } = offerOf({ place: 'link', placeUrl: own })
    expect((await ana.put(`/api/invites/${inviteId}`, offer)).body.invite.offer.placeUrl).toBe(own)
    expect((await ben.get(`/api/invites/${inviteId}`)).body.invite.where.host).toBe('zoom.example')
  })
})

describe('the place of a meeting that stands', () => {
  const put = (client: Client, meetingId: string, place: string, placeUrl = '') =>
    client.put(`/api/meetings/${meetingId}/place`, { place, placeUrl })

  test('is changed by its organizer alone, behind the same join link; the others are told', async () => {
    const { ana, ben, roomId } = world
    const meetingId = await meetAt('parley')
    const { joinUrl, sequence, changes } = await look(ben, meetingId)
    expect((await put(ben, meetingId, 'link', own)).body.error.code).toBe('not_organizer')
    const refused = await put(ana, meetingId, 'link', 'http://zoom.example')
    expect(Object.keys(refused.body.error.fields)).toEqual(['placeUrl'])
    expect((await put(ana, meetingId, 'teams')).status).toBe(422)
    expect((await look(ben, meetingId)).changes).toHaveLength(changes.length)

    const { meeting } = (await put(ana, meetingId, 'link', own)).body
    expect(meeting.where).toEqual({ kind: 'link', host: 'zoom.example', state: 'ready' })
    expect(meeting).toMatchObject({ joinUrl, sequence })
    expect(meeting.changes.at(-1)).toMatchObject({ kind: 'placed', actorName: 'Ana Silva' })
    expect((await joinOf(ben, meetingId)).body.elsewhere.url).toBe(own)
    const { notices } = (await ben.get('/api/notices')).body
    const told = notices.find(
      (one: { title: string }) => one.title === 'Ana Silva changed where a meeting takes place',
    )
    expect(told?.text).toMatch(/takes place at zoom\.example: .*\. The join link leads there\.$/)
    const said = JSON.stringify((await ben.get(`/api/rooms/${roomId}`)).body)
    expect(said).toContain('takes place: at zoom.example.')
    expect(said).not.toContain('pwd=')

    await put(ana, meetingId, 'link', own)
    expect((await look(ben, meetingId)).changes).toHaveLength(meeting.changes.length)
    await put(ana, meetingId, 'parley')
    expect((await joinOf(ben, meetingId)).body.elsewhere).toBeNull()
    await cancel(ana, meetingId)
    expect((await put(ana, meetingId, 'link', own)).body.error.code).toBe('meeting_cancelled')
  })

  test('is made by the organizer’s calendar when they choose so afterwards', async () => {
    const { ana, ben } = world
    const meetingId = await meetAt('link', own)
    await stands(meetingId)
    await put(ana, meetingId, 'meet')
    await becomes(meetingId, 'ready')
    expect(await settled(meetingId, 'ready')).toMatchObject({ kind: 'meet', host: 'meet.google.com' })
    expect((await joinOf(ben, meetingId)).body.elsewhere.url).toMatch(meet)
  })

  test('takes its Meet link out of the organizer’s event when it is changed again', async () => {
    const { ana } = world
    const meetingId = await meetAt('meet')
    await settled(meetingId, 'ready')
    expect(eventOf(anaThere, meetingId)).toContain('meet.google.com')
    await put(ana, meetingId, 'link', own)
    const read = () => eventOf(anaThere, meetingId)
    await expect.poll(read, { timeout: patienceMs, interval: 100 }).not.toContain('meet.google.com')
    expect(read()).toContain('/join/')
    await put(ana, meetingId, 'meet')
    await becomes(meetingId, 'ready')
    expect(eventOf(anaThere, meetingId)).toContain('meet.google.com')
  })

  test('is asked for once more of a calendar that made none, and nobody hears any more that there is none', async () => {
    const { ana } = world
    const person = world.google.person(anaThere)
    person.setConferences('failure')
    const meetingId = await meetAt('meet')
    await settled(meetingId, 'failed')
    expect(await toldOfNoLink()).toBe(1)
    person.setConferences('success')
    expect((await put(ana, meetingId, 'meet')).body.meeting.where.state).toBe('waiting')
    expect(await toldOfNoLink()).toBe(0)
    await becomes(meetingId, 'ready')
    expect(eventOf(anaThere, meetingId)).toContain('meet.google.com')
  })
})

describe('Google Meet', () => {
  test('is made with the organizer’s event alone, and stays the same when the meeting is moved', async () => {
    const { ana, ben } = world
    const meetingId = await meetAt('meet')
    expect(await settled(meetingId, 'ready')).toMatchObject({ kind: 'meet', host: 'meet.google.com' })
    const { url } = (await joinOf(ben, meetingId)).body.elsewhere
    expect(url).toMatch(meet)
    expect(eventOf(anaThere, meetingId)).toContain(url)

    await move(ana, meetingId, nextStart())
    await catchUp(world)
    expect((await joinOf(ben, meetingId)).body.elsewhere.url).toBe(url)
    expect(eventOf(benThere, meetingId)).not.toContain('meet.google.com')
    expect(JSON.stringify(await look(ben, meetingId))).not.toContain(url)
  })

  test('that takes a while is said to, and comes by itself', async () => {
    const person = world.google.person(anaThere)
    person.setConferences('pending')
    const meetingId = await meetAt('meet')
    await stands(meetingId, 'pending')
    expect((await joinOf(world.ben, meetingId)).body.elsewhere).toMatchObject({ state: 'waiting', url: null })
    person.setConferences('success')
    await becomes(meetingId, 'ready')
    expect(await settled(meetingId, 'ready')).toMatchObject({ host: 'meet.google.com' })
  })

  test('that never comes is given up after ten minutes; the meeting stands', async () => {
    const person = world.google.person(anaThere)
    person.setConferences('pending')
    const meetingId = await meetAt('meet')
    await stands(meetingId, 'pending')
    await becomes(meetingId, 'failed')
    expect(await settled(meetingId, 'failed')).toEqual({ kind: 'meet', host: null, state: 'failed' })
    person.setConferences('success')
  })

  test('that Google refuses leaves the meeting in Parley, and the calendar with its event', async () => {
    const person = world.google.person(anaThere)
    person.setConferences('failure', [])
    const meetingId = await meetAt('meet')
    await settled(meetingId, 'failed')
    expect(eventOf(anaThere, meetingId)).toContain('/join/')
    expect((await joinOf(world.ben, meetingId)).body.elsewhere).toEqual({
      kind: 'meet',
      state: 'failed',
      url: null,
      host: null,
    })
    person.setConferences('success')
  })

  test('of an event that is given up is not waited for: the organizer is told, and it comes when it is written', async () => {
    const { ana, ben } = world
    const refusal = {
      error: { code: 400, message: 'Invalid', errors: [{ domain: 'global', reason: 'invalid' }] },
    }
    const fault = world.google.fail({
      kind: 'status',
      status: 400,
      body: refusal,
      match: { method: 'POST', path: '/events' },
      times: 100,
    })
    const meetingId = await meetAt('meet')
    await settled(meetingId, 'failed')
    expect((await look(ana, meetingId)).copies[0].stand).toBe('parked')
    expect((await joinOf(ben, meetingId)).body.elsewhere).toMatchObject({ state: 'failed', url: null })
    const told = (await ana.get('/api/notices')).body.notices
    expect(told).toContainEqual(
      expect.objectContaining({
        title: 'Google Meet gave no link',
        text: expect.stringMatching(/takes place in Parley instead: .+\. Its join link stays the same\.$/),
      }),
    )
    expect(JSON.stringify((await ben.get('/api/notices')).body)).not.toContain('gave no link')

    fault.cancel()
    await ana.post(`/api/calendars/copies/${meetingId}/again`)
    await becomes(meetingId, 'ready')
    expect(await settled(meetingId, 'ready')).toMatchObject({ host: 'meet.google.com' })
  })

  test('and Teams are offered only by whom a calendar of theirs makes them', async () => {
    const { ana, ben, parley, roomId } = world
    const chiyo = await parley.as('chiyo')
    expect((await ana.get('/api/calendars')).body.links[0].calendars[0].conference).toBe('meet')
    const theirs = await makeRoom(chiyo, [ben])
    for (const [client, room, place] of [
      [ana, roomId, 'teams'],
      [chiyo, theirs, 'meet'],
    ] as const) {
      const answer = await client.post(`/api/rooms/${room}/invites`, offerOf({ place }))
      expect(answer.status, place).toBe(422)
      expect(Object.keys(answer.body.error.fields)).toEqual(['place'])
    }
  })

  test('is not waited for once its calendar is unlinked: one meets here, and the organizer is told', async () => {
    const { ana, ben } = world
    world.google.person(anaThere).setConferences('pending')
    const made = await meetAt('meet')
    await stands(made, 'pending')
    const before = await toldOfNoLink()
    const [link] = (await ana.get('/api/calendars')).body.links
    expect((await ana.delete(`/api/calendars/links/${link.id}`)).status).toBe(200)
    expect(await settled(made, 'failed')).toEqual({ kind: 'meet', host: null, state: 'failed' })
    expect((await joinOf(ben, made)).body.elsewhere).toMatchObject({ state: 'failed', url: null })
    expect(await toldOfNoLink()).toBe(before + 1)

    // What stands there from before is hers, and is not written to any more.
    await linkGoogle(world, ana, { email: anaThere })
    await ana.put(`/api/meetings/${made}/place`, { place: 'meet' })
    expect(await settled(made, 'failed')).toMatchObject({ kind: 'meet' })
  })
})
