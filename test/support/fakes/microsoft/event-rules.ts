import { checkBody, isObject, type Json, type JsonObject, textOf } from './contract.ts'
import { accessDenied, badRequest, GraphError } from './graph-error.ts'
import { checkRecurrence, type Recurrence } from './recurrence.ts'
import { dateOf, instantOf, readWall, type Wall, wallAt } from './wall.ts'
import { ianaOf, windowsOf } from './windows-zones.ts'
import {
  type Account,
  type Calendar,
  changeItem,
  etagOf,
  insertEvent,
  type Item,
  itemOf,
  occurrencesUntil,
  removeItem,
  type StoredEvent,
  type World,
} from './world.ts'

/** How Graph answers a second create with a used transactionId and other content; both have been seen. */
export type DuplicateAnswer = { status: 400 | 409; namesEvent: boolean }

const kept = [
  'allowNewTimeProposals',
  'attendees',
  'body',
  'categories',
  'hideAttendees',
  'importance',
  'isReminderOn',
  'location',
  'locations',
  'reminderMinutesBeforeStart',
  'responseRequested',
  'sensitivity',
  'showAs',
  'subject',
]
const understood = [
  ...kept,
  'end',
  'isAllDay',
  'isOnlineMeeting',
  'onlineMeetingProvider',
  'recurrence',
  'singleValueExtendedProperties',
  'start',
]
const propertyId =
  /^(?:String|Integer|Boolean|SystemTime) (?:\{[0-9a-fA-F-]{36}\} (?:Name \S+|Id 0x[0-9a-fA-F]+)|0x[0-9a-fA-F]+)$/

/** How far the next occurrence may be: a little more than a year, in ms. */
const farNeighbour = 400 * 86_400_000

/** Creates the event, or gives the one that the same transactionId made of the same content. */
export function createEvent(
  world: World,
  account: Account,
  calendar: Calendar,
  given: unknown,
  { duplicate, idOf }: { duplicate: DuplicateAnswer; idOf: (item: Item) => string },
): Item {
  if (!calendar.canEdit) throw accessDenied()
  const body = checkBody('event', given)
  checkMembers(body, [...understood, 'transactionId'])
  const content = canonical(body)
  const earlier = findEarlier(account, body.transactionId)
  if (earlier && earlier.content === content) return itemOf(earlier.event)
  if (earlier) throw duplicateTransaction(duplicate, idOf(itemOf(earlier.event)))
  const times = readTimes(body, undefined)
  if (!times) throw missingTime()
  if (body.isOnlineMeeting === true) readMeetingProvider(calendar, body)
  const event = insertEvent(world, account, {
    ...times,
    calendarId: calendar.id,
    answer: 'organizer',
    isCancelled: false,
    rest: keptOf(body),
    recurrence: readRecurrence(body.recurrence) ?? undefined,
    organizer: { name: account.name, address: account.email },
    isOrganizer: true,
    transactionId: typeof body.transactionId === 'string' ? body.transactionId : undefined,
    properties: readProperties(body.singleValueExtendedProperties),
    joinUrl: undefined,
  })
  if (event.transactionId !== undefined)
    account.transactions.set(event.transactionId, { serial: event.serial, content })
  addOnlineMeeting(calendar, event, body)
  return itemOf(event)
}

/** Changes what the body names and nothing else. */
export function patchEvent(
  world: World,
  account: Account,
  calendar: Calendar,
  item: Item,
  given: unknown,
  ifMatch: string | undefined,
): Item {
  if (!calendar.canEdit) throw accessDenied()
  const body = checkBody('event', given)
  checkMembers(body, understood)
  checkMatch(account, item, ifMatch)
  if (item.date !== undefined && body.recurrence !== undefined)
    throw badRequest('An occurrence has no recurrence of its own.', 'ErrorInvalidRequest')
  const times = readTimes(body, item)
  if (item.date !== undefined && times) checkNeighbours(item, times)
  addOnlineMeeting(calendar, item.event, body)
  const rest = { ...item.details.rest, ...keptOf(body) }
  loseOnlineMeeting(item.event, rest, body)
  return changeItem(world, account, item, {
    ...times,
    rest,
    ...(body.recurrence === undefined ? {} : { recurrence: readRecurrence(body.recurrence) }),
    ...(body.singleValueExtendedProperties === undefined
      ? {}
      : { properties: mergeProperties(item.event, readProperties(body.singleValueExtendedProperties)) }),
  })
}

