export type Announcement = { text: string; urgency: 'polite' | 'assertive'; number: number }

let last: Announcement = { text: '', urgency: 'polite', number: 0 }
const listeners = new Set<() => void>()

/** Says something to those who hear the page, without showing it: "Times moved to Lisbon", "3 new messages". */
export function announce(text: string, urgency: Announcement['urgency'] = 'polite'): void {
  last = { text, urgency, number: last.number + 1 }
  for (const tell of listeners) tell()
}

/** Takes back what was said last, for whoever is at the page next. */
export function fallSilent(): void {
  announce('')
}

/** What was said last, for the one LiveRegion. */
export function lastAnnouncement(): Announcement {
  return last
}

/** Calls back at each announcement until the function it gives is called. */
export function onAnnouncement(tell: () => void): () => void {
  listeners.add(tell)
  return () => listeners.delete(tell)
}
