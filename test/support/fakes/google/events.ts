import { checkEvent } from './event-rules.ts'
import { withMeeting } from './conferences.ts'
import { isObject, type Json, type JsonObject, textOf } from './contract.ts'
import { GoogleError, invalid, notFound } from './errors.ts'
import { instanceSuffix, originalStarts } from './recurrence.ts'
import {
  type Attendee,
  type Calendar,
  digest,
  etagOf,
  noteChange,
  type StoredEvent,
  type World,
} from './world.ts'
import { later, lengthOf, readWhen, type When, writeWhen } from './when.ts'

/** Who changes something, and how: the condition of If-Match, and whether conference data is meant. */
export type Doing = { by: string; ifMatch?: string | undefined; withConference?: boolean }

const day = 86_400_000
/** How far recurrences without end are listed. */
export const horizon = 730 * day

const ownFields = ['id', 'iCalUID', 'status', 'start', 'end', 'recurrence', 'sequence', 'attendees']
const readOnlyFields = [
  'kind etag htmlLink created updated creator organizer recurringEventId originalStartTime hangoutLink',
  'locked privateCopy endTimeUnspecified attendeesOmitted',
].flatMap((line) => line.split(' '))

/** Writes a new event. An id that was ever used on this calendar, deleted or not, is 409 `duplicate`. */
export function createEvent(world: World, calendar: Calendar, body: JsonObject, doing: Doing): StoredEvent {
  if (body.id !== undefined && !/^[0-9a-v]{5,1024}$/.test(textOf(body.id)))
    throw invalid('Invalid resource id value.')
  checkEvent(body, calendar, doing.withConference ?? false)
  if (body.id !== undefined && body.iCalUID !== undefined)
    throw invalid('Supply either id or iCalUID, not both.')
  const id = typeof body.id === 'string' ? body.id : digest(`event ${world.editions} ${world.now()}`)
  if (calendar.events.has(id))
    throw new GoogleError(409, 'duplicate', 'The requested identifier already exists.')
  const event: StoredEvent = {
    ...emptyEvent(world, id, doing.by, calendar.id),
    iCalUID: typeof body.iCalUID === 'string' ? body.iCalUID : `${id}@google.com`,
  }
  fill(event, body, calendar, doing)
  calendar.events.set(id, event)
  noteChange(world, calendar, event)
  copyToGuests(world, calendar, event)
  return event
}

/** The event, or the instance of a recurrence that has this id; undefined when there never was one. */
export function findEvent(calendar: Calendar, id: string): StoredEvent | undefined {
  const stored = calendar.events.get(id)
  if (stored) return stored
  const master = calendar.events.get(id.slice(0, Math.max(0, id.lastIndexOf('_'))))
  if (!master?.recurrence) return undefined
  const suffix = id.slice(master.id.length)
  return instancesOf(master, wallOfSuffix(suffix) + 2 * day).find((instance) => instance.id === id)
}

/** PATCH merges objects, replaces lists and clears what is null; PUT (`isWhole`) sets everything anew. */
export function changeEvent(
  world: World,
  calendar: Calendar,
  id: string,
  change: JsonObject,
  { isWhole, ...doing }: Doing & { isWhole: boolean },
): StoredEvent {
  const event = findForChange(calendar, id, doing)
  if (event.status === 'cancelled') throw new GoogleError(403, 'forbidden', 'Forbidden')
  const body = isWhole ? withoutReadOnly(change) : merge(writableOf(event), withoutReadOnly(change))
  checkEvent(body, calendar, doing.withConference ?? false)
  checkSequence(event, change)
  if (body.status === 'cancelled') return removeEvent(world, calendar, id, doing)
  if (event.organizer !== calendar.id) return answerInvitation(world, calendar, event, body)
  const before = instanceIds(world, event)
  const times = timesOf(event)
  fill(event, body, calendar, doing)
  if (times !== timesOf(event)) event.sequence += 1
  dropInstances(world, calendar, event, before)
  calendar.events.set(event.id, event)
  noteChange(world, calendar, event)
  copyToGuests(world, calendar, event)
  return event
}

