import { bookFor, sendOffer, startsOf } from '#test/meetings/offers.ts'
import { openPage, type OpenPage } from '#test/rooms/live-socket.ts'
import {
  type Client,
  type Clock,
  makeRoom,
  newKey,
  openClient,
  type TestApp,
  testStart,
} from '#test/support/app.ts'

export type Meeting = { roomId: string; meetingId: string; token: string; startsAt: string }

/** A clock that runs, from wherever it is set. */
export function runningClock(): Clock {
  let ahead = Date.parse(testStart) - Date.now()
  return {
    now: () => Date.now() + ahead,
    set: (iso) => (ahead = Date.parse(iso) - Date.now()),
    advance: (ms) => (ahead += ms),
  }
}

/** A meeting of all of them, which the clock is a minute before; the first organizes it, the second has booked. */
export async function makeMeeting(on: TestApp, people: readonly Client[]): Promise<Meeting> {
  on.clock.set(testStart)
  const [organizer, booker] = people
  if (!organizer || !booker) throw new Error('A meeting has an organizer and a booker.')
  const roomId = await makeRoom(organizer, people.slice(1))
  const inviteId = await sendOffer(organizer, roomId)
  const starts = await startsOf(booker, inviteId)
  const startsAt = starts[Math.floor(Math.random() * starts.length)] ?? ''
  const meetingId = await bookFor(booker, inviteId, startsAt)
  const { body } = await booker.get(`/api/meetings/${meetingId}`)
  on.clock.set(new Date(Date.parse(startsAt) - 60_000).toISOString())
  return { roomId, meetingId, token: body.meeting.joinUrl.split('/').at(-1), startsAt }
}

/** The same person's browser at another server of the same database. */
export function elsewhere(client: Client, url: string): Client {
  const value = client.cookie().split('=')[1]
  return openClient(url, client.personId, `parley-${new URL(url).port}=${value}`)
}

export const quiet = { microphone: true, camera: false, sharing: false }

/** Somebody's page in a call. */
export type Inside = { page: OpenPage; seat: string; answer: Awaited<ReturnType<OpenPage['ask']>> }

/** Opens a page and comes in with it. */
export async function comeIn(
  on: Pick<TestApp, 'url'>,
  client: Client,
  token: string,
  { seat = newKey(), ...changes }: { seat?: string; moves?: boolean; camera?: boolean } = {},
): Promise<Inside> {
  const page = await openPage(on, client)
  const answer = await page.ask('call.join', { token, seat, moves: false, ...quiet, ...changes })
  return { page, seat, answer }
}

/** Who is in, as this page was told last; undefined while it was told nothing, null once it is out. */
export function told({
  frames,
}: OpenPage): { id: string; name: string; camera: boolean }[] | null | undefined {
  const last = frames.findLast(({ t }) => t === 'state') as
    | { d: { seats: { id: string; name: string; camera: boolean }[] } | null }
    | undefined
  return last && (last.d?.seats ?? null)
}

/** Waits until a page was told that exactly these seats are in. */
export function hearSeats(page: OpenPage, seats: readonly string[], withinMs?: number): Promise<true> {
  const wanted = seats.toSorted().join()
  return page.until(
    (now) =>
      told(now)
        ?.map(({ id }) => id)
        .toSorted()
        .join() === wanted
        ? true
        : undefined,
    withinMs,
  )
}

/** Waits until a page was told that it is out. */
export function hearOut(page: OpenPage, withinMs?: number): Promise<true> {
  return page.until((now) => (told(now) === null ? true : undefined), withinMs)
}
