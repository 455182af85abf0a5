import { z } from 'zod'

import { id, instantText, route, socketAction } from '#platform/contract.ts'
import { type Instant, toIso } from '#time/instant.ts'

import { type Call, closesAt, isLeading, opensAt, titleOf } from './call.ts'
import { type Elsewhere, hostOf } from './place.ts'
import type { RoomCall } from './room-call.ts'
import type { Seat } from './seat.ts'

const token = z.string().regex(/^[\w-]{1,100}$/)
const named = z.object({ personId: id, name: z.string() })

/** Where a call leads that does not take place here. */
const elsewhere = z.object({
  kind: z.enum(['meet', 'teams', 'link']),
  /** `waiting`: the place is still to be made; `failed`: it could not be. Either way one can talk here. */
  state: z.enum(['ready', 'waiting', 'failed']),
  /** Null until there is one, and when nobody can come any more. */
  url: z.string().nullable(),
  host: z.string().nullable(),
})

const join = z.object({
  title: z.string(),
  roomId: id,
  /** What it is about: a meeting, or the call itself when it was started at once. */
  subjectId: id,
  status: z.enum(['held', 'confirmed', 'cancelled']),
  startsAt: instantText,
  endsAt: instantText,
  /** The zone the meeting was meant in. */
  timeZone: z.string(),
  /** From when on one may come in. */
  opensAt: instantText,
  /** Until when the link still leads in. */
  closesAt: instantText,
  /** The server's present: whether it is time, its clock decides and not that of the page. */
  now: instantText,
  people: z.array(named.extend({ timeZone: z.string() })),
  /** Who is in at present. */
  present: z.array(named),
  elsewhere: elsewhere.nullable(),
  /** It was started at once in its room, and has no set time. */
  isInstant: z.boolean(),
})

export const readJoin = route({
  method: 'GET',
  path: '/api/join/:token',
  who: 'attendee',
  summary: 'What a join link leads to: who, when, and whether it is time',
  params: z.object({ token }),
  reply: join,
})

const roomCall = z.object({
  id,
  roomId: id,
  startedBy: named,
  startedAt: instantText,
  /** Null while it runs. */
  endedAt: instantText.nullable(),
  /** Who is in at present. */
  present: z.array(named),
  /** Everybody who is or was in. */
  people: z.array(named),
  /** The page that leads in, while it runs. */
  joinPath: z.string().nullable(),
})
export type ShownRoomCall = z.infer<typeof roomCall>

export const startCall = route({
  method: 'POST',
  path: '/api/rooms/:roomId/call',
  who: 'room-member',
  summary: 'Start a call in a room at once, or find the one that runs there',
  params: z.object({ roomId: id }),
  reply: z.object({ joinPath: z.string() }),
  refusals: ['call_over', 'too_many_tries'],
})

export const readRoomCall = route({
  method: 'GET',
  path: '/api/room-calls/:callId',
  who: 'room-member',
  summary: 'A call that was started in a room: who is in, or how long it was and who came',
  params: z.object({ callId: id }),
  reply: z.object({ call: roomCall }),
})

const notNow = ['call_early', 'call_ended', 'call_cancelled', 'call_unconfirmed'] as const

export const readyCall = route({
  method: 'POST',
  path: '/api/calls/:token/join',
  who: 'attendee',
  summary: 'What a browser needs to connect: servers that help it, with credentials for an hour at most',
  params: z.object({ token }),
  reply: z.object({
    /** As RTCPeerConnection takes them. Asked anew before a connection is made again. */
    iceServers: z.array(
      z.object({
        urls: z.array(z.string()),
        username: z.string().optional(),
        credential: z.string().optional(),
      }),
    ),
    iceTransportPolicy: z.enum(['all', 'relay']),
    present: z.array(named),
  }),
  refusals: notNow,
})

const sending = { microphone: z.boolean(), camera: z.boolean(), sharing: z.boolean() }

/** Who is in, as everybody in the call is told whenever it changes, under the topic `call:<id>`. */
export const callState = z.object({
  seats: z.array(named.extend({ id, joinedAt: instantText, ...sending })),
})
type CallState = z.infer<typeof callState>
export type PresentSeat = CallState['seats'][number]

export const takeSeat = socketAction({
  name: 'call.join',
  who: 'attendee',
  summary: 'Comes in, or comes back on another connection with the same seat',
  frame: z.object({
    token,
    /** Made by the page and kept while it is open. */
    seat: id,
    ...sending,
    /** Whether another window of the same person is to leave. */
    moves: z.boolean(),
  }),
  reply: z.object({ topic: z.string(), camera: z.boolean(), sharing: z.boolean() }),
  refusals: [...notNow, 'call_elsewhere', 'call_full'],
})

export const changeSeat = socketAction({
  name: 'call.state',
  who: 'attendee',
  summary: 'Says what one sends: microphone, camera, screen',
  frame: z.object({ seat: id, ...sending }),
  refusals: ['call_cameras_full', 'call_sharing_taken'],
})

