import { type Client, makeRoom, newKey, signUp } from '#test/support/client.ts'

const minute = 60_000
const hour = 60 * minute

/** The clock of the sample world: how far it stands behind the real one. */
export type DemoClock = { behindMs: number }

/**
 * Fills an empty Parley through its own API: three people, two rooms, a conversation over two days, an open invite, a booked
 * and a cancelled meeting. Leaves the clock at the present.
 */
export async function furnish(url: string, clock: DemoClock): Promise<void> {
  const ana = await signUp(url, 'ana')
  const ben = await signUp(url, 'ben')
  const chiyo = await signUp(url, 'chiyo')
  const kitchen = await makeRoom(ana, [ben], 'Kitchen rebuild')
  const launch = await makeRoom(chiyo, [ana, ben], 'Spring launch')

  await say(
    ana,
    kitchen,
    'Hi Ben, I read through your notes. The **oak worktop** is doable, but I want to see the wall first.',
  )
  pass(clock, 9 * minute)
  await say(ben, kitchen, 'Great. I can show you around on video, the light is good in the mornings.')
  pass(clock, 2 * minute)
  await say(ben, kitchen, 'Here is the plan of the flat: https://example.com/plan')
  pass(clock, 20 * hour)

  const called = await offer(ana, kitchen, 30, 'A first look at the wall and the window.')
  const off = await book(ben, called, '15:00', 'I will have the camera ready.')
  pass(clock, 3 * hour)
  await cancel(ben, off, 'The builders are still in there that day.')
  await say(ben, kitchen, 'Sorry about that. Could you offer some other times?')
  pass(clock, 40 * minute)

  await say(
    chiyo,
    launch,
    'Welcome, both. Three things to settle:\n\n- the date\n- who writes the texts\n- what the first page says',
  )
  pass(clock, 6 * minute)
  await say(ana, launch, 'I can take the texts.')
  const planning = await offer(chiyo, launch, 45, 'Planning the launch')
  await book(ana, planning, '07:00', '')
  pass(clock, 90 * minute)
  await say(ben, launch, 'See you both then.')

  await say(ana, kitchen, 'Of course. I have opened my week for you, take whatever suits.')
  await offer(ana, kitchen, 30, 'Wall, window, worktop. Half an hour should do.')
  clock.behindMs = 0
  for (const [who, roomId] of [
    [ana, kitchen],
    [ana, launch],
    [chiyo, launch],
  ] as const)
    await readAll(who, roomId)
}

// Whoever answers has read what stands there.
async function say(who: Client, roomId: string, body: string): Promise<void> {
  await readAll(who, roomId)
  expectDone(await who.post(`/api/rooms/${roomId}/messages`, { clientId: newKey(), body }))
}

async function readAll(who: Client, roomId: string): Promise<void> {
  const { head } = expectDone(await who.get(`/api/rooms/${roomId}`))
  expectDone(await who.put(`/api/rooms/${roomId}/read`, { seq: head }))
}

async function offer(who: Client, roomId: string, durationMinutes: number, note: string): Promise<string> {
  const { schedule } = expectDone(await who.get('/api/me/schedule'))
  const answer = await who.post(`/api/rooms/${roomId}/invites`, {
    requestId: newKey(),
    timeZone: schedule.timeZone,
    weekly: schedule.weekly,
    overrides: {},
    fromDate: dateInDays(0),
    untilDate: dateInDays(13),
    durationMinutes,
    note,
  })
  return expectDone(answer).invite.id
}

/** Books the first time there is on the clock of UTC, as it suits both sides of the sample rooms. */
async function book(who: Client, inviteId: string, utcTime: string, word: string): Promise<string> {
  const range = `from=${dateInDays(2)}T00:00:00Z&to=${dateInDays(14)}T00:00:00Z`
  const { starts } = expectDone(await who.get(`/api/invites/${inviteId}/slots?${range}`))
  const startsAt = starts.find((start: string) => start.includes(`T${utcTime}`)) ?? starts[0]
  const answer = await who.post(`/api/invites/${inviteId}/book`, { requestId: newKey(), startsAt, word })
  return expectDone(answer).meeting.id
}

async function cancel(who: Client, meetingId: string, reason: string): Promise<void> {
  expectDone(await who.post(`/api/meetings/${meetingId}/cancel`, { requestId: newKey(), reason }))
}

function pass(clock: DemoClock, ms: number): void {
  clock.behindMs = Math.max(0, clock.behindMs - ms)
}

function dateInDays(days: number): string {
  return new Date(Date.now() + days * 24 * hour).toISOString().slice(0, 10)
}

function expectDone(answer: { status: number; body: { [key: string]: unknown } }) {
  if (answer.status !== 200)
    throw new Error(`The sample world could not be made: ${JSON.stringify(answer.body)}`)
  // oxlint-disable-next-line typescript/no-explicit-any -- the sample world reads a few fields of many answers
  return answer.body as any
}
