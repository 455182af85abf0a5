import type { Json, JsonObject } from './contract.ts'
import { instantOf, isoOf, sevenDigits, wallAt } from './wall.ts'
import {
  type Account,
  type Calendar,
  changeKeyOf,
  etagOf,
  idOf,
  idOfItem,
  type Item,
  type StoredEvent,
} from './world.ts'

/** How the caller wants things written (RFC 7240 `Prefer`). */
export type Preferences = {
  /** The zone as it was named, and what it is. */
  zoneName: string
  zone: string
  isImmutable: boolean
  isTextBody: boolean
  maxPageSize: number | undefined
}

/** A moment that Graph writes where nothing was answered yet. */
const never = '0001-01-01T00:00:00Z'
const exchangeRoot = 'https://outlook.office365.com/owa/'

/** The event as Graph writes it. `properties` are ids of extended properties that were asked for by $expand. */
export function presentEvent(
  account: Account,
  item: Item,
  preferences: Preferences,
  properties: readonly string[] = [],
): JsonObject {
  const { event, details, date } = item
  const isSlow = account.calendars.find(({ id: one }) => one === event.calendarId)?.isSlowToLink
  const id = idOfItem(account, item, preferences.isImmutable)
  const shown: JsonObject = {
    '@odata.etag': etagOf(account, item),
    id,
    createdDateTime: isoOf(event.createdAt),
    lastModifiedDateTime: isoOf(event.updatedAt),
    changeKey: changeKeyOf(account, item),
    categories: [],
    originalStartTimeZone: event.startZoneName,
    originalEndTimeZone: event.endZoneName,
    iCalUId: date === undefined ? event.uid : event.uid.slice(0, -8) + date.replaceAll('-', ''),
    reminderMinutesBeforeStart: 15,
    isReminderOn: true,
    hasAttachments: false,
    subject: '',
    importance: 'normal',
    sensitivity: 'normal',
    responseRequested: true,
    showAs: 'busy',
    webLink: `${exchangeRoot}?itemid=${encodeURIComponent(id)}&exvsurl=1&path=/calendar/item`,
    onlineMeetingUrl: null,
    allowNewTimeProposals: true,
    hideAttendees: false,
    isDraft: false,
    attendees: [],
    location: { displayName: '', locationType: 'default', uniqueIdType: 'unknown' },
    locations: [],
    ...details.rest,
    isAllDay: details.isAllDay,
    isCancelled: details.isCancelled,
    isOrganizer: event.isOrganizer,
    seriesMasterId:
      date === undefined ? null : idOf(account, String(event.serial), event.moves, preferences.isImmutable),
    type: item.type,
    ...presentBody(details.rest.body, preferences),
    start: presentWall(item, 'start', preferences),
    end: presentWall(item, 'end', preferences),
    organizer: { emailAddress: event.organizer },
    responseStatus: {
      response: details.answer,
      time: ['none', 'organizer', 'notResponded'].includes(details.answer) ? never : isoOf(event.updatedAt),
    },
    recurrence: item.type === 'seriesMaster' ? presentRecurrence(event) : null,
    isOnlineMeeting: event.joinUrl !== undefined,
    onlineMeetingProvider: event.joinUrl === undefined ? 'unknown' : 'teamsForBusiness',
    onlineMeeting: event.joinUrl === undefined ? null : { joinUrl: isSlow ? null : event.joinUrl },
    // Graph says the id of the transaction only where there was one.
    ...(event.transactionId === undefined ? {} : { transactionId: event.transactionId }),
  }
  if (date !== undefined)
    shown.originalStart = isoOf(instantOf(`${date}${event.start.slice(10)}`, event.zone))
  const expanded = event.properties.filter((one) => properties.includes(one.id))
  if (expanded.length > 0) shown.singleValueExtendedProperties = expanded
  return shown
}

/** All that a delta tells of an occurrence; the rest has to be read from the series or the occurrence itself. */
export function presentShortly(account: Account, item: Item, preferences: Preferences): JsonObject {
  return {
    '@odata.type': '#microsoft.graph.event',
    '@odata.etag': etagOf(account, item),
    seriesMasterId: idOf(account, String(item.event.serial), item.event.moves, preferences.isImmutable),
    type: item.type,
    start: presentWall(item, 'start', preferences),
    end: presentWall(item, 'end', preferences),
    id: idOfItem(account, item, preferences.isImmutable),
  }
}

export function presentCalendar(account: Account, calendar: Calendar): JsonObject {
  const [first] = calendar.onlineMeetings
  return {
    id: calendar.id,
    name: calendar.name,
    color: 'auto',
    hexColor: '',
    isDefaultCalendar: calendar.isDefault,
    changeKey: changeKeyOfCalendar(calendar),
    canShare: calendar.ownerAddress === account.email,
    canViewPrivateItems: calendar.ownerAddress === account.email,
    canEdit: calendar.canEdit,
    allowedOnlineMeetingProviders: calendar.onlineMeetings,
    defaultOnlineMeetingProvider: first ?? 'unknown',
    isTallyingResponses: calendar.isDefault,
    isRemovable: !calendar.isDefault,
    owner: { name: calendar.ownerName, address: calendar.ownerAddress },
  }
}

export function presentUser(account: Account): JsonObject {
  const [givenName = '', ...others] = account.name.split(' ')
  return {
    displayName: account.name,
    givenName,
    surname: others.join(' ') || null,
    mail: account.email,
    preferredLanguage: null,
    userPrincipalName: account.email,
    id: account.oid,
  }
}

/** Only the members asked for, but always the id and what OData adds. */
export function selected(value: JsonObject, names: readonly string[] | undefined): JsonObject {
  if (!names) return value
  const isWanted = (name: string) =>
    name === 'id' || name.startsWith('@') || name === 'singleValueExtendedProperties' || names.includes(name)
  return Object.fromEntries(Object.entries(value).filter(([name]) => isWanted(name)))
}

/** Graph fills what a pattern does not use. */
function presentRecurrence({ recurrence, startZoneName }: StoredEvent): Json {
  if (!recurrence) return null
  return {
    pattern: { month: 0, dayOfMonth: 0, firstDayOfWeek: 'sunday', index: 'first', ...recurrence.pattern },
    range: {
      endDate: '0001-01-01',
      recurrenceTimeZone: startZoneName,
      numberOfOccurrences: 0,
      ...recurrence.range,
    },
  }
}

/** An all-day event is its dates in whatever zone is asked for. */
function presentWall(
  { event, details, startsAt, endsAt }: Item,
  which: 'start' | 'end',
  preferences: Preferences,
): JsonObject {
  const at = which === 'start' ? startsAt : endsAt
  const wall =
    details.isAllDay || preferences.zone === event.zone ? details[which] : wallAt(at, preferences.zone)
  return { dateTime: sevenDigits(wall), timeZone: preferences.zoneName }
}

function presentBody(body: Json | undefined, { isTextBody }: Preferences): JsonObject {
  const content = typeof body === 'string' ? body : ''
  const text = plain(content)
  return {
    bodyPreview: text.slice(0, 255),
    body: isTextBody ? { contentType: 'text', content: text } : { contentType: 'html', content },
  }
}

function plain(html: string): string {
  return html
    .replace(/<head>[^]*?<\/head>/g, '')
    .replace(/<br\s*\/?>|<\/p>|<\/div>/g, '\r\n')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .trim()
}

function changeKeyOfCalendar({ id }: Calendar): string {
  return Buffer.from(`key ${id}`).toString('base64').slice(0, 24)
}
