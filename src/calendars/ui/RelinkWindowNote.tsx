import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import { sayDayLong } from '#time/display.ts'
import { zoneCity } from '#time/time-zones.ts'

import type { ShownLink } from '../contract/link.ts'

/** What an operator asks in a relink window, in their words, and until when. */
export function RelinkWindowNote({ window }: { window: NonNullable<ShownLink['relinkWindow']> }) {
  const preferences = usePreferences()
  const now = useNow()
  const until = sayDayLong(window.until, preferences, { now })
  return (
    <>
      <p className="break-words whitespace-pre-line">{window.text}</p>
      <p className="text-sm text-muted">
        {window.isOpen
          ? `Works on until the end of ${until} in ${zoneCity(window.timeZone)}.`
          : `Suspended since the end of ${until}: nothing is read or written until you relink. Keep your availability by hand; Add to calendar in each meeting adds what was missed.`}
      </p>
    </>
  )
}