export function deleteEvent(
  world: World,
  account: Account,
  calendar: Calendar,
  item: Item,
  ifMatch: string | undefined,
): void {
  if (!calendar.canEdit) throw accessDenied()
  checkMatch(account, item, ifMatch)
  removeItem(world, account, item)
}

/** HTML that Graph makes of a text body: it is never given back as it came. */
export function htmlOfText(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return wrapped(escaped.replace(/\r?\n/g, '<br>\r\n'))
}

function wrapped(inner: string): string {
  const head = '<meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
  return `<html>\r\n<head>\r\n${head}\r\n</head>\r\n<body>\r\n${inner}\r\n</body>\r\n</html>\r\n`
}

function checkMembers(body: JsonObject, allowed: readonly string[]): void {
  for (const name of Object.keys(body)) {
    if (name.startsWith('@') || allowed.includes(name)) continue
    throw badRequest(`The property '${name}' is read-only or cannot be set here.`, 'ErrorInvalidPropertySet')
  }
}

function checkMatch(account: Account, item: Item, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch === etagOf(account, item)) return
  throw new GraphError(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.',
  )
}

function findEarlier(account: Account, transactionId: Json | undefined) {
  if (typeof transactionId !== 'string') return undefined
  const made = account.transactions.get(transactionId)
  const event = made && account.events.get(made.serial)
  return made && event && { event, content: made.content }
}

function duplicateTransaction({ status, namesEvent }: DuplicateAnswer, id: string): GraphError {
  return new GraphError(
    status,
    'ErrorDuplicateTransactionId',
    "Your request can't be completed. The TransactionId has already been used for another event.",
    { members: namesEvent ? { '@event.existingEventId': id } : {} },
  )
}

type Times = Pick<StoredEvent, 'start' | 'end' | 'isAllDay' | 'zone' | 'startZoneName' | 'endZoneName'>

/** The times after the change, written in the start's zone; undefined when the body says nothing of them. */
function readTimes(body: JsonObject, item: Item | undefined): Times | undefined {
  const isAllDay = body.isAllDay ?? item?.details.isAllDay ?? false
  if (body.start === undefined && body.end === undefined && body.isAllDay === undefined) return undefined
  const start = readMoment(body.start, item, 'start')
  const end = readMoment(body.end, item, 'end')
  // An occurrence stays in the zone of its series.
  const zone = item?.date === undefined ? start.zone : item.event.zone
  const times = {
    start: wallIn(zone, start),
    end: wallIn(zone, end),
    isAllDay: isAllDay === true,
    zone,
    startZoneName: windowsOf(start.zone),
    endZoneName: windowsOf(end.zone),
  }
  if (times.isAllDay && !(isMidnight(start.wall) && isMidnight(end.wall)))
    throw badRequest(
      'The Event.Start and Event.End of an all-day event need to be set to midnight.',
      'ErrorPropertyValidationFailure',
    )
  if (times.isAllDay && start.zone !== end.zone)
    throw badRequest('An all-day event has one time zone.', 'ErrorPropertyValidationFailure')
  if (times.isAllDay ? times.end <= times.start : instantOf(times.end, zone) < instantOf(times.start, zone))
    throw badRequest(
      'End time must be later than the start time.',
      'ErrorCalendarEndDateIsEarlierThanStartDate',
    )
  return times
}

type Moment = { wall: Wall; zone: string }

function readMoment(given: Json | undefined, item: Item | undefined, which: 'start' | 'end'): Moment {
  if (given === undefined && item) return { wall: item.details[which], zone: item.event.zone }
  if (!isObject(given) || typeof given.dateTime !== 'string') throw missingTime()
  if (typeof given.timeZone !== 'string') throw missingTime()
  const zone = ianaOf(given.timeZone)
  if (zone === undefined) throw zoneNotSupported(given.timeZone)
  const wall = readWall(given.dateTime)
  if (wall === undefined)
    throw badRequest(
      `${which}/dateTime is no local date and time: ${given.dateTime}`,
      'ErrorInvalidParameter',
    )
  return { wall, zone }
}

export function zoneNotSupported(name: string): GraphError {
  return badRequest(
    `A valid TimeZone value must be specified. The following TimeZone value is not supported: '${name}'.`,
    'TimeZoneNotSupportedException',
  )
}

function wallIn(zone: string, moment: Moment): Wall {
  return moment.zone === zone ? moment.wall : wallAt(instantOf(moment.wall, moment.zone), zone)
}

