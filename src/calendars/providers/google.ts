import type { Instant } from '#time/instant.ts'

import type { CalendarProvider } from '../port.ts'
import { listCalendars, mayReadEvents } from './google-calendars.ts'
import { checkForChanges, unwatch, watch } from './google-changes.ts'
import { explainGoogle, vendor } from './google-client.ts'
import { findCopy, removeEvent, writeEvent } from './google-copies.ts'
import { readEvent, readEvents, readFreeBusy } from './google-reading.ts'
import { createClient } from './http.ts'
import type { GoogleSettings } from './oauth-house.ts'

/**
 * Google Calendar (API v3). Shared calendars of which only free/busy may be seen are read as blocks without names. `now` is
 * the app's clock.
 */
export function createGoogle(
  settings: Pick<GoogleSettings, 'api'>,
  now: () => Instant = Date.now,
): CalendarProvider {
  const ask = createClient({ name: vendor, base: `${settings.api}/calendar/v3`, explain: explainGoogle })
  return {
    listCalendars: (access, signal) => listCalendars(ask, access, signal),
    checkForChanges: (access, calendar, cursor, signal) =>
      checkForChanges({ ask, access, calendar, signal }, cursor),
    readEvents: (access, calendar, window, signal) =>
      mayReadEvents(access, calendar)
        ? readEvents({ ask, access, calendar, signal }, window)
        : readFreeBusy({ ask, access, calendar, signal }, window),
    readEvent: (access, calendar, externalId, signal) =>
      readEvent({ ask, access, calendar, signal }, externalId),
    writeEvent: (access, calendar, copy, signal) => writeEvent({ ask, access, calendar, signal }, copy),
    removeEvent: (access, calendar, known, signal) => removeEvent({ ask, access, calendar, signal }, known),
    findCopy: (access, calendar, wanted, signal) => findCopy({ ask, access, calendar, signal }, wanted),
    watches: 'calendar',
    watch: (access, calendar, hook, signal) => watch({ ask, access, calendar, signal }, hook, now),
    // A channel cannot be made to last: another one takes its place.
    renewWatch: async () => null,
    unwatch: (access, watching, signal) => unwatch(ask, access, watching, signal),
  }
}
