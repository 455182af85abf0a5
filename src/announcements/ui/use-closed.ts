import { useState } from 'react'

const key = 'parley-closed-announcements'
const remembered = 100

/** Which announcements were closed in this browser. One that changes has another id, and is shown again. */
export function useClosed() {
  const [closed, setClosed] = useState(readClosed)
  return {
    isClosed: (id: string) => closed.includes(id),
    close(id: string) {
      const next = [...readClosed(), id].slice(-remembered)
      setClosed(next)
      try {
        localStorage.setItem(key, JSON.stringify(next))
      } catch {
        // A browser that keeps nothing shows it again on the next visit.
      }
    },
  }
}

function readClosed(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept.map(String) : []
  } catch {
    return []
  }
}
