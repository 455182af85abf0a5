import { type Answer, type Client, newKey } from './client.ts'

const wholeDay = [['00:00', '24:00']]
const everyDay = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), wholeDay]))

/** Lets a person be met at once, on a grid of quarter hours, so that a story finds times at any hour. Their hours stay those of workdays. */
export async function bePliable(client: Client): Promise<void> {
  const { schedule } = done(await client.get('/api/me/schedule'))
  done(await client.put('/api/me/schedule', { ...schedule, minimumNoticeMinutes: 0, incrementMinutes: 15 }))
}

/** Writes a message; answers its id. */
export async function write(client: Client, roomId: string, body: string): Promise<string> {
  return done(await client.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body })).message.id
}

/** Offers half an hour at any time from one date to another; answers the invite's id. */
export async function offer(
  client: Client,
  roomId: string,
  dates: readonly [string, string],
  changes: object = {},
): Promise<string> {
  const [fromDate, untilDate] = dates
  const answer = await client.post(`/api/rooms/${roomId}/invites`, {
    requestId: newKey(),
    timeZone: 'Europe/Lisbon',
    weekly: everyDay,
    overrides: {},
    fromDate,
    untilDate,
    durationMinutes: 30,
    note: 'The wall, the window and the worktop.',
    ...changes,
  })
  return done(answer).invite.id
}

/** Confirms a time; answers the meeting. */
export async function book(client: Client, inviteId: string, startsAt: string): Promise<Answer['body']> {
  return done(await client.post(`/api/invites/${inviteId}/book`, { requestId: newKey(), startsAt, word: '' }))
    .meeting
}

/** Moves a meeting. */
export async function reschedule(
  client: Client,
  meetingId: string,
  startsAt: string,
  reason: string,
): Promise<void> {
  done(await client.post(`/api/meetings/${meetingId}/reschedule`, { requestId: newKey(), startsAt, reason }))
}

/** Cancels a meeting. */
export async function cancel(client: Client, meetingId: string, reason: string): Promise<void> {
  done(await client.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason }))
}

/** Takes an invite back. */
export async function withdraw(client: Client, inviteId: string): Promise<void> {
  done(await client.post(`/api/invites/${inviteId}/withdraw`))
}

/** The date in some days, as the calendar of UTC has it. */
export function dateInDays(days: number, from: number = Date.now()): string {
  return new Date(from + days * 86_400_000).toISOString().slice(0, 10)
}

function done(answer: Answer): Answer['body'] {
  if (answer.status !== 200) throw new Error(`It was refused: ${JSON.stringify(answer.body)}`)
  return answer.body
}
