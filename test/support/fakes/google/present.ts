import type { JsonObject } from './contract.ts'
import { isObject } from './contract.ts'
import { isDeclined } from './events.ts'
import { type Account, type Calendar, type Entry, etagOf, type StoredEvent, type World } from './world.ts'
import { exactTimestamp, writeWhen } from './when.ts'

/** How much the reader may see: `times` is what a free/busy reader gets, and a reader of a private event. */
export type View = { zone: string; sees: 'all' | 'public' | 'times'; maxAttendees?: number }

/** An event as the API answers it: fields at their default are left out, as Google does. */
export function presentEvent(
  world: World,
  calendar: Calendar,
  event: StoredEvent,
  { zone, sees, maxAttendees }: View,
): JsonObject {
  const { visibility } = event.rest
  const isPrivate = visibility === 'private' || visibility === 'confidential'
  const times = presentTimes(world, calendar, event, zone)
  if (sees === 'times' || (sees === 'public' && isPrivate)) return { ...times, visibility: 'private' }
  const { extendedProperties, ...rest } = event.rest
  return {
    ...times,
    ...rest,
    ...(hasEntries(extendedProperties) ? { extendedProperties } : {}),
    ...presentDefaults(event),
    creator: personOn(calendar, event.creator),
    organizer: {
      ...personOn(calendar, event.organizer),
      ...(event.organizer === calendar.id && !calendar.isPrimary ? { displayName: calendar.summary } : {}),
    },
    ...presentAttendees(calendar, event, maxAttendees),
  }
}

/** What is certain of a cancelled event in a list: the id, and of an instance which one it was. */
export function presentCancelled(event: StoredEvent, zone: string): JsonObject {
  return {
    kind: 'calendar#event',
    etag: etagOf(event.edition),
    id: event.id,
    status: 'cancelled',
    ...presentOrigin(event, zone),
  }
}

/** A line of the calendar list. */
export function presentEntry(account: Account, entry: Entry, calendar: Calendar): JsonObject {
  const etag = etagOf(entry.changed)
  if (entry.isRemoved)
    return { kind: 'calendar#calendarListEntry', etag, id: entry.calendarId, deleted: true }
  return {
    kind: 'calendar#calendarListEntry',
    etag,
    id: calendar.id,
    summary: calendar.summary,
    ...(calendar.description === undefined ? {} : { description: calendar.description }),
    timeZone: calendar.timeZone,
    colorId: '14',
    backgroundColor: '#9fe1e7',
    foregroundColor: '#000000',
    ...(entry.isSelected ? { selected: true } : {}),
    ...(entry.isHidden ? { hidden: true } : {}),
    accessRole: entry.role,
    defaultReminders: [],
    ...(entry.isPrimary ? { primary: true } : { dataOwner: calendar.owner }),
    conferenceProperties: { allowedConferenceSolutionTypes: calendar.conferenceTypes },
    ...(account.email === calendar.owner && entry.isPrimary
      ? { notificationSettings: { notifications: [] } }
      : {}),
  }
}

/** The calendar itself, whoever looks. */
export function presentCalendar(calendar: Calendar): JsonObject {
  return {
    kind: 'calendar#calendar',
    etag: etagOf(calendar.version),
    id: calendar.id,
    summary: calendar.summary,
    ...(calendar.description === undefined ? {} : { description: calendar.description }),
    timeZone: calendar.timeZone,
    ...(calendar.isPrimary ? {} : { dataOwner: calendar.owner }),
    conferenceProperties: { allowedConferenceSolutionTypes: calendar.conferenceTypes },
  }
}

function presentTimes(world: World, calendar: Calendar, event: StoredEvent, zone: string): JsonObject {
  const eid = Buffer.from(`${event.id} ${calendar.id}`).toString('base64url')
  return {
    kind: 'calendar#event',
    etag: etagOf(event.edition),
    id: event.id,
    status: event.status,
    htmlLink: `${world.origin}/calendar/event?eid=${eid}`,
    created: exactTimestamp(event.createdAt),
    updated: exactTimestamp(event.updatedAt),
    start: writeWhen(event.start, zone),
    end: writeWhen(event.end, zone),
    ...(event.recurrence ? { recurrence: event.recurrence } : {}),
    ...presentOrigin(event, zone),
    ...(event.rest.transparency === 'transparent' ? { transparency: 'transparent' } : {}),
    iCalUID: event.iCalUID,
    sequence: event.sequence,
    eventType: typeof event.rest.eventType === 'string' ? event.rest.eventType : 'default',
  }
}

function presentOrigin({ recurringEventId, originalStart }: StoredEvent, zone: string): JsonObject {
  if (recurringEventId === undefined || originalStart === undefined) return {}
  return { recurringEventId, originalStartTime: writeWhen(originalStart, zone) }
}

function presentDefaults({ rest }: StoredEvent): JsonObject {
  const { conferenceData, reminders, transparency, visibility } = rest
  const points =
    isObject(conferenceData) && Array.isArray(conferenceData.entryPoints) ? conferenceData.entryPoints : []
  const video = points.filter(isObject).find(({ entryPointType }) => entryPointType === 'video')
  return {
    transparency: transparency === 'transparent' ? transparency : undefined,
    visibility: visibility === 'default' ? undefined : visibility,
    reminders: isObject(reminders) ? reminders : { useDefault: true },
    ...(video ? { hangoutLink: video.uri } : {}),
  }
}

function presentAttendees(calendar: Calendar, event: StoredEvent, most = Infinity): JsonObject {
  if (event.attendees.length === 0) return {}
  const attendees = event.attendees.map((one) => ({
    ...one,
    ...(one.email === event.organizer ? { organizer: true } : {}),
    ...(one.email === calendar.id ? { self: true } : {}),
  }))
  if (attendees.length <= most) return { attendees }
  return { attendees: attendees.filter(({ email }) => email === calendar.id), attendeesOmitted: true }
}

function personOn(calendar: Calendar, email: string): JsonObject {
  return { email, ...(email === calendar.id ? { self: true } : {}) }
}

function hasEntries(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((one) => typeof one === 'object' && one !== null && Object.keys(one).length > 0)
  )
}

/** Whether the event makes its calendar's owner busy. */
export function isBusy(calendar: Calendar, event: StoredEvent): boolean {
  const { transparency, eventType } = event.rest
  if (event.status === 'cancelled' || transparency === 'transparent') return false
  return eventType !== 'workingLocation' && eventType !== 'birthday' && !isDeclined(calendar, event)
}
