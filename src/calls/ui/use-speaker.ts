import { useEffect, useState } from 'react'

import type { PresentSeat } from '../contract.ts'
import { hear, silence, type Speaker } from '../speaker.ts'
import type { Session } from './session.ts'

const lookMs = 100

/** Who of the others speaks, or spoke last. */
export function useSpeaker(
  session: Session,
  seats: readonly PresentSeat[],
): Pick<Speaker, 'speaking' | 'last'> {
  const [shown, setShown] = useState<Speaker>(silence)
  useEffect(() => {
    let speaker = silence
    const timer = setInterval(() => {
      const engine = session.engine()
      const heard = seats
        .filter(({ microphone }) => microphone)
        .map(({ id }) => ({ seatId: id, level: engine?.loudness(id) ?? 0 }))
      speaker = hear(speaker, heard, performance.now())
      setShown((before) =>
        before.speaking === speaker.speaking && before.last === (speaker.last ?? before.last)
          ? before
          : { ...speaker, last: speaker.last ?? before.last },
      )
    }, lookMs)
    return () => clearInterval(timer)
  }, [session, seats])
  return shown
}
