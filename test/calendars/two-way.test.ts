import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { type Client, makeRoom } from '#test/support/app.ts'

import { accept, booked } from '../consultations/booking-world.ts'
import { makeOffering, takeHandle } from '../consultations/offerings.ts'
import { bookFor, eventually, sendOffer, systemMessages } from '../meetings/offers.ts'
import { anaThere, benThere, linkGoogle, until } from './google-world.ts'
import {
  agree,
  catchUp,
  eventThere,
  look,
  type MeetingWorld,
  monday,
  move,
  standsOf,
  startMeetingWorld,
  startsThere,
  tuesday,
} from './meeting-world.ts'

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

/** A meeting that stands in both calendars. */
async function agreed(startsAt = monday('10:00')): Promise<string> {
  const meetingId = await agree(world, startsAt)
  await written(meetingId)
  return meetingId
}

async function written(meetingId: string): Promise<void> {
  await eventually(
    () => standsOf(ana, meetingId),
    (now) => Object.values(now).join() === 'written,written',
  )
}

/** The calendars are read, and what follows from that has been done. */
async function follow(meetingId: string, holds: (meeting: Awaited<ReturnType<typeof look>>) => boolean) {
  await catchUp(world, 10)
  return eventually(() => look(ana, meetingId), holds)
}

async function lastWords(roomId = world.roomId): Promise<string> {
  return (await systemMessages(ana, roomId)).at(-1)?.body ?? ''
}

/** Reads and writes until meeting and calendars say the same, twice in a row. */
async function steady(meetingId: string): Promise<void> {
  let agrees = 0
  await eventually(
    async () => {
      await catchUp(world, 5)
      const { startsAt } = await look(ana, meetingId)
      const stands = Object.values(await standsOf(ana, meetingId))
      const there = [...startsThere(world), ...startsThere(world, benThere)]
      const isOne = there.every((at) => at === startsAt) && stands.join() === 'written,written'
      agrees = isOne ? agrees + 1 : 0
      return { agrees, startsAt, there, stands }
    },
    (now) => now.agrees > 2,
  )
}

/** How often an event was made, changed or taken away by us. */
function writes(): number {
  const changing = world.google.requests.filter(({ method }) => method !== 'GET')
  return changing.filter(({ path }) => /\/events(\/[0-9a-v]+)?$/.test(path)).length
}

async function bothAt(startsAt: string): Promise<void> {
  await until(
    () => [anaThere, benThere].every((email) => startsThere(world, email).join() === startsAt),
    `both events are at ${startsAt}`,
  )
}

