import { chores } from '#calendars'
import { type Answer, type Client, makeRoom, newKey } from '#test/support/app.ts'

import { bookFor, sendOffer } from '../meetings/offers.ts'
import { anaThere, benThere, type GoogleWorld, linkGoogle, startGoogleWorld, until } from './google-world.ts'

/** Ana and Ben with their calendars at Google, and a room of theirs. */
export type MeetingWorld = GoogleWorld & { ana: Client; ben: Client; roomId: string }

/** Monday, 26 October, when the clocks of Lisbon show UTC. */
export const monday = (time: string): string => `2026-10-26T${time}:00Z`
export const tuesday = (time: string): string => `2026-10-27T${time}:00Z`

/** Starts Parley and Google; both have linked their calendars, unless they are not to. */
export async function startMeetingWorld(
  linked: { ana?: boolean; ben?: boolean } = {},
  env: Record<string, string> = {},
): Promise<MeetingWorld> {
  const world = await startGoogleWorld(env)
  const ana = await world.parley.as('ana')
  const ben = await world.parley.as('ben')
  if (linked.ana ?? true) await linkGoogle(world, ana, { email: anaThere })
  if (linked.ben ?? true) await linkGoogle(world, ben, { email: benThere })
  return { ...world, ana, ben, roomId: await makeRoom(ana, [ben]) }
}

/** What a worker would find to do by now, until nothing is left to do. */
export async function catchUp({ parley }: GoogleWorld, minutes = 0): Promise<void> {
  parley.clock.advance(minutes * 60_000)
  for (const { run } of chores) await run(parley.app)
}

/**
 * Waits, while the clock goes on, until it is so. A try that was under way when the clock was moved puts its next one
 * off from there; a clock that stood would never come to it.
 */
export function inTime(
  world: GoogleWorld,
  isSo: () => Promise<boolean> | boolean,
  what: string,
): Promise<void> {
  return until(async () => {
    await catchUp(world, 1)
    return isSo()
  }, what)
}

/** Only what is to be written, as if reading were not due. */
export async function writeOnly({ parley }: GoogleWorld, minutes: number): Promise<void> {
  parley.clock.advance(minutes * 60_000)
  await chores.find(({ name }) => name === 'write copies')?.run(parley.app)
}

/** Ana offers, Ben books; answers the meeting's id. */
export async function agree({ ana, ben, roomId }: MeetingWorld, startsAt = monday('10:00')): Promise<string> {
  return bookFor(ben, await sendOffer(ana, roomId), startsAt)
}

/** Moves a meeting here. */
export function move(client: Client, meetingId: string, startsAt: string): Promise<Answer> {
  return client.post(`/api/meetings/${meetingId}/reschedule`, { requestId: newKey(), startsAt, reason: '' })
}

/** Cancels a meeting here. */
export function cancel(client: Client, meetingId: string): Promise<Answer> {
  return client.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason: '' })
}

/** The meeting as this person sees it. */
export async function look(client: Client, meetingId: string): Promise<Answer['body']> {
  return (await client.get(`/api/meetings/${meetingId}`)).body.meeting
}

/** When the events of a calendar there begin, ascending. */
export function startsThere({ google }: GoogleWorld, email = anaThere): string[] {
  const starts = google
    .person(email)
    .events()
    .map(({ start }) => whenOf(start))
  return starts.map((at) => new Date(at).toISOString().replace('.000Z', 'Z')).toSorted()
}

/** The one event of a calendar there. */
export function eventThere({ google }: GoogleWorld, email = anaThere) {
  const [event, ...more] = google.person(email).events()
  if (!event || more.length > 0) throw new Error(`${email} has ${more.length + (event ? 1 : 0)} events.`)
  return event
}

/** Where a meeting stands in the calendars of its people, by name. */
export async function standsOf(client: Client, meetingId: string): Promise<Record<string, string>> {
  const { copies, people } = await look(client, meetingId)
  const nameOf = (id: string) => people.find((one: { personId: string }) => one.personId === id)?.name
  return Object.fromEntries(copies.map((one: Answer['body']) => [nameOf(one.personId), one.stand]))
}

// A whole day has a date instead.
function whenOf(start: unknown): string {
  const { dateTime, date } = start as { dateTime?: string; date?: string }
  return dateTime ?? `${date}T00:00:00Z`
}