export const leaveSeat = socketAction({
  name: 'call.leave',
  who: 'attendee',
  summary: 'Leaves the call',
  frame: z.object({ seat: id }),
})

const mostDescription = 64 * 1024
const mostCandidate = 4 * 1024
const mostCandidates = 30

const candidate = z.object({
  candidate: z.string().max(mostCandidate),
  sdpMid: z.string().max(100).nullable(),
  sdpMLineIndex: z.number().int().min(0).max(100).nullable(),
  usernameFragment: z.string().max(256).nullable().optional(),
})

/** What two pages say to each other to find a way (RFC 8829); of one attempt, whose number rises with each new one. */
const signal = z.object({
  attempt: z.number().int().min(0).max(1_000_000),
  description: z
    .object({ type: z.enum(['offer', 'answer']), sdp: z.string().max(mostDescription) })
    .optional(),
  candidates: z.array(candidate).max(mostCandidates).optional(),
  /** Asks the other side, whose part it is, to begin again: with another way, or from the start. */
  wants: z.enum(['restart', 'rebuild']).optional(),
})
export type Signal = z.infer<typeof signal>

export const sendSignal = socketAction({
  name: 'call.signal',
  who: 'attendee',
  summary: 'Says something to the page of somebody else in the call; it is kept nowhere',
  frame: z.object({ seat: id, to: id, signal }),
})

/** How a signal comes to the other page: from which seat, and what it says. */
export const signalTold = 'call.signal'
export const toldSignal = z.object({ from: id, signal })

type Named = { id: string; name: string; timeZone: string }

/** A call as those who are asked see it before they come in. */
export function presentJoin(
  { wanted, subjectId }: Pick<Call, 'wanted' | 'subjectId'>,
  view: {
    roomName: string
    people: readonly Named[]
    seats: readonly Seat[]
    elsewhere: Elsewhere | null
    now: Instant
  },
): z.infer<typeof join> {
  const { people, seats, now } = view
  return {
    title: titleOf(wanted, view.roomName),
    roomId: wanted.roomId,
    subjectId,
    status: wanted.status,
    startsAt: toIso(wanted.startsAt),
    endsAt: toIso(wanted.endsAt),
    timeZone: wanted.timeZone,
    opensAt: toIso(opensAt(wanted)),
    closesAt: toIso(closesAt(wanted)),
    now: toIso(now),
    people: people.map(({ id: personId, name, timeZone }) => ({ personId, name, timeZone })),
    present: presentPeople(seats, people),
    isInstant: wanted.isInstant ?? false,
    elsewhere: view.elsewhere && presentElsewhere(view.elsewhere, isLeading(wanted, now)),
  }
}

// Nobody is sent to a place where nobody is waiting.
function presentElsewhere({ kind, state, url }: Elsewhere, leads: boolean): z.infer<typeof elsewhere> {
  const shown = leads ? url : null
  return { kind, state, url: shown, host: shown === null ? null : hostOf(shown) }
}

/** A call that was started in a room, as its members see it. */
export function presentRoomCall(view: {
  call: RoomCall
  seats: readonly Seat[]
  people: readonly Named[]
  joinToken: string
}): ShownRoomCall {
  const { call, seats, people } = view
  const came = seats.filter(({ personId }, at) => seats.findIndex((one) => one.personId === personId) === at)
  const inside = came.filter(({ personId }) =>
    seats.some((one) => one.personId === personId && one.leftAt === null),
  )
  return {
    id: call.callId,
    roomId: call.roomId,
    startedBy: { personId: call.startedById, name: nameOf(people, call.startedById) },
    startedAt: toIso(call.startedAt),
    endedAt: call.endedAt === null ? null : toIso(call.endedAt),
    present: call.endedAt === null ? presentPeople(inside, people) : [],
    people: presentPeople(came, people),
    joinPath: call.endedAt === null ? joinPath(view.joinToken) : null,
  }
}

/** The page behind a join token. */
export function joinPath(joinToken: string): string {
  return `/join/${joinToken}`
}

/** Who is in, by name. */
export function presentPeople(seats: readonly Seat[], people: readonly Named[]): z.infer<typeof named>[] {
  return seats.map(({ personId }) => ({ personId, name: nameOf(people, personId) }))
}

/** Who is in and what each sends, for those who are in. */
export function presentCall(seats: readonly Seat[], people: readonly Named[]): CallState {
  return {
    seats: seats.map((seat) => ({
      id: seat.id,
      personId: seat.personId,
      name: nameOf(people, seat.personId),
      joinedAt: toIso(seat.joinedAt),
      microphone: seat.microphone,
      camera: seat.camera,
      sharing: seat.sharing,
    })),
  }
}

function nameOf(people: readonly Named[], personId: string): string {
  return people.find((person) => person.id === personId)?.name ?? 'Somebody'
}