describe('moved in a calendar', () => {
  test('by the organizer: it moves for all, and the room is told who did it, from when to when', async () => {
    const meetingId = await agreed()
    world.google.person(anaThere).moveEvent(eventThere(world).id, monday('18:00'), monday('19:00'))
    const meeting = await follow(meetingId, (now) => now.startsAt === monday('18:00'))
    expect(meeting.endsAt).toBe(monday('19:00'))
    expect(meeting.changes.at(-1)).toMatchObject({
      kind: 'rescheduled',
      actorName: 'Ana Silva',
      from: { startsAt: monday('10:00'), endsAt: monday('10:30') },
      to: { startsAt: monday('18:00'), endsAt: monday('19:00') },
      reason: 'Moved in their calendar.',
    })
    expect(await lastWords()).toBe(
      'Ana Silva moved the meeting of Monday, 26 October 2026, 10:00–10:30 (Lisbon time) to Monday, 26 October 2026, 18:00–19:00 (Lisbon time). Moved in their calendar.',
    )
    await bothAt(monday('18:00'))
    await written(meetingId)
    // It can still be moved here, and keeps its new length.
    expect((await move(ben, meetingId, tuesday('09:00'))).status).toBe(200)
    expect((await look(ana, meetingId)).endsAt).toBe(tuesday('10:00'))
  })

  test('by who booked, to a time that is offered: it moves', async () => {
    const meetingId = await agreed()
    world.google.person(benThere).moveEvent(eventThere(world, benThere).id, monday('15:30'))
    await follow(meetingId, (now) => now.startsAt === monday('15:30'))
    await bothAt(monday('15:30'))
  })

  test('by who booked, to one that is not: it stays, is put back there, and the room is told', async () => {
    const meetingId = await agreed()
    world.google.person(benThere).moveEvent(eventThere(world, benThere).id, monday('20:00'))
    await catchUp(world, 10)
    await bothAt(monday('10:00'))
    expect(await lastWords()).toContain(
      'in their calendar, but Ana Silva does not offer that time. It stays at',
    )
    const meeting = await look(ana, meetingId)
    expect([meeting.startsAt, meeting.changes.length]).toEqual([monday('10:00'), 1])
    await catchUp(world, 10)
    expect((await look(ana, meetingId)).changes).toHaveLength(1)
  })

  test('by who asked, where the offerer says yes to each time: it is put back, and the room is told', async () => {
    await takeHandle(ana, 'ana-silva')
    const offering = await makeOffering(ana, { answerWithinMinutes: 60 })
    const { id, roomId } = await booked(ben, offering.id, monday('10:00'))
    expect((await accept(ana, id)).status).toBe(200)
    await written(id)
    world.google.person(benThere).moveEvent(eventThere(world, benThere).id, monday('15:30'))
    await catchUp(world, 10)
    await bothAt(monday('10:00'))
    const words = await lastWords(roomId)
    expect(words).toContain('in their calendar, but Ana Silva says yes to each time. It stays at')
    expect(words).toContain('Does it suit? Then Ana Silva can reschedule it.')
    expect((await look(ana, id)).startsAt).toBe(monday('10:00'))
  })

  test('onto another meeting of the other side: they are asked, and nothing is booked twice', async () => {
    const meetingId = await agreed()
    const dev = await world.parley.as('dev')
    const elsewhere = await makeRoom(dev, [ben])
    await bookFor(ben, await sendOffer(dev, elsewhere), monday('14:00'))
    world.google.person(anaThere).moveEvent(eventThere(world).id, monday('14:15'))
    await catchUp(world, 10)
    await until(() => startsThere(world).join() === monday('10:00'), 'it is put back')
    expect(await lastWords()).toContain('in their calendar, but that time is taken. It stays at')
    expect((await look(ana, meetingId)).startsAt).toBe(monday('10:00'))
  })

  test('over another event in the calendar of the other side: they are asked', async () => {
    await agreed()
    const person = world.google.person(benThere)
    person.addEvent({ summary: 'Dentist', start: monday('14:00'), end: monday('15:00') })
    world.google.person(anaThere).moveEvent(eventThere(world).id, monday('14:15'))
    await catchUp(world, 10)
    await until(() => startsThere(world).join() === monday('10:00'), 'it is put back')
    expect(await lastWords()).toContain('in their calendar, but that time is taken. It stays at')
  })

  test('to a whole day, or into the past: it stays', async () => {
    const meetingId = await agreed()
    const person = world.google.person(anaThere)
    person.moveEvent(eventThere(world).id, '2026-10-28', '2026-10-29')
    await catchUp(world, 10)
    await until(() => startsThere(world).join() === monday('10:00'), 'it is put back')
    await written(meetingId)
    person.moveEvent(eventThere(world).id, '2026-10-22T10:00:00Z')
    await catchUp(world, 10)
    await until(() => startsThere(world).join() === monday('10:00'), 'it is put back')
    expect(await lastWords()).toContain('that time has passed')
  })

  test('and moved here before that was seen: the later change here stands', async () => {
    const meetingId = await agreed()
    world.google.person(anaThere).moveEvent(eventThere(world).id, monday('18:00'))
    await move(ben, meetingId, monday('12:00'))
    await catchUp(world, 10)
    await bothAt(monday('12:00'))
    await catchUp(world, 10)
    expect((await look(ana, meetingId)).startsAt).toBe(monday('12:00'))
  })
})

describe('taken out of a calendar', () => {
  test('by who may cancel it: it is cancelled, with that as the reason', async () => {
    const meetingId = await agreed()
    world.google.person(benThere).deleteEvent(eventThere(world, benThere).id)
    const meeting = await follow(meetingId, (now) => now.status === 'cancelled')
    expect(meeting.changes.at(-1)).toMatchObject({
      kind: 'cancelled',
      actorName: 'Ben Carter',
      reason: 'Removed in their calendar.',
    })
    await until(() => startsThere(world).length === 0, 'it is gone from the other one as well')
    expect(startsThere(world, benThere)).toEqual([])
  })

  test('is noticed when it is to be written, too', async () => {
    const meetingId = await agreed()
    world.google.person(benThere).deleteEvent(eventThere(world, benThere).id)
    await move(ana, meetingId, monday('12:00'))
    await eventually(
      () => look(ana, meetingId),
      (now) => now.status === 'cancelled',
    )
    expect(startsThere(world, benThere)).toEqual([])
  })

  test('a list that comes empty removes nothing, nor does one that breaks off', async () => {
    const meetingId = await agreed()
    for (const kind of ['emptied', 'truncated', 'malformed'] as const) {
      world.google.person(anaThere).addEvent({ start: tuesday('20:00'), end: tuesday('21:00') })
      const fault = world.google.fail({ kind, times: 4, match: { method: 'GET', path: /\/events$/ } })
      await catchUp(world, 10)
      fault.cancel()
    }
    await catchUp(world, 30)
    const meeting = await look(ana, meetingId)
    expect([meeting.status, meeting.changes.length]).toEqual(['confirmed', 1])
  })
})

