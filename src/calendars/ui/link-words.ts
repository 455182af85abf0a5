import type { ShownLink } from '../contract/link.ts'
import type { ProviderName } from '../providers.ts'

type State = ShownLink['state']

/** What a person calls the calendar they have there: "your Google Calendar". */
export const calendarNames: Record<ProviderName, string> = {
  google: 'Google Calendar',
  microsoft: 'Outlook calendar',
  apple: 'iCloud calendar',
  caldav: 'calendar',
  feed: 'calendar feed',
}

/** The kind of account, as a heading. */
export const accountNames: Record<ProviderName, string> = {
  google: 'Google',
  microsoft: 'Microsoft',
  apple: 'Apple iCloud',
  caldav: 'CalDAV',
  feed: 'Calendar feed',
}

/** A link's state in a word, and how it is coloured. */
export const stateWords: Record<State, { word: string; tone: 'good' | 'bad' | 'time' | 'neutral' }> = {
  linked: { word: 'Linked', tone: 'good' },
  needs_relink: { word: 'Needs relinking', tone: 'bad' },
  suspended: { word: 'Suspended', tone: 'time' },
  unsupported: { word: 'Not supported', tone: 'bad' },
  unlinked: { word: 'Disconnected', tone: 'neutral' },
}

/** Whether its owner is to link it anew before it works again. */
export function needsRelinking({ state }: Pick<ShownLink, 'state'>): boolean {
  return state === 'needs_relink' || state === 'suspended'
}