/** Cancels it; the id stays burnt. Deleting twice is 410 `deleted`. On a guest's own calendar it means to decline. */
export function removeEvent(world: World, calendar: Calendar, id: string, doing: Doing): StoredEvent {
  const event = findForChange(calendar, id, doing)
  if (event.status === 'cancelled') throw new GoogleError(410, 'deleted', 'Resource has been deleted')
  event.status = 'cancelled'
  calendar.events.set(event.id, event)
  for (const exception of exceptionsOf(calendar, event)) cancel(world, calendar, exception)
  noteChange(world, calendar, event)
  if (event.organizer === calendar.id) copyToGuests(world, calendar, event)
  else tellOrganizer(world, calendar, event, 'declined')
  return event
}

/** Answers an invitation that lies on this calendar, as its owner. */
export function respond(
  world: World,
  calendar: Calendar,
  id: string,
  answer: Attendee['responseStatus'],
): StoredEvent {
  const event = findForChange(calendar, id, { by: calendar.owner })
  const isInvited = event.attendees.some(({ email }) => email === calendar.id)
  if (!isInvited) throw new Error(`${calendar.id} is no attendee of ${id}.`)
  setResponse(event, calendar.id, answer)
  calendar.events.set(event.id, event)
  noteChange(world, calendar, event)
  if (event.organizer !== calendar.id) tellOrganizer(world, calendar, event, answer)
  return event
}

/** The instances of a recurrence up to a wall time (as if UTC, ms) as the rule gives them, exceptions not regarded. */
export function instancesOf(master: StoredEvent, untilWall: number): StoredEvent[] {
  const length = lengthOf(master.start, master.end)
  return originalStarts(master.recurrence ?? [], master.start, untilWall).map((original) => ({
    ...master,
    id: master.id + instanceSuffix(original),
    start: original,
    end: later(original, length),
    recurrence: undefined,
    recurringEventId: master.id,
    originalStart: original,
    attendees: structuredClone(master.attendees),
    dropped: new Map(),
    rest: structuredClone(master.rest),
  }))
}

/** Those instances of a recurrence that were changed or cancelled by themselves. */
export function exceptionsOf(calendar: Calendar, master: StoredEvent): StoredEvent[] {
  return [...calendar.events.values()].filter(({ recurringEventId }) => recurringEventId === master.id)
}

/** Whether the owner of the calendar has declined. */
export function isDeclined(calendar: Calendar, event: StoredEvent): boolean {
  return event.attendees.some(
    ({ email, responseStatus }) => email === calendar.id && responseStatus === 'declined',
  )
}

function findForChange(calendar: Calendar, id: string, { ifMatch }: Doing): StoredEvent {
  const event = findEvent(calendar, id)
  if (!event) throw notFound()
  if (ifMatch !== undefined && ifMatch !== '*' && ifMatch !== etagOf(event.edition))
    throw new GoogleError(412, 'conditionNotMet', 'Precondition Failed', {
      location: 'If-Match',
      locationType: 'header',
    })
  return event
}

function fill(event: StoredEvent, body: JsonObject, calendar: Calendar, doing: Doing): void {
  event.status = body.status === 'tentative' ? 'tentative' : 'confirmed'
  event.start = readWhen(body.start, calendar.timeZone, 'start')
  event.end = readWhen(body.end, calendar.timeZone, 'end')
  event.recurrence = readLines(body.recurrence)
  event.attendees = readAttendees(body.attendees)
  if (typeof body.sequence === 'number') event.sequence = body.sequence
  event.rest = restOf(body, event.rest, doing.withConference ? calendar : undefined)
}

/** Everything kept as it came. Conference data changes only when the request says that it means it. */
function restOf(body: JsonObject, before: JsonObject, withConference: Calendar | undefined): JsonObject {
  const rest = Object.fromEntries(
    Object.entries(body).filter(([name]) => !ownFields.includes(name) && !readOnlyFields.includes(name)),
  )
  if (withConference) return withMeeting(rest, before, withConference)
  const { conferenceData } = before
  delete rest.conferenceData
  return conferenceData === undefined ? rest : { ...rest, conferenceData }
}