function isMidnight(wall: Wall): boolean {
  return wall.endsWith('T00:00:00')
}

function missingTime(): GraphError {
  return badRequest('Start and end need a dateTime and a timeZone each.', 'ErrorPropertyValidationFailure')
}

/** An occurrence stays between its neighbours, each on a day of its own. */
function checkNeighbours({ event, date = '', startsAt }: Item, times: Times): void {
  const others = occurrencesUntil(
    event,
    Math.max(startsAt, instantOf(times.start, times.zone)) + farNeighbour,
  )
  const isCrossing = others.some((other) => {
    if (other.date === undefined || other.date === date) return false
    const day = dateOf(other.details.start)
    return other.date < date ? day >= dateOf(times.start) : day <= dateOf(times.start)
  })
  if (!isCrossing) return
  throw badRequest(
    'Modified occurrence is crossing or overlapping adjacent occurrence.',
    'ErrorOccurrenceCrossingBoundary',
  )
}

function readRecurrence(given: Json | undefined): Recurrence | undefined {
  if (given === undefined || given === null) return undefined
  checkRecurrence(given as Partial<Recurrence>)
  return given as unknown as Recurrence
}

function readProperties(given: Json | undefined): StoredEvent['properties'] {
  return (Array.isArray(given) ? given : []).map((one) => {
    const { id, value } = isObject(one) ? one : {}
    if (typeof id !== 'string' || typeof value !== 'string' || !propertyId.test(id))
      throw badRequest(`The property id '${textOf(id)}' is invalid.`, 'ErrorInvalidPropertyId')
    return { id, value }
  })
}

function mergeProperties({ properties }: StoredEvent, given: StoredEvent['properties']) {
  return [...properties.filter(({ id }) => !given.some((one) => one.id === id)), ...given]
}

function keptOf(body: JsonObject): JsonObject {
  const own = Object.entries(body).filter(([name]) => kept.includes(name))
  const rest: JsonObject = Object.fromEntries(own)
  if (isObject(body.body)) rest.body = readBody(body.body)
  if (Array.isArray(body.attendees)) rest.attendees = body.attendees.map(withStatus)
  if (isObject(body.location)) {
    rest.location = { locationType: 'default', uniqueIdType: 'private', ...body.location }
    rest.locations ??= [rest.location]
  }
  return rest
}

function readBody({ contentType = 'text', content }: JsonObject): string {
  const text = typeof content === 'string' ? content : ''
  if (contentType === 'text') return htmlOfText(text)
  return /<body/i.test(text) ? text : wrapped(text)
}

function withStatus(attendee: Json): Json {
  const none = { response: 'none', time: '0001-01-01T00:00:00Z' }
  return isObject(attendee) ? { type: 'required', status: none, ...attendee } : attendee
}

function addOnlineMeeting(calendar: Calendar, event: StoredEvent, body: JsonObject): void {
  if (body.isOnlineMeeting !== true || event.joinUrl !== undefined) return
  readMeetingProvider(calendar, body)
  event.joinUrl = `https://teams.microsoft.com/l/meetup-join/19%3ameeting_${event.serial}`
  event.rest = { ...event.rest, body: withMeeting(event.rest.body, event.joinUrl) }
}

function readMeetingProvider(calendar: Calendar, body: JsonObject): string {
  const provider = body.onlineMeetingProvider ?? calendar.onlineMeetings[0]
  if (typeof provider !== 'string' || !calendar.onlineMeetings.includes(provider))
    throw badRequest('This calendar does not allow this online meeting provider.', 'ErrorInvalidRequest')
  return provider
}

function withMeeting(body: Json | undefined, joinUrl: string): string {
  const blob = `<div class="me-email-text"><a href="${joinUrl}">Join the meeting now</a></div>`
  return typeof body === 'string' ? body.replace('</body>', `${blob}</body>`) : wrapped(blob)
}

/** A body without the meeting's own part ends the online meeting. */
function loseOnlineMeeting(event: StoredEvent, rest: JsonObject, body: JsonObject): void {
  if (event.joinUrl === undefined || !isObject(body.body) || body.isOnlineMeeting === true) return
  if (!textOf(rest.body).includes(event.joinUrl)) event.joinUrl = undefined
}

/** The same text for the same content, however its members are ordered. */
function canonical(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isObject(value)) return JSON.stringify(value ?? null)
  return `{${Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`)
    .join()}}`
}
