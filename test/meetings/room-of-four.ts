import { type Answer, type Client, makeRoom, type TestApp } from '#test/support/app.ts'

import { bookFor, crowd, sendOffer } from './offers.ts'

/** A meeting on Monday, 26 October, 10:00 to 10:30 UTC, in a room of four. */
export type RoomOfFour = {
  roomId: string
  meetingId: string
  /** Owns the room, and is asked as everybody in it. */
  owner: Client
  organizer: Client
  booker: Client
  /** Is only asked. */
  attendee: Client
  /** The meeting as one of them sees it. */
  read(client: Client): Promise<Answer['body']>
}

/** Makes one on Friday, 23 October, with people of its own: nobody is taken by another test. */
export async function makeRoomOfFour(parley: TestApp): Promise<RoomOfFour> {
  parley.clock.set('2026-10-23T10:00:00Z')
  const owner = await parley.as('eve')
  const roomId = await makeRoom(owner, [])
  const [organizer, booker, attendee] = (await crowd(parley, roomId, 3)) as [Client, Client, Client]
  const meetingId = await bookFor(booker, await sendOffer(organizer, roomId), '2026-10-26T10:00:00Z')
  const read = async (client: Client) => (await client.get(`/api/meetings/${meetingId}`)).body.meeting
  return { roomId, meetingId, owner, organizer, booker, attendee, read }
}

/** How a request was refused. */
export function codeOf(answer: Answer): [number, string] {
  return [answer.status, answer.body.error.code]
}