/** What of an event can be written, in the form it is written in. */
function writableOf(event: StoredEvent): JsonObject {
  const { status, start, end, recurrence, attendees, rest } = event
  return {
    ...rest,
    status,
    start: writeWhen(start, 'UTC'),
    end: writeWhen(end, 'UTC'),
    ...(recurrence ? { recurrence } : {}),
    ...(attendees.length > 0 ? { attendees } : {}),
  }
}

function withoutReadOnly(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !readOnlyFields.includes(name)))
}

function merge(base: JsonObject, change: JsonObject): JsonObject {
  const merged: JsonObject = { ...base }
  for (const [name, value] of Object.entries(change)) {
    const present = merged[name]
    if (value === undefined) continue
    if (value === null) delete merged[name]
    else if (isObject(value)) merged[name] = merge(isObject(present) ? present : {}, value)
    else merged[name] = value
  }
  return merged
}

function checkSequence(event: StoredEvent, { sequence }: JsonObject): void {
  if (typeof sequence === 'number' && sequence < event.sequence)
    throw invalid(
      'Invalid sequence value. The specified sequence number is below the current sequence number of the resource.',
    )
}

/** On a guest's copy only the own answer, reminders and own marks can change; the rest is the organizer's. */
function answerInvitation(
  world: World,
  calendar: Calendar,
  event: StoredEvent,
  body: JsonObject,
): StoredEvent {
  const { transparency, visibility, reminders, colorId, extendedProperties, ...shared } = body
  const { attendees: wanted, ...rest } = shared
  const { attendees: _, ...present } = writableOf(event)
  const own = ['transparency', 'visibility', 'reminders', 'colorId', 'extendedProperties', 'sequence']
  const differs = Object.keys({ ...rest, ...present }).some(
    (name) => !own.includes(name) && JSON.stringify(rest[name]) !== JSON.stringify(present[name]),
  )
  if (differs && event.rest.guestsCanModify !== true)
    throw new GoogleError(
      403,
      'forbiddenForNonOrganizer',
      'Shared properties can only be changed by the organizer of the event.',
      {
        domain: 'calendar',
      },
    )
  const kept = { transparency, visibility, reminders, colorId, extendedProperties }
  for (const [name, value] of Object.entries(kept)) {
    if (value === undefined) delete event.rest[name]
    else event.rest[name] = value
  }
  const answer = readAttendees(wanted).find(({ email }) => email === calendar.id)
  if (answer) setResponse(event, calendar.id, answer.responseStatus)
  calendar.events.set(event.id, event)
  noteChange(world, calendar, event)
  if (answer) tellOrganizer(world, calendar, event, answer.responseStatus)
  return event
}

/** Each guest with an account here gets the event on the primary calendar, as Google's own propagation does. */
function copyToGuests(world: World, calendar: Calendar, event: StoredEvent): void {
  for (const guest of world.calendars.values()) {
    if (!guest.isPrimary || guest.id === calendar.id) continue
    const copy = findEvent(guest, event.id)
    const isInvited = event.status !== 'cancelled' && event.attendees.some(({ email }) => email === guest.id)
    if (isInvited) putCopy(world, guest, event, copy)
    else if (copy && copy.organizer === calendar.id && copy.status !== 'cancelled') cancel(world, guest, copy)
  }
}

function putCopy(world: World, guest: Calendar, event: StoredEvent, copy: StoredEvent | undefined): void {
  const { extendedProperties, reminders: _, transparency: __, ...shared } = event.rest
  const own = copy?.rest ?? {}
  const marks = isObject(extendedProperties) ? { shared: extendedProperties.shared } : {}
  const privateMarks = isObject(own.extendedProperties) ? { private: own.extendedProperties.private } : {}
  const fresh: StoredEvent = {
    ...event,
    attendees: structuredClone(event.attendees),
    dropped: new Map(copy?.dropped),
    rest: {
      ...structuredClone(shared),
      ...(own.reminders ? { reminders: own.reminders } : {}),
      ...(own.transparency ? { transparency: own.transparency } : {}),
      extendedProperties: { ...marks, ...privateMarks },
    },
  }
  const before = copy ? instanceIds(world, copy) : new Map<string, When | undefined>()
  guest.events.set(fresh.id, fresh)
  dropInstances(world, guest, fresh, before)
  noteChange(world, guest, fresh)
}

