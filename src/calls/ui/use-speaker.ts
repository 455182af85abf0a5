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
    let turn = 0
    const heard = seats.filter(({ microphone }) => microphone).map(({ id }) => ({ seatId: id, level: 0 }))
    const timer = setInterval(() => {
      // One at a time: while it is asked for, the page stands still.
      const next = heard[(turn += 1) % heard.length]
      if (next) next.level = session.engine()?.loudness(next.seatId) ?? 0
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
