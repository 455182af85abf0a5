import { useEffect, useState } from 'react'

import type { Instant } from '#time/instant.ts'

const stepLengths = { second: 1000, minute: 60_000 }

/**
 * The present, which moves on by itself. Ticks fall on the turn of the second or minute, so that everything on a page
 * changes together, and at once when a sleeping page comes back.
 */
export function useNow(step: 'second' | 'minute' = 'minute'): Instant {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    let timer = 0
    const tick = () => {
      clearTimeout(timer)
      setNow(Date.now())
      timer = window.setTimeout(tick, untilNext(stepLengths[step]))
    }
    tick()
    document.addEventListener('visibilitychange', tick)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', tick)
    }
  }, [step])
  return now
}

function untilNext(length: number): number {
  return length - (Date.now() % length)
}