function tellOrganizer(
  world: World,
  calendar: Calendar,
  event: StoredEvent,
  answer: Attendee['responseStatus'],
): void {
  const organizer = world.calendars.get(event.organizer)
  const original = organizer && findEvent(organizer, event.id)
  if (!organizer || !original || original.status === 'cancelled') return
  setResponse(original, calendar.id, answer)
  organizer.events.set(original.id, original)
  noteChange(world, organizer, original)
}

function setResponse(event: StoredEvent, email: string, responseStatus: Attendee['responseStatus']): void {
  event.attendees = event.attendees.map((one) => (one.email === email ? { ...one, responseStatus } : one))
}

function cancel(world: World, calendar: Calendar, event: StoredEvent): void {
  event.status = 'cancelled'
  calendar.events.set(event.id, event)
  noteChange(world, calendar, event)
}

/** Instances that the new rule does not give any more are remembered, so that a sync can say that they are gone. */
function dropInstances(
  world: World,
  calendar: Calendar,
  event: StoredEvent,
  before: Map<string, When | undefined>,
): void {
  const after = instanceIds(world, event)
  for (const [id, original] of before) if (!after.has(id)) event.dropped.set(id, original)
  for (const id of after.keys()) event.dropped.delete(id)
  for (const exception of exceptionsOf(calendar, event))
    if (!after.has(exception.id) && exception.status !== 'cancelled') cancel(world, calendar, exception)
}

/** What a listing of single events shows for this one, by id. */
function instanceIds(world: World, event: StoredEvent): Map<string, When | undefined> {
  if (!event.recurrence) return new Map([[event.id, undefined]])
  const instances = instancesOf(event, world.now() + horizon)
  return new Map(instances.map(({ id, originalStart }) => [id, originalStart]))
}

function emptyEvent(world: World, id: string, creator: string, organizer: string): StoredEvent {
  return {
    id,
    iCalUID: '',
    status: 'confirmed',
    start: { date: '1970-01-01' },
    end: { date: '1970-01-02' },
    recurrence: undefined,
    recurringEventId: undefined,
    originalStart: undefined,
    sequence: 0,
    createdAt: world.now(),
    updatedAt: world.now(),
    edition: 0,
    changed: 0,
    creator,
    organizer,
    attendees: [],
    dropped: new Map(),
    rest: {},
  }
}

function readLines(value: Json | undefined): string[] | undefined {
  const lines = Array.isArray(value) ? value.filter((line) => typeof line === 'string') : []
  return lines.length > 0 ? lines : undefined
}

function readAttendees(value: Json | undefined): Attendee[] {
  const list = Array.isArray(value) ? value.filter(isObject) : []
  return list.map((one) => {
    const { self: _, organizer: __, id: ___, ...kept } = one
    return { responseStatus: 'needsAction', ...kept } as Attendee
  })
}

/** Equal as long as neither times nor rule change. */
function timesOf({ start, end, recurrence }: StoredEvent): string {
  const written = [start, end].map((when) => ('at' in when ? when.at : when.date))
  return JSON.stringify([written, recurrence ?? []])
}

function wallOfSuffix(suffix: string): number {
  const [, date = '', time = '000000'] = /^_(\d{8})(?:T(\d{6})Z)?$/.exec(suffix) ?? []
  const text = `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6, 8)}`
  const clock = `${time.slice(0, 2)}:${time.slice(2, 4)}:${time.slice(4, 6)}`
  const at = Date.parse(`${text}T${clock}Z`)
  return Number.isNaN(at) ? 0 : at
}
