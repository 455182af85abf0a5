export const providerNames = ['google', 'microsoft', 'apple', 'caldav', 'feed'] as const

/** Where a person's calendar can live. Apple speaks CalDAV, but people look for it by its own name. */
export type ProviderName = (typeof providerNames)[number]

export type Provider = {
  provider: ProviderName
  name: string
  /** Who answers there, to begin a sentence with. */
  vendor: string
  /** Who it is for, in one line. */
  line: string
  /** What turns linking on, for whoever runs this Parley. */
  turnsOn: string
  /** Where operators read on. */
  page: string
}

/** Every kind of calendar people link, in the order they look for them. */
export const providers: readonly Provider[] = [
  {
    provider: 'google',
    name: 'Google Calendar',
    vendor: 'Google',
    line: 'Any Google account, at work or at home',
    turnsOn: 'That takes an OAuth client from Google, set up by whoever runs this server.',
    page: 'docs/providers/google.md',
  },
  {
    provider: 'microsoft',
    name: 'Microsoft 365 and Outlook.com',
    vendor: 'Microsoft',
    line: 'Work, school and personal accounts',
    turnsOn: 'That takes an app registration at Microsoft, set up by whoever runs this server.',
    page: 'docs/providers/microsoft.md',
  },
  {
    provider: 'apple',
    name: 'Apple iCloud calendars',
    vendor: 'Apple',
    line: 'With an app password',
    turnsOn: 'That takes an app password one makes at Apple; nothing has to be set up here.',
    page: 'docs/providers/caldav.md',
  },
  {
    provider: 'caldav',
    name: 'CalDAV calendars',
    vendor: 'The calendar server',
    line: 'Nextcloud, Fastmail and other servers',
    turnsOn: 'That takes an app password; nothing has to be set up here.',
    page: 'docs/providers/caldav.md',
  },
  {
    provider: 'feed',
    name: 'Calendar feeds',
    vendor: 'The feed',
    line: 'An iCalendar address, read only',
    turnsOn: 'That takes the address of a feed; nothing has to be set up here.',
    page: 'docs/providers/caldav.md',
  },
]

/** Why this cannot be linked here, what turns it on, and where that is written. */
export function notHereYet({ name, turnsOn, page }: Provider): string {
  return `Linking ${name} is not turned on here yet. ${turnsOn} More in ${page}.`
}

/** Who answers for this kind of calendar, to begin a sentence with. */
export function vendorOf(provider: ProviderName): string {
  return providers.find((one) => one.provider === provider)?.vendor ?? provider
}

/** What this kind of calendar is called. */
export function nameOf(provider: ProviderName): string {
  return providers.find((one) => one.provider === provider)?.name ?? provider
}

/** Whether accounts of this kind are let in by the provider itself, on a page of its own. */
export function isWithOAuth(provider: ProviderName): provider is 'google' | 'microsoft' {
  return provider === 'google' || provider === 'microsoft'
}
