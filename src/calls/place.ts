import type { Conference } from '#calendars/event.ts'

/** Where a meeting can take place: in Parley, where the organizer's calendar makes a place, or behind a link of theirs. */
export const places = ['parley', 'meet', 'teams', 'link'] as const
export type PlaceKind = (typeof places)[number]

/** What people call them. */
export const placeNames: Record<PlaceKind, string> = {
  parley: 'Here in Parley',
  meet: 'Google Meet',
  teams: 'Microsoft Teams',
  link: 'A link of your own',
}

/** What is wished for; the link is empty for all but `link`. */
export type Place = { place: PlaceKind; placeUrl: string }

/** Where a call leads instead of taking place here, and what has come of it. Its address is for attendees alone. */
export type Elsewhere = { kind: Exclude<PlaceKind, 'parley'> } & (
  | { state: 'waiting' | 'failed'; url: null }
  | { state: 'ready'; url: string }
)

const longestUrl = 2000

/** The kind of place that only a calendar can make; null for the others. */
export function conferenceOf(place: PlaceKind): Conference | null {
  return place === 'meet' || place === 'teams' ? place : null
}

/** What is wrong with a link of one's own, in a sentence; undefined for one that people can be led to. */
export function findFault(url: string): string | undefined {
  const address = URL.parse(url)
  if (!address || /[\s\p{C}]/u.test(url)) return 'This is no link. It begins with https:// and has no spaces.'
  // A browser reads `https:there` on a page of ours as a page of ours.
  if (!/^https:\/\//i.test(url)) return 'Use a link that begins with https://.'
  if (address.username || address.password) return 'Leave name and password out of the link.'
  if (!/[^.]\.[^.]/.test(address.hostname)) return 'This link leads to no public address.'
  return url.length > longestUrl ? `A link has at most ${longestUrl} characters.` : undefined
}

/** Who is led where, to be named before anybody goes there; empty for what is no address. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? ''
}

/** Where a call leads when it is opened. `offered` is what the organizer's calendar makes. */
export function leadElsewhere({ place, placeUrl }: Place, offered: Conference | null): Elsewhere | null {
  if (place === 'parley') return null
  if (place === 'link') return { kind: 'link', state: 'ready', url: placeUrl }
  return { kind: place, state: place === offered ? 'waiting' : 'failed', url: null }
}

/** Whether a wish for a place asks for nothing new. What a calendar could not make before may be asked for again. */
export function isSamePlace(before: Elsewhere | null, wished: Elsewhere | null): boolean {
  if (before === null || wished === null) return before === wished
  if (before.kind !== wished.kind) return false
  return before.kind === 'link' ? before.url === wished.url : before.state !== 'failed'
}

/** What has come of a place that a calendar was to make. A link that is none people can be led to is no place. */
export function settleElsewhere(before: Elsewhere, url: string | null): Elsewhere {
  const { kind } = before
  if (url !== null && findFault(url) === undefined) return { kind, state: 'ready', url }
  // Where people were told to go once, the place stays.
  return before.state === 'ready' ? before : { kind, state: 'failed', url: null }
}
