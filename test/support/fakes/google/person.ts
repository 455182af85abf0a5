import type { JsonObject } from './contract.ts'
import { finishConferences } from './conferences.ts'
import { changeEvent, createEvent, findEvent, removeEvent, respond } from './events.ts'
import { eventsBetween } from './listing.ts'
import { presentEvent } from './present.ts'
import {
  accountOf,
  addCalendar,
  type Attendee,
  type Calendar,
  type NewCalendar,
  removeCalendar,
  type Role,
  setRole,
  type StoredEvent,
  type World,
} from './world.ts'
import { later, lengthOf, readWhen, writeWhen } from './when.ts'

/** A time as the hands take it: an instant in ms, an ISO text with offset, or a date for a whole day. */
export type Time = number | string

/** An event as the API writes it, for whoever may see all of it. */
export type SeenEvent = JsonObject & { id: string; status: string }

/** What a person fills in; every other field of the API's event may be given too. */
export type NewEvent = { start: Time; end: Time; calendarId?: string; timeZone?: string } & Record<
  string,
  unknown
>

/** A person at Google's own pages: everything is done to the primary calendar, unless another is named. */
export type Person = ReturnType<typeof personOf>

/** The hands of the person with this address. Throws when there is no such account. */
export function personOf(world: World, email: string) {
  const account = accountOf(world, email)

  function calendarOf(calendarId: string): Calendar {
    const calendar = world.calendars.get(calendarId)
    if (!calendar || account.entries.get(calendarId)?.isRemoved !== false)
      throw new Error(`${email} has no calendar ${calendarId}.`)
    return calendar
  }

  function see(calendar: Calendar, event: StoredEvent): SeenEvent {
    const seen = presentEvent(world, calendar, event, { zone: calendar.timeZone, sees: 'all' })
    return { ...(JSON.parse(JSON.stringify(seen)) as JsonObject), id: event.id, status: event.status }
  }

  function edit(id: string, change: JsonObject, calendarId: string): SeenEvent {
    const calendar = calendarOf(calendarId)
    const doing = { by: email, isWhole: false, withConference: true }
    return see(calendar, changeEvent(world, calendar, id, change, doing))
  }

  return {
    email,
    /** The calendars on the list, the removed ones left out. */
    calendars: () =>
      [...account.entries.values()]
        .filter(({ isRemoved }) => !isRemoved)
        .map(({ calendarId, role, isPrimary }) => {
          const { summary, timeZone } = calendarOf(calendarId)
          return { id: calendarId, summary, timeZone, role, isPrimary }
        }),
    addCalendar: (calendar: NewCalendar): string => addCalendar(world, email, calendar).id,
    removeCalendar: (calendarId: string) => removeCalendar(world, email, calendarId),
    setRole: (calendarId: string, role: Role) => setRole(world, email, calendarId, role),
    /** How conferences asked for from now on are answered; `success` also ends those that were pending. */
    setConferences: (conferences: Calendar['conferences'], types = ['hangoutsMeet'], calendarId = email) => {
      const calendar = calendarOf(calendarId)
      Object.assign(calendar, { conferences, conferenceTypes: types })
      if (conferences === 'success') finishConferences(world, calendar)
    },
    /** Everything on a calendar that is not cancelled: single events, recurrences, and instances that differ. */
    events: (calendarId = email): SeenEvent[] => {
      const calendar = calendarOf(calendarId)
      const living = [...calendar.events.values()].filter(({ status }) => status !== 'cancelled')
      return living.map((event) => see(calendar, event))
    },
    /** What takes place between two instants (ms), recurrences told one by one. */
    agenda: (from: number, until: number, calendarId = email): SeenEvent[] => {
      const calendar = calendarOf(calendarId)
      return eventsBetween(world, calendar, from, until).map((event) => see(calendar, event))
    },
    /** One event or instance, cancelled ones too; undefined when there never was one. */
    event: (id: string, calendarId = email): SeenEvent | undefined => {
      const calendar = calendarOf(calendarId)
      const event = findEvent(calendar, id)
      return event && see(calendar, event)
    },
    addEvent: ({ calendarId = email, start, end, timeZone, ...fields }: NewEvent): string => {
      const calendar = calendarOf(calendarId)
      const zone = timeZone ?? calendar.timeZone
      const body = { ...fields, start: timeOf(start, zone), end: timeOf(end, zone) } as JsonObject
      return createEvent(world, calendar, body, { by: email, withConference: true }).id
    },
    editEvent: (id: string, change: Record<string, unknown>, calendarId = email): SeenEvent =>
      edit(id, change as JsonObject, calendarId),
    /** Drags it to another time; without an end it stays as long as it was. */
    moveEvent: (id: string, start: Time, end?: Time, calendarId = email): SeenEvent => {
      const calendar = calendarOf(calendarId)
      const event = findEvent(calendar, id)
      if (!event) throw new Error(`There is no event ${id}.`)
      const zone = 'zone' in event.start ? event.start.zone : calendar.timeZone
      const from = readWhen(timeOf(start, zone), zone, 'start')
      const until =
        end === undefined ? writeWhen(later(from, lengthOf(event.start, event.end)), zone) : timeOf(end, zone)
      const cleared = { date: null, dateTime: null, timeZone: null }
      return edit(
        id,
        { start: { ...cleared, ...timeOf(start, zone) }, end: { ...cleared, ...until } },
        calendarId,
      )
    },
    deleteEvent: (id: string, calendarId = email): void => {
      removeEvent(world, calendarOf(calendarId), id, { by: email })
    },
    addGuests: (id: string, guests: readonly string[], calendarId = email): SeenEvent => {
      const present = findEvent(calendarOf(calendarId), id)?.attendees ?? []
      const added = guests.map((guest) => ({ email: guest, responseStatus: 'needsAction' }))
      const self = present.some((one) => one.email === calendarId)
        ? []
        : [{ email: calendarId, responseStatus: 'accepted' }]
      return edit(id, { attendees: [...self, ...present, ...added] }, calendarId)
    },
    respond: (id: string, answer: Attendee['responseStatus'], calendarId = email): SeenEvent => {
      const calendar = calendarOf(calendarId)
      return see(calendar, respond(world, calendar, id, answer))
    },
    /** Says no to an invitation; to an event of their own they first become its guest, as in Google's own page. */
    decline: (id: string, calendarId = email): SeenEvent => {
      const calendar = calendarOf(calendarId)
      const event = findEvent(calendar, id)
      const isInvited = event?.attendees.some((one) => one.email === calendarId) ?? false
      if (event && !isInvited)
        edit(id, { attendees: [...event.attendees, { email: calendarId }] }, calendarId)
      return see(calendar, respond(world, calendar, id, 'declined'))
    },
  }
}

function timeOf(time: Time, timeZone: string): JsonObject {
  if (typeof time === 'number') return { dateTime: new Date(time).toISOString(), timeZone }
  return /^\d{4}-\d\d-\d\d$/.test(time) ? { date: time } : { dateTime: time, timeZone }
}
