import { startSession } from '#accounts'
import { newId } from '#platform/ids.ts'
import { type Answer, type Client, newKey, openClient, type TestApp } from '#test/support/app.ts'

const noHours = { '1': [], '2': [], '3': [], '4': [], '5': [], '6': [], '7': [] }

/** Wide hours over the weeks in which Europe and North America change their clocks. */
export function offerOf(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const day = [['09:00', '17:00']]
  return {
    timeZone: 'Europe/Lisbon',
    weekly: { ...noHours, '1': day, '2': day, '3': day, '4': day, '5': day },
    overrides: {},
    fromDate: '2026-10-26',
    untilDate: '2026-10-30',
    durationMinutes: 30,
    note: 'Bring the plans',
    requestId: newKey(),
    ...changes,
  }
}

/** Sends an offer into a room; answers the invite's id. */
export async function sendOffer(
  client: Client,
  roomId: string,
  changes: Record<string, unknown> = {},
): Promise<string> {
  const answer = await client.post(`/api/rooms/${roomId}/invites`, offerOf(changes))
  if (answer.status !== 200) throw new Error(`Could not send: ${JSON.stringify(answer.body)}`)
  return answer.body.invite.id
}

/** The starts a reader can book in these weeks. */
export async function startsOf(
  client: Client,
  inviteId: string,
  [from, to] = ['2026-10-20T00:00:00Z', '2026-12-01T00:00:00Z'],
): Promise<string[]> {
  const answer = await client.get(`/api/invites/${inviteId}/slots?from=${from}&to=${to}`)
  if (answer.status !== 200) throw new Error(`No slots: ${JSON.stringify(answer.body)}`)
  return answer.body.starts
}

/** Confirms a time. */
export function book(
  client: Client,
  inviteId: string,
  startsAt: string,
  requestId = newKey(),
): Promise<Answer> {
  return client.post(`/api/invites/${inviteId}/book`, { requestId, startsAt })
}

/** Confirms a time that nobody else wants; answers the meeting's id. */
export async function bookFor(client: Client, inviteId: string, startsAt: string): Promise<string> {
  const answer = await book(client, inviteId, startsAt)
  if (answer.status !== 200) throw new Error(`Could not book: ${JSON.stringify(answer.body)}`)
  return answer.body.meeting.id
}

/** Keeps a schedule of one's own. */
export async function saveSchedule(client: Client, changes: Record<string, unknown>): Promise<void> {
  const { body } = await client.get('/api/me/schedule')
  const answer = await client.put('/api/me/schedule', { ...body.schedule, ...changes })
  if (answer.status !== 200) throw new Error(`Could not keep the schedule: ${JSON.stringify(answer.body)}`)
}

/** What the room says, oldest first. Reminders come by the clock, so they are left out unless they are what is tried. */
export async function systemMessages(
  client: Client,
  roomId: string,
  { reminders = false } = {},
): Promise<Answer['body'][]> {
  const { body } = await client.get(`/api/rooms/${roomId}/messages?before=100000&limit=200`)
  return body.messages.filter(
    (message: Answer['body']) =>
      message.kind === 'system' && (reminders || message.detail?.type !== 'meeting.reminder'),
  )
}

/** The cards of a room, oldest first. */
export async function cards(client: Client, roomId: string): Promise<{ kind: string; id: string }[]> {
  const { body } = await client.get(`/api/rooms/${roomId}/messages?before=100000&limit=200`)
  return body.messages.flatMap((message: Answer['body']) => (message.card ? [message.card] : []))
}

/** Many people at once, signed in and members of a room: what sign-up and entries do, without their time and limits. */
export async function crowd(on: TestApp, roomId: string, size: number): Promise<Client[]> {
  return on.app.transaction(async (tx) => {
    const clients: Client[] = []
    for (let index = 0; index < size; index += 1) {
      const personId = newId(tx.now)
      const at = new Date(tx.now)
      await tx.db
        .insertInto('people')
        .values({
          id: personId,
          email: `${personId}@parley.test`,
          name: `Person ${index}`,
          time_zone: 'UTC',
          created_at: at,
        })
        .execute()
      await tx.db
        .insertInto('memberships')
        .values({ room_id: roomId, person_id: personId, role: 'member', joined_at: at })
        .execute()
      const { cookie } = await startSession(tx, personId, 'test')
      clients.push(openClient(on.url, personId, cookie.split(';')[0]))
    }
    return clients
  })
}

/** Every pair of live, blocking engagements of one person that overlap: there must be none. */
export async function listDoubleBookings(on: TestApp): Promise<unknown[]> {
  const rows = await on.app.db
    .selectFrom('engagements')
    .select(['person_id', 'meeting_id', 'starts_at', 'ends_at'])
    .where('status', '=', 'live')
    .where('blocks', '=', true)
    .execute()
  return rows.flatMap((one) =>
    rows.filter(
      (other) =>
        one.person_id === other.person_id &&
        one.meeting_id < other.meeting_id &&
        one.starts_at < other.ends_at &&
        other.starts_at < one.ends_at,
    ),
  )
}

/** Waits until something holds, for what a job does after its cause. */
export async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const value = await read()
    if (holds(value)) return value
    if (tries === 250) throw new Error(`It did not come to pass: ${JSON.stringify(value)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
