import { conflict } from '#platform/refusal.ts'
import { type Instant, SECOND } from '#time/instant.ts'

/** One open page of one person in a call. `leftAt` is null while they are in. */
export type Seat = {
  /** Made by the page, the same for as long as it is open. */
  id: string
  callId: string
  personId: string
  /** The live connection that speaks for it at present. */
  connectionId: string
  /** What it sends. */
  microphone: boolean
  camera: boolean
  sharing: boolean
  joinedAt: Instant
  seenAt: Instant
  leftAt: Instant | null
}

export type Sending = Pick<Seat, 'microphone' | 'camera' | 'sharing'>

/** How many fit into a call between browsers: each sends to each. */
export const mostSeats = 6
/** How many of them can have their camera on; the others are heard. */
export const mostCameras = 4

const staleAfterMs = 9 * SECOND

/** Whether nothing was heard of its page for too long. */
export function isStale(seat: Seat, now: Instant): boolean {
  return now - seat.seenAt > staleAfterMs
}

/**
 * The seat as it is taken beside those who are in, and those of the same person that it replaces. Throws a conflict while the
 * person is in elsewhere and does not want to move, or when the call is full. Who comes fifth is heard before being seen.
 */
export function takeSeat(
  inside: readonly Seat[],
  seat: Omit<Seat, 'seenAt' | 'leftAt'>,
  { moves, now }: { moves: boolean; now: Instant },
): { seat: Seat; replaced: readonly Seat[] } {
  const before = inside.find(({ id }) => id === seat.id)
  const replaced = inside.filter(({ id, personId }) => personId === seat.personId && id !== seat.id)
  if (replaced.length > 0 && !moves)
    throw conflict('call_elsewhere', 'You are in this call in another window already.')
  const others = inside.filter(({ personId }) => personId !== seat.personId)
  if (others.length >= mostSeats)
    throw conflict('call_full', `${mostSeats} people are in this call, and it holds no more.`)
  const isSeen = before ? hasCameraLeft(others) : others.length < mostCameras && hasCameraLeft(others)
  return {
    seat: {
      ...seat,
      camera: seat.camera && isSeen,
      sharing: seat.sharing && !others.some(({ sharing }) => sharing),
      joinedAt: before?.joinedAt ?? seat.joinedAt,
      seenAt: now,
      leftAt: null,
    },
    replaced,
  }
}

/** The seat sending something else. Throws a conflict when as many cameras are on as may be, or somebody else is presenting. */
export function sendFrom(inside: readonly Seat[], seat: Seat, sending: Sending): Seat {
  const others = inside.filter(({ id }) => id !== seat.id)
  if (sending.camera && !seat.camera && !hasCameraLeft(others)) {
    throw conflict(
      'call_cameras_full',
      `${mostCameras} cameras are on, and the call holds no more. You are heard all the same.`,
    )
  }
  if (sending.sharing && others.some(({ sharing }) => sharing))
    throw conflict('call_sharing_taken', 'Somebody else is presenting. One can at a time.')
  return { ...seat, ...sending }
}

function hasCameraLeft(others: readonly Seat[]): boolean {
  return others.filter(({ camera }) => camera).length < mostCameras
}
