import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { everythingKept } from '../security/everything-kept.ts'
import { sendOffer, startsOf } from '../meetings/offers.ts'
import { anaThere, benThere, onlyLink } from './google-world.ts'
import { catchUp, type MeetingWorld, monday, startMeetingWorld } from './meeting-world.ts'

const title = 'Zahnarzt Dr. Löwe'
const soon = { timeout: 15_000, interval: 100 }
const week = '/api/me/time?from=2026-10-26T00:00:00Z&to=2026-11-02T00:00:00Z'

let world: MeetingWorld
let eventId: string

beforeEach(async () => {
  world = await startMeetingWorld()
  const ana = world.google.person(anaThere)
  eventId = ana.addEvent({ summary: title, start: monday('15:00'), end: monday('16:00') })
  ana.addEvent({ summary: 'Geheim', start: monday('16:00'), end: monday('17:00'), visibility: 'private' })
  ana.addEvent({ start: monday('17:00'), end: monday('18:00') })
  ana.addEvent({ summary: 'Frei', start: monday('09:00'), end: monday('10:00'), transparency: 'transparent' })
  world.google.person(benThere).addEvent({ summary: 'Yoga', start: monday('15:00'), end: monday('16:00') })
  await catchUp(world, 10)
  // The first reading may be under way still.
  await vi.waitFor(async () => expect(await titlesOf(world.ana)).toEqual([title, 'Geheim', null]), soon)
  await vi.waitFor(async () => expect(await titlesOf(world.ben)).toEqual(['Yoga']), soon)
})
afterEach(async () => {
  expect(world.google.breaches()).toEqual([])
  await world.stop()
})

async function titlesOf(client: MeetingWorld['ana']): Promise<(string | null)[]> {
  const { calendars } = (await client.get(week)).body
  return calendars.flatMap((one: { busy: { title: string | null }[] }) => one.busy.map((time) => time.title))
}

async function busyVersion(): Promise<unknown> {
  const { db } = world.parley.app
  return db.selectFrom('busy_versions').selectAll().orderBy('person_id').execute()
}

test('everybody sees what stands in their own calendars, private or not, and nothing of what is free', async () => {
  expect(await titlesOf(world.ana)).toEqual([title, 'Geheim', null])
  expect(await titlesOf(world.ben)).toEqual(['Yoga'])
  expect(await titlesOf(await world.parley.as('eve'))).toEqual([])
})

test('why a time is missing is said with what stands there, to whoever offers it alone', async () => {
  const inviteId = await sendOffer(world.ana, world.roomId)
  const why = `/api/invites/${inviteId}/why?startsAt=${monday('15:30')}`
  expect((await world.ana.get(why)).body.reasons).toMatchObject([{ kind: 'calendar', name: anaThere, title }])
  expect((await world.ben.get(why)).status).toBe(403)
  expect(await startsOf(world.ben, inviteId)).not.toContain(monday('15:30'))
})

test('the database holds none of it in words, and no export does', async () => {
  const kept = await everythingKept(world.parley)
  expect(kept).toContain(anaThere)
  for (const word of [title, 'Löwe', 'Geheim', 'Yoga']) expect(kept).not.toContain(word)
  const exported = await world.ana.post('/api/me/export')
  expect(exported.status).toBe(200)
  expect(JSON.stringify(exported.body)).not.toContain(title)
})

test('another name is told to its owner, and nobody’s answers are made anew for it', async () => {
  const before = await busyVersion()
  world.google.person(anaThere).editEvent(eventId, { summary: 'Zahnarzt\r\n\u202eneu' })
  await catchUp(world, 10)
  await vi.waitFor(async () => expect((await titlesOf(world.ana))[0]).toBe('Zahnarzt neu'), soon)
  expect(await busyVersion()).toEqual(before)
})

test('what is moved takes its title with it', async () => {
  const times = { start: monday('11:00'), end: monday('11:30') }
  world.google.person(anaThere).moveEvent(eventId, times.start, times.end)
  await catchUp(world, 10)
  await vi.waitFor(async () => {
    const { calendars } = (await world.ana.get(week)).body
    expect(calendars[0].busy).toContainEqual({ startsAt: times.start, endsAt: times.end, title })
    expect(calendars[0].busy).toHaveLength(3)
  }, soon)
})

test('a link that ends takes titles with it', async () => {
  const rows = () => world.parley.app.db.selectFrom('busy_titles').selectAll().execute()
  expect(await rows()).toHaveLength(2)
  await world.ana.delete(`/api/calendars/links/${(await onlyLink(world.ana)).id}`)
  expect(await rows()).toHaveLength(1)
  expect(await titlesOf(world.ana)).toEqual([])
})