describe('who only attends', () => {
  const devThere = 'dev.patel@example.com'
  let dev: Client
  let meetingId: string

  beforeEach(async () => {
    world.google.addAccount({ email: devThere, timeZone: 'Asia/Kolkata' })
    dev = await world.parley.as('dev')
    await linkGoogle(world, dev, { email: devThere })
    const roomId = await makeRoom(ana, [ben, dev], 'Garden')
    meetingId = await bookFor(ben, await sendOffer(ana, roomId), monday('10:00'))
    await until(() => startsThere(world, devThere).length === 1, 'it is written')
    await eventually(
      () => standsOf(ana, meetingId),
      (now) => Object.values(now).join() === 'written,written,written',
    )
  })

  test('moves it for nobody: it is put back, and they alone are told', async () => {
    world.google.person(devThere).moveEvent(eventThere(world, devThere).id, monday('16:00'))
    await catchUp(world, 10)
    await until(() => startsThere(world, devThere).join() === monday('10:00'), 'it is put back')
    expect((await look(ana, meetingId)).changes).toHaveLength(1)
    const told = await eventually(
      () => world.parley.mails(),
      (mails) => mails.some(({ subject }) => subject === 'The meeting stays at its time'),
    )
    expect(told.filter(({ subject }) => subject.includes('stays')).map(({ to }) => to)).toEqual([
      'dev@parley.test',
    ])
  })

  test.each([['removes'], ['declines']])(
    '%s it there: they have declined, and it stays away',
    async (how) => {
      const person = world.google.person(devThere)
      const { id } = eventThere(world, devThere)
      if (how === 'removes') person.deleteEvent(id)
      else person.decline(id)
      const meeting = await follow(meetingId, (now) =>
        now.people.some(
          (one: { name: string; rsvp: string }) => one.name === 'Dev Patel' && one.rsvp === 'declined',
        ),
      )
      expect(meeting.status).toBe('confirmed')
      expect(meeting.changes.at(-1)).toMatchObject({ kind: 'declined', actorName: 'Dev Patel' })
      await until(() => startsThere(world, devThere).length === 0, 'it is gone')
      // Somebody comes into the room: the meeting changes, and theirs does not come back.
      const eve = await world.parley.as('eve')
      const link = await ana.post(`/api/rooms/${meeting.roomId}/entries/link`)
      await eve.post(`/api/entries/${String(link.body.entry.url).split('/').at(-1)}`)
      await eventually(
        () => look(ana, meetingId),
        (now) => now.people.length === 4,
      )
      await catchUp(world, 10)
      expect(startsThere(world, devThere)).toEqual([])
    },
  )
})

test('a guest added there cannot come in, and the organizer is told, once', async () => {
  const meetingId = await agreed()
  const person = world.google.person(anaThere)
  person.addGuests(eventThere(world).id, ['friend@example.com'])
  await catchUp(world, 10)
  const guestMails = async () =>
    (await world.parley.mails()).filter(({ subject }) => subject === 'A guest was added in a calendar')
  const [mail] = await eventually(guestMails, (mails) => mails.length > 0)
  expect(mail).toMatchObject({ to: 'ana@parley.test', text: expect.stringContaining('friend@example.com') })
  person.editEvent(eventThere(world).id, { summary: 'Called otherwise by Ana' })
  await catchUp(world, 10)
  world.google.person(benThere).addGuests(eventThere(world, benThere).id, ['secret@example.com'])
  await catchUp(world, 10)
  const mails = await eventually(guestMails, (all) => all.length === 2)
  expect(mails.map(({ to }) => to)).toEqual(['ana@parley.test', 'ana@parley.test'])
  expect(JSON.stringify(mails)).not.toContain('secret@example.com')
  expect((await look(ana, meetingId)).people).toHaveLength(2)
})

test('twenty changes at random in both calendars end in one state', async () => {
  const meetingId = await agreed()
  let random = 20_261_123
  const pick = <T>(choices: readonly T[]): T => {
    random = (random * 1_103_515_245 + 12_345) % 2 ** 31
    return choices[Math.floor((random / 2 ** 31) * choices.length)] as T
  }
  const hours = ['09:00', '09:30', '11:00', '13:00', '14:30', '16:30', '19:00', '23:00']
  for (let change = 0; change < 20; change += 1) {
    const email = pick([anaThere, benThere])
    const [event] = world.google.person(email).events()
    if (event) world.google.person(email).moveEvent(event.id, pick([monday, tuesday])(pick(hours)))
    if (pick([true, false])) await catchUp(world, 10)
  }
  await steady(meetingId)
  const meeting = await look(ana, meetingId)
  const { length } = meeting.changes
  const said = (await systemMessages(ana, world.roomId)).length
  const wrote = writes()
  for (let round = 0; round < 3; round += 1) await steady(meetingId)
  expect((await look(ana, meetingId)).changes).toHaveLength(length)
  expect(await systemMessages(ana, world.roomId)).toHaveLength(said)
  expect(writes()).toBe(wrote)
})
