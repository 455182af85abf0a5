import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { type Client, makeRoom, newKey } from '#test/support/app.ts'

import {
  book,
  bookFor,
  crowd,
  eventually,
  saveSchedule,
  sendOffer,
  startsOf,
  systemMessages,
} from '../meetings/offers.ts'
import { anaThere, benThere, onlyLink } from './google-world.ts'
import { agree, catchUp, look, type MeetingWorld, monday, move, startMeetingWorld } from './meeting-world.ts'

let world: MeetingWorld
let ana: Client
let ben: Client

beforeEach(async () => {
  world = await startMeetingWorld()
  ;({ ana, ben } = world)
})
afterEach(async () => {
  expect(world.google.breaches()).toEqual([])
  await world.stop()
})

const wholeMonday: [string, string] = [monday('00:00'), '2026-10-27T00:00:00Z']

/** Something in Ana's own calendar. */
function busy(from: string, to: string, email = anaThere): string {
  return world.google.person(email).addEvent({ summary: 'Dentist, told to nobody', start: from, end: to })
}

async function reasons(client: Client, inviteId: string, startsAt: string) {
  return (await client.get(`/api/invites/${inviteId}/why?startsAt=${startsAt}`)).body.reasons
}

describe('busy times of the organizer', () => {
  test('take away what was offered: 9 to 17 with 15 to 17 busy shows 9 to 15', async () => {
    busy(monday('15:00'), monday('17:00'))
    await catchUp(world, 10)
    const inviteId = await sendOffer(ana, world.roomId)
    const starts = await startsOf(ben, inviteId, wholeMonday)
    expect([starts.length, starts[0], starts.at(-1)]).toEqual([12, monday('09:00'), monday('14:30')])
    const forged = await book(ben, inviteId, monday('15:00'))
    expect([forged.status, forged.body.error.code]).toEqual([409, 'time_taken'])
    expect(forged.body.error.details.slots.starts).not.toContain(monday('15:00'))
    expect(JSON.stringify(await ben.get(`/api/invites/${inviteId}`))).not.toContain('Dentist')
  })

  test('have the organizer’s pauses around them, and stop where they stop', async () => {
    await saveSchedule(ana, { bufferBeforeMinutes: 30, bufferAfterMinutes: 0 })
    busy(monday('12:00'), monday('13:00'))
    await catchUp(world, 10)
    const inviteId = await sendOffer(ana, world.roomId)
    const starts = await startsOf(ben, inviteId, wholeMonday)
    expect(starts).toContain(monday('11:30'))
    expect(starts).not.toContain(monday('13:00'))
    expect(starts).toContain(monday('13:30'))
  })

  test('are read again at the moment of confirming', async () => {
    const inviteId = await sendOffer(ana, world.roomId)
    expect(await startsOf(ben, inviteId, wholeMonday)).toContain(monday('10:00'))
    busy(monday('10:15'), monday('10:20'))
    const late = await book(ben, inviteId, monday('10:00'))
    expect([late.status, late.body.error.code]).toEqual([409, 'time_taken'])
    expect(late.body.error.details.slots.starts).toContain(monday('10:30'))
    expect((await book(ben, inviteId, monday('10:30'))).status).toBe(200)
  })

  test('are told to open pickers when they change', async () => {
    const inviteId = await sendOffer(ana, world.roomId)
    busy(monday('10:00'), monday('11:00'))
    await catchUp(world, 10)
    await eventually(
      async () => (await ben.get(`/api/streams/r:${world.roomId}/events?after=0&limit=200`)).body.events,
      (events) =>
        events.some((one: { k: string; d: { kind?: string; id?: string } }) => {
          return one.k === 'card.changed' && one.d.kind === 'invite' && one.d.id === inviteId
        }),
    )
    expect(await startsOf(ben, inviteId, wholeMonday)).not.toContain(monday('10:00'))
  })

  test('only warn where they are the reader’s own, and are free where they belong to neither', async () => {
    busy(monday('10:00'), monday('10:30'), benThere)
    await catchUp(world, 10)
    const inviteId = await sendOffer(ana, world.roomId)
    const range = `from=${wholeMonday[0]}&to=${wholeMonday[1]}`
    const { body } = await ben.get(`/api/invites/${inviteId}/slots?${range}`)
    expect(body.starts).toContain(monday('10:00'))
    expect(body.warned).toEqual([monday('10:00')])
    const dev = await world.parley.as('dev')
    const roomId = await makeRoom(ana, [dev])
    const other = await dev.get(`/api/invites/${await sendOffer(ana, roomId)}/slots?${range}`)
    expect(other.body.warned).toEqual([])
    expect((await book(ben, inviteId, monday('10:00'))).status).toBe(200)
  })

  test('are not made of meetings agreed here: one can be moved by half of its length', async () => {
    const meetingId = await agree(world, monday('10:00'))
    await eventually(
      async () => (await look(ana, meetingId)).copies,
      (copies) => copies.length === 2 && copies.every((one: { stand: string }) => one.stand === 'written'),
    )
    await catchUp(world, 10)
    await saveSchedule(ana, { incrementMinutes: 15 })
    expect((await move(ben, meetingId, monday('10:15'))).status).toBe(200)
    busy(monday('12:00'), monday('13:00'))
    const taken = await move(ben, meetingId, monday('12:00'))
    expect([taken.status, taken.body.error.code]).toEqual([409, 'time_taken'])
    expect((await look(ana, meetingId)).startsAt).toBe(monday('10:15'))
  })
})

