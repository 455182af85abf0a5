import type { Instant } from '#time/instant.ts'

import type { Access, CalendarProvider, CalendarRef } from '../port.ts'
import { createClient } from './http.ts'
import { listCalendars } from './microsoft-calendars.ts'
import { checkForChanges, renewWatch, unwatch, watch } from './microsoft-changes.ts'
import { type Asking, explainGraph, patient, vendor } from './microsoft-client.ts'
import { findCopy, removeEvent, writeEvent } from './microsoft-copies.ts'
import { readEvent, readEvents } from './microsoft-reading.ts'
import type { MicrosoftSettings } from './oauth-house.ts'

/** Calendars in Microsoft 365 and Outlook.com (Graph v1.0). `now` says where the window for changes begins. */
export function createMicrosoft(
  settings: Pick<MicrosoftSettings, 'api'>,
  now: () => Instant = Date.now,
): CalendarProvider {
  const ask = patient(createClient({ name: vendor, base: `${settings.api}/v1.0`, explain: explainGraph }))
  const asking = (access: Access, calendar: CalendarRef, signal: AbortSignal): Asking => ({
    ask,
    origin: new URL(settings.api).origin,
    now,
    access,
    calendar,
    signal,
  })
  return {
    listCalendars: (access, signal) => listCalendars(ask, access, signal),
    checkForChanges: (access, calendar, cursor, signal) =>
      checkForChanges(asking(access, calendar, signal), cursor),
    readEvents: (access, calendar, window, signal) => readEvents(asking(access, calendar, signal), window),
    readEvent: (access, calendar, externalId, signal) =>
      readEvent(asking(access, calendar, signal), externalId),
    writeEvent: (access, calendar, copy, signal) => writeEvent(asking(access, calendar, signal), copy),
    removeEvent: (access, calendar, known, signal) => removeEvent(asking(access, calendar, signal), known),
    findCopy: (access, calendar, wanted, signal) => findCopy(asking(access, calendar, signal), wanted),
    watches: 'account',
    watch: (access, calendar, hook, signal) => watch(asking(access, calendar, signal), hook),
    renewWatch: (access, watching, signal) => renewWatch({ ask, now, access, signal }, watching),
    unwatch: (access, watching, signal) => unwatch(ask, access, watching, signal),
  }
}
