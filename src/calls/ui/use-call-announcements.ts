import { useEffect, useRef } from 'react'

import { announce } from '#kit/announce.ts'

import type { PresentSeat } from '../contract.ts'
import type { Remote } from './engine.ts'

type Heard = { seats: readonly PresentSeat[]; remotes: readonly Remote[] }

/** Says what changes in the call to those who hear the page. */
export function useCallAnnouncements(
  seats: readonly PresentSeat[],
  remotes: readonly Remote[],
  ownSeat: string,
): void {
  const before = useRef<Heard | null>(null)
  useEffect(() => {
    const now = { seats: seats.filter(({ id }) => id !== ownSeat), remotes }
    const said = before.current ? listChanges(before.current, now) : []
    before.current = now
    if (said.length > 0) announce(said.join(' '))
  }, [seats, remotes, ownSeat])
}

function listChanges(before: Heard, now: Heard): string[] {
  const gone = before.seats.filter(({ id }) => !now.seats.some((seat) => seat.id === id))
  return [
    ...gone.map(({ name }) => `${name} left.`),
    ...now.seats.flatMap((seat) => {
      const known = before.seats.find(({ id }) => id === seat.id)
      return known ? changesOf(known, seat, before, now) : [`${seat.name} came in.`]
    }),
  ]
}

function changesOf(known: PresentSeat, seat: PresentSeat, before: Heard, now: Heard): string[] {
  const { name } = seat
  const said: string[] = []
  if (known.microphone !== seat.microphone)
    said.push(`${name} is ${seat.microphone ? 'no longer muted' : 'muted'}.`)
  if (known.camera !== seat.camera) said.push(`${name} turned the camera ${seat.camera ? 'on' : 'off'}.`)
  if (known.sharing !== seat.sharing)
    said.push(seat.sharing ? `${name} is presenting.` : `${name} stopped presenting.`)
  const [was, is] = [connectionOf(before, seat.id), connectionOf(now, seat.id)]
  if (was !== is && is === 'reconnecting') said.push(`The connection to ${name} broke. Reconnecting.`)
  if (was === 'reconnecting' && is === 'connected') said.push(`${name} is back.`)
  if (was !== is && is === 'lost') said.push(`The connection to ${name} is lost.`)
  return said
}

function connectionOf({ remotes }: Heard, seatId: string): Remote['connection'] | undefined {
  return remotes.find((remote) => remote.seatId === seatId)?.connection
}
