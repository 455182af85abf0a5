import { toIso } from '#time/instant.ts'

import type { CalendarEvent } from './calendar-file.ts'
import { writeUtc } from './calendar-time.ts'
import { joinAddress, joinText } from './join-link.ts'
import { cleanLine, cleanProse, cut } from './plain-text.ts'

/** What a vendor's link can say of a meeting. */
export type LinkedEvent = Pick<
  CalendarEvent,
  'startsAt' | 'endsAt' | 'timeZone' | 'title' | 'description' | 'joinUrl'
>

/** Addresses that open a new event in a vendor's calendar, filled in; the reader saves it. */
export type AddToCalendarLinks = { google: string; outlook: string; office365: string; yahoo: string }

type Words = { title: string; text: string; joinUrl: string }
type Vendor = {
  address: string
  parts: (event: LinkedEvent, words: Words) => [name: string, value: string][]
  plain?: boolean
}

// Vendors and mail programs cut longer addresses; a title may take at most this much of it, in any script.
const longestLink = 2_000
const longestTitle = 600

const google: Vendor = {
  address: 'https://calendar.google.com/calendar/render',
  parts: (event, { title, text, joinUrl }) => [
    ['action', 'TEMPLATE'],
    ['text', title],
    ['dates', `${writeUtc(event.startsAt)}/${writeUtc(event.endsAt)}`],
    ['details', text],
    ['location', joinUrl],
    ['ctz', cleanLine(event.timeZone, 64)],
  ],
}

const outlook: Vendor = {
  address: 'https://outlook.live.com/calendar/0/deeplink/compose',
  parts: outlookParts,
  plain: true,
}
const office365: Vendor = {
  address: 'https://outlook.office.com/calendar/0/deeplink/compose',
  parts: outlookParts,
  plain: true,
}

const yahoo: Vendor = {
  address: 'https://calendar.yahoo.com/',
  parts: (event, { title, text, joinUrl }) => [
    ['v', '60'],
    ['title', title],
    ['st', writeUtc(event.startsAt)],
    ['et', writeUtc(event.endsAt)],
    ['desc', text],
    ['in_loc', joinUrl],
  ],
}

/**
 * Links that add the meeting to a vendor's calendar. Times are UTC, texts percent-encoded; at most 2 000 characters each:
 * the description gives way, then the title, the join link never. A copy made so has no UID of ours and cannot be updated.
 * Throws a RangeError when the join link is no http or https address.
 */
export function addToCalendarLinks(event: LinkedEvent): AddToCalendarLinks {
  return {
    google: linkTo(google, event),
    outlook: linkTo(outlook, event),
    office365: linkTo(office365, event),
    yahoo: linkTo(yahoo, event),
  }
}

function linkTo(vendor: Vendor, event: LinkedEvent): string {
  const joinUrl = joinAddress(event.joinUrl)
  const readable = vendor.plain ? withoutMarkup : (text: string) => text
  const title = cut(readable(cleanLine(event.title, 255)) || 'Meeting', longestTitle, encodedLength)
  const write = (text: string) => address(vendor, event, { title, joinUrl, text: joinText(joinUrl, text) })
  // The two line breaks between join link and text come with the first character of it.
  const room = longestLink - write('').length - encodedLength('\n\n')
  return write(cut(readable(cleanProse(event.description, longestLink)), room, encodedLength))
}

function address(vendor: Vendor, event: LinkedEvent, words: Words): string {
  const query = vendor.parts(event, words).map(([name, value]) => `${name}=${encode(value)}`)
  return `${vendor.address}?${query.join('&')}`
}

function outlookParts(event: LinkedEvent, { title, text, joinUrl }: Words): [name: string, value: string][] {
  return [
    ['path', '/calendar/action/compose'],
    ['rru', 'addevent'],
    ['subject', title],
    ['startdt', toIso(wholeSecond(event.startsAt))],
    ['enddt', toIso(wholeSecond(event.endsAt))],
    ['body', text],
    ['location', joinUrl],
  ]
}

/** Outlook reads the body as HTML in some versions and as text in others; this reads the same in both. */
function withoutMarkup(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›')
}

function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000
}

/** Percent-encoded with `%20` for a space; of the reserved characters (RFC 3986 §2.2) only `/` and `:` stay, as in a query they may. */
function encode(text: string): string {
  const encoded = encodeURIComponent(text).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return encoded.replaceAll('%2F', '/').replaceAll('%3A', ':')
}

function encodedLength(text: string): number {
  return encode(text).length
}
