import { startSession } from '#accounts'
import { instant } from '#platform/database.ts'
import { newId } from '#platform/ids.ts'
import { sql } from 'kysely'

import { offeredStarts } from '#test/consultations/booking-world.ts'
import { makeOffering, takeHandle } from '#test/consultations/offerings.ts'
import { bookFor, offerOf, sendOffer, startsOf } from '#test/meetings/offers.ts'
import { type Client, makeRoom, newKey, openClient, type TestApp } from '#test/support/app.ts'

/** Everybody who may try something, by what they are in the room that is tried. */
export const everyone = [
  'stranger',
  'outsider',
  'former member',
  'operator',
  'member',
  'attendee',
  'booker',
  'sender',
  'owner',
] as const
export type Someone = (typeof everyone)[number]

export type Identity = { personId: string; email: string }
export type People = Record<Exclude<Someone, 'stranger'>, Identity>

/** Real ids of one room and of what is in it. `sender` wrote the message, made the entry and organizes the meeting. */
export type World = {
  roomId: string
  messageId: string
  entryId: string
  entryToken: string
  inviteId: string
  /** What the booker offers in answer to the open invite. */
  counterOfferId: string
  /** An invite on which the booker and the attendee must agree. */
  agreementId: string
  meetingId: string
  joinToken: string
  /** A call that runs in the room. */
  callId: string
  /** A start of the open invite, and one to which the meeting can be moved. */
  freeStart: string
  /** The time of the counter-offer. */
  otherStart: string
  /** What the sender offers to anyone, and where it stands on their page. */
  offeringId: string
  /** What the booker asked the sender for, which waits for an answer. */
  requestedId: string
  handle: string
  place: string
}

export const password = 'nobody keeps this'

const wholeDay = [['00:00', '24:00']]
const everyDay = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), wholeDay]))
const hours = { weekly: everyDay, fromDate: '2026-10-26', untilDate: '2026-11-08' }

/** Signs all of them up; whoever has the operators' address has shown that it is theirs. */
export async function gatherPeople(on: TestApp, operatorEmail: string): Promise<People> {
  const made = everyone.slice(1).map(async (someone) => {
    const email = someone === 'operator' ? operatorEmail : `${newKey()}@parley.test`
    const answer = await on.stranger().post('/api/sign-up', {
      name: `The ${someone}`,
      email,
      password,
      timeZone: 'Europe/Lisbon',
    })
    if (answer.status !== 200) throw new Error(`${someone} could not sign up: ${JSON.stringify(answer.body)}`)
    return [someone, { personId: answer.body.me.id, email }] as const
  })
  const people = Object.fromEntries(await Promise.all(made)) as People
  await on.app.db
    .updateTable('people')
    .set({ email_verified_at: new Date(on.app.now()) })
    .where('id', '=', people.operator.personId)
    .execute()
  return people
}

/** A new browser in which they are signed in; what one call does to its session concerns no other call. */
export async function browserOf(on: TestApp, people: People, someone: Someone): Promise<Client> {
  if (someone === 'stranger') return openClient(on.url)
  const { personId } = people[someone]
  const { cookie } = await on.app.transaction((tx) => startSession(tx, personId, 'matrix'))
  return openClient(on.url, personId, cookie.split(';')[0])
}

/** Makes a room with all of them in it, and something of everything there is. */
export async function makeWorld(on: TestApp, people: People, name = 'Secret plans'): Promise<World> {
  // Tries are counted by the hour; here they are not what is tried.
  await on.app.db.deleteFrom('rate_limits').execute()
  // What somebody linked in a call before would be written to meanwhile, and their devices pushed to.
  const ids = Object.values(people).map(({ personId }) => personId)
  await on.app.transaction(async ({ db }) => {
    await db.deleteFrom('calendar_links').where('person_id', 'in', ids).execute()
    await db.deleteFrom('push_devices').where('person_id', 'in', ids).execute()
    await db.deleteFrom('offerings').where('person_id', 'in', ids).execute()
    // Nobody has more than a few requests open, nor a time for each world there is.
    await db.deleteFrom('meetings').where('status', '=', 'held').execute()
    // What was agreed in worlds before would leave no time for this one in the end.
    const released = { status: 'released', held_until: null }
    await db.updateTable('engagements').set(released).where('person_id', 'in', ids).execute()
  })
  const names = ['owner', 'sender', 'booker', 'attendee', 'former member'] as const
  const [owner, sender, booker, attendee, former] = await Promise.all(
    names.map((someone) => browserOf(on, people, someone)),
  )
  if (!owner || !sender || !booker || !attendee || !former) throw new Error('Somebody is missing.')
  const roomId = await makeRoom(owner, [sender, booker, attendee, former], name)
  await owner.delete(`/api/rooms/${roomId}/members/${former.personId}`)
  const sent = await sender.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body: 'Only for us' })
  const made = await sender.post(`/api/rooms/${roomId}/entries/link`)
  const booked = await sendOffer(sender, roomId, hours)
  const [start = ''] = await startsOf(booker, booked)
  const meetingId = await bookFor(booker, booked, start)
  const meeting = await booker.get(`/api/meetings/${meetingId}`)
  await sender.post(`/api/meetings/${meetingId}/new-times`, newTimes())
  const inviteId = await sendOffer(sender, roomId, hours)
  const freeStarts = await startsOf(booker, inviteId)
  await sender.post(`/api/rooms/${roomId}/call`)
  const answered = await booker.post(`/api/invites/${inviteId}/counter-offers`, otherTimes(freeStarts.at(-3)))
  await addUnasked(on, roomId, people.member.personId)
  await openCallNow(on, meetingId)
  const handle = `sender-${people.sender.personId.slice(-12)}`
  await takeHandle(sender, handle)
  const offered = await makeOffering(sender, { slug: `plan-${newKey()}` })
  const asked = await makeOffering(sender, { slug: `asked-${newKey()}`, answerWithinMinutes: 60 * 24 * 7 })
  const requestedId = await askFor(on, booker, attendee, { offeringId: asked.id, roomId })
  return {
    requestedId,
    offeringId: offered.id,
    handle,
    place: offered.slug,
    roomId,
    messageId: sent.body.message.id,
    entryId: made.body.entry.id,
    entryToken: String(made.body.entry.url).split('/').at(-1) ?? '',
    inviteId,
    counterOfferId: answered.body.counterOffer.id,
    agreementId: await sendOffer(sender, roomId, { ...hours, agreement: askedOf(booker, attendee) }),
    meetingId,
    joinToken: String(meeting.body.meeting.joinUrl).split('/').at(-1) ?? '',
    freeStart: freeStarts.at(-1) ?? '',
    callId: await readCallId(on, roomId),
    otherStart: freeStarts.at(-3) ?? '',
  }
}