describe('a calendar that cannot be read', () => {
  test('for less than a day: what it said last counts, and the room reads that it did', async () => {
    busy(monday('15:00'), monday('16:00'))
    await catchUp(world, 10)
    const inviteId = await sendOffer(ana, world.roomId)
    world.parley.clock.advance(60 * 60_000)
    const outage = world.google.fail({ kind: 'backend-error', times: 1_000 })
    expect((await book(ben, inviteId, monday('15:00'))).status).toBe(409)
    expect((await book(ben, inviteId, monday('10:00'))).status).toBe(200)
    const [said] = (await systemMessages(ben, world.roomId)).filter(({ body }) => body.includes('booked'))
    expect(said.body).toContain('The organizer’s calendar could not be read just then')
    expect(said.detail.calendarReadAt).toMatch(/^2026-10-23T1/)
    outage.cancel()
  })

  test('for longer: nothing is offered or booked, also from an answer that was kept, until it is ignored', async () => {
    const inviteId = await sendOffer(ana, world.roomId)
    const before = await startsOf(ben, inviteId)
    expect(await startsOf(ben, inviteId)).toEqual(before)
    const outage = world.google.fail({ kind: 'backend-error', times: 10_000 })
    world.parley.clock.advance(24 * 60 * 60_000)
    const range = 'from=2026-10-20T00:00:00Z&to=2026-12-01T00:00:00Z'
    const slots = (client: Client) => client.get(`/api/invites/${inviteId}/slots?${range}`)
    const [forBen, forAna] = [await slots(ben), await slots(ana)]
    expect([forBen.status, forBen.body.error.code]).toEqual([409, 'times_unchecked'])
    expect(forBen.body.error.message).toContain('being checked')
    expect(forAna.body.error.message).toContain('Settings > Calendars')
    const confirmed = await book(ben, inviteId, monday('10:00'))
    expect([confirmed.status, confirmed.body.error.code]).toEqual([409, 'times_unchecked'])
    expect((await ben.get(`/api/invites/${inviteId}`)).body.invite).toMatchObject({
      isUnchecked: true,
      nextStarts: [],
    })
    const { calendars } = await onlyLink(ana)
    expect(await reasons(ana, inviteId, monday('10:00'))).toMatchObject([
      { kind: 'unknown', name: anaThere, calendarId: calendars[0].id, mend: 'calendars' },
    ])

    const ignored = await ana.post(`/api/calendars/calendars/${calendars[0].id}/ignore`, { ignored: true })
    expect(ignored.status).toBe(200)
    expect(await startsOf(ben, inviteId)).toContain(monday('10:00'))
    expect((await book(ben, inviteId, monday('10:00'))).status).toBe(200)
    outage.cancel()
  })
})

describe('why a time is missing', () => {
  test('is answered to the organizer by name, with the place to change it', async () => {
    busy(monday('15:00'), monday('16:00'))
    const elsewhere = await makeRoom(ana, [ben], 'Garden')
    const meetingId = await bookFor(ben, await sendOffer(ana, elsewhere), monday('11:00'))
    await catchUp(world, 10)
    const inviteId = await sendOffer(ana, world.roomId)
    expect(await reasons(ana, inviteId, monday('10:00'))).toEqual([])
    expect(await reasons(ana, inviteId, monday('15:30'))).toMatchObject([
      {
        kind: 'calendar',
        name: anaThere,
        startsAt: monday('15:00'),
        endsAt: monday('16:00'),
        mend: 'calendars',
      },
    ])
    expect(await reasons(ana, inviteId, monday('11:00'))).toMatchObject([
      { kind: 'meeting', name: 'Meeting: Garden', meetingId, roomId: elsewhere, mend: 'meeting' },
    ])
    expect(await reasons(ana, inviteId, monday('08:00'))).toMatchObject([{ kind: 'hours', mend: 'invite' }])
  })

  test('is nobody else’s business', async () => {
    const inviteId = await sendOffer(ana, world.roomId)
    const path = `/api/invites/${inviteId}/why?startsAt=${monday('10:00')}`
    const forBen = await ben.get(path)
    expect([forBen.status, forBen.body.error.code]).toEqual([403, 'not_sender'])
    expect((await (await world.parley.as('eve')).get(path)).status).toBe(404)
  })
})

test('of sixty-four who confirm at once one wins, calendars linked or not', async () => {
  busy(monday('15:00'), monday('16:00'))
  const people = await crowd(world.parley, world.roomId, 64)
  const inviteId = await sendOffer(ana, world.roomId)
  const requestId = newKey()
  const answers = await Promise.all(people.map((one) => book(one, inviteId, monday('10:00'), requestId)))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  expect(statuses.filter((status) => status === 409)).toHaveLength(63)
  expect(await world.parley.app.db.selectFrom('meetings').select('id').execute()).toHaveLength(1)
  await eventually(
    async () => world.google.person(anaThere).events().length,
    (count) => count === 2,
  )
})
