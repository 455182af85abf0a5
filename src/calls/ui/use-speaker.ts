import { useEffect, useState } from 'react'

import type { PresentSeat } from '../contract.ts'
import type { Session } from './session.ts'

const lookMs = 250
const audible = 0.02

/** Who of the others speaks, or spoke last; null before anybody did. */
export function useSpeaker(
  session: Session,
  seats: readonly PresentSeat[],
): { speaking: string | null; last: string | null } {
  const [speaker, setSpeaker] = useState<{ speaking: string | null; last: string | null }>(nobody)
  useEffect(() => {
    const timer = setInterval(() => {
      const engine = session.engine()
      const loudest = seats
        .map(({ id, microphone }) => ({ id, loudness: microphone ? (engine?.loudness(id) ?? 0) : 0 }))
        .reduce((most, one) => (one.loudness > most.loudness ? one : most), { id: '', loudness: audible })
      const speaking = loudest.id || null
      setSpeaker((before) =>
        before.speaking === speaking ? before : { speaking, last: speaking ?? before.last },
      )
    }, lookMs)
    return () => clearInterval(timer)
  }, [session, seats])
  return speaker
}

const nobody = { speaking: null, last: null }
