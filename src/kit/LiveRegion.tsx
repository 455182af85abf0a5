import { useSyncExternalStore } from 'react'

import { lastAnnouncement, onAnnouncement } from './announce.ts'

/** Where announcements are spoken. Stands once in the frame, from the first paint on, or the first ones go unheard. */
export function LiveRegion() {
  const { text, urgency, number } = useSyncExternalStore(onAnnouncement, lastAnnouncement)
  // The same words twice are heard twice only if the element is a new one.
  const words = text && <span key={number}>{text}</span>
  return (
    <div className="sr-only">
      <div role="status">{urgency === 'polite' && words}</div>
      <div role="alert">{urgency === 'assertive' && words}</div>
    </div>
  )
}