// What is asked for is between two; here others are in their room as well, and one of them is asked to come.
async function askFor(
  on: TestApp,
  booker: Client,
  attendee: Client,
  where: { offeringId: string; roomId: string },
) {
  const { offeringId, roomId } = where
  const startsAt = (await offeredStarts(booker, offeringId)).at(-1)
  const wish = { requestId: newKey(), startsAt, durationMinutes: 30 }
  const { status, body } = await booker.post(`/api/offerings/${offeringId}/book`, wish)
  if (status !== 200) throw new Error(`It could not be asked for: ${JSON.stringify(body)}`)
  const meetingId: string = body.meeting.id
  await on.app.transaction(async ({ db }) => {
    await db.updateTable('meetings').set({ room_id: roomId }).where('id', '=', meetingId).execute()
    await db
      .insertInto('engagements')
      .values({
        meeting_id: meetingId,
        person_id: attendee.personId,
        role: 'attendee',
        rsvp: 'waiting',
        blocks: false,
        starts_at: new Date(body.meeting.startsAt),
        ends_at: new Date(body.meeting.endsAt),
        status: 'held',
        held_until: new Date(body.meeting.heldUntil),
      })
      .execute()
  })
  return meetingId
}

/** Has the meeting of a world take place right now, whatever else its people have then. */
export async function beginMeeting(on: TestApp, { meetingId }: World): Promise<void> {
  const now = on.app.now()
  const span = { starts_at: new Date(now - 60_000), ends_at: new Date(now + 3_600_000) }
  await on.app.transaction(async ({ db }) => {
    await db
      .updateTable('engagements')
      .set({ status: 'released' })
      .where('starts_at', '<', instant(now + 3_600_000))
      .where('ends_at', '>', instant(now - 60_000))
      .execute()
    await db.updateTable('engagements').set(span).where('meeting_id', '=', meetingId).execute()
    await db.updateTable('meetings').set(span).where('id', '=', meetingId).execute()
  })
}

async function readCallId(on: TestApp, roomId: string): Promise<string> {
  const { rows } = await sql<{ call_id: string }>`
    select call_id from room_calls where room_id = ${roomId}::uuid and ended_at is null`.execute(on.app.db)
  return rows[0]?.call_id ?? ''
}

/** An offer that can be sent in such a room. */
export function wideOffer(): Record<string, unknown> {
  return offerOf(hours)
}

/** What is asked of those who must agree on a time. */
export function askedOf(...people: { personId: string }[]): Record<string, unknown> {
  return {
    people: people.map(({ personId }) => ({ personId, part: 'required' })),
    answerBy: '2026-10-30T10:00:00Z',
  }
}

/** New times for the meeting of such a room. */
export function newTimes(): Record<string, unknown> {
  const { durationMinutes: _, note: __, ...offered } = wideOffer()
  return { ...offered, reason: 'Because of the matrix' }
}

/** What an invite can be answered with. */
export function otherTimes(start = ''): Record<string, unknown> {
  return { requestId: newKey(), durationMinutes: 30, starts: [start], note: '' }
}

// A member who was not asked to the meeting: without the fact that would ask whoever comes in.
async function addUnasked(on: TestApp, roomId: string, personId: string): Promise<void> {
  await on.app.db
    .insertInto('memberships')
    .values({ room_id: roomId, person_id: personId, role: 'member', joined_at: new Date(on.app.now()) })
    .execute()
}

// Its call alone stands at the present: it can be come into, and the meeting can still be moved.
async function openCallNow(on: TestApp, meetingId: string): Promise<void> {
  const now = on.app.now()
  const span = JSON.stringify({ startsAt: now, endsAt: now + 1_800_000 })
  await sql`update calls set wanted = wanted || ${span}::jsonb where subject_id = ${meetingId}::uuid`.execute(
    on.app.db,
  )
}

// What may change by itself: the last use of sessions, counted tries, and mails on their way.
const restless = ['sessions', 'rate_limits', 'deliveries']

/** One text for everything that is kept; a call that was refused must leave it as it is. */
export async function fingerprint(on: TestApp): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`.execute(on.app.db)
  const prints: Record<string, string> = {}
  for (const { name } of rows.filter((row) => !restless.includes(row.name))) {
    // A sum needs no order: tables grow with every call.
    const { rows: found } = await sql<{ print: string }>`
      select count(*) || '/' || coalesce(sum(hashtextextended(kept::text, 0)), 0) as print
      from ${sql.table(name)} kept`.execute(on.app.db)
    prints[name] = found[0]?.print ?? ''
  }
  return prints
}

/** An id that nothing has. */
export function unknownId(): string {
  return newId()
}
