import { textOf } from './contract.ts'
import { htmlOfText } from './event-rules.ts'
import type { Recurrence } from './recurrence.ts'
import { addToWall, dateOf, isoOf, readWall, type Wall, wallAt, wallDistance } from './wall.ts'
import { windowsOf } from './windows-zones.ts'
import {
  type Account,
  type Address,
  addCalendar,
  type Answer,
  type Calendar,
  changeItem,
  findItem,
  idOfItem,
  insertEvent,
  type Item,
  itemOf,
  itemsBetween,
  type Mailbox,
  moveItem,
  type NewCalendar,
  removeItem,
  type World,
} from './world.ts'

/**
 * A time as a person gives it: an instant, in ms or as text with `Z` or an offset; a wall time in the event's or the
 * mailbox's zone (`2026-10-26T09:00`); a date for an all-day event (the end is the day after the last).
 */
export type Time = number | string

export type ShowAs = 'free' | 'tentative' | 'busy' | 'oof' | 'workingElsewhere' | 'unknown'

export type EventDraft = {
  /** Name or id of the calendar; the mailbox's own unless told. */
  calendar?: string
  subject?: string
  start: Time
  end: Time
  /** IANA id; the mailbox's zone unless told. */
  timeZone?: string
  /** What stands in originalStartTimeZone, where the Windows name is not it. */
  zoneName?: string
  isAllDay?: boolean
  showAs?: ShowAs
  sensitivity?: 'normal' | 'personal' | 'private' | 'confidential'
  /** Plain text. */
  body?: string
  location?: string
  /** How long before it begins there is an alert; null is none. */
  alertMinutes?: number | null
  recurrence?: Recurrence
  guests?: readonly Address[]
  /** Who invited; the person unless told. */
  organizer?: Address
  /** What the person answered to an invitation. */
  answer?: Answer
  isCancelled?: boolean
  /** The UID of the file that it was imported from. */
  uid?: string
}

/** An event as it stands in the calendar. `start` and `end` are instants, dates for all-day events. */
export type EventNote = {
  /** The immutable id. */
  id: string
  calendar: string
  subject: string
  start: string
  end: string
  startsAt: number
  endsAt: number
  isAllDay: boolean
  showAs: string
  body: string
  location: string
  /** How long before it begins there is an alert, as it is stored; undefined where nothing was said about one. */
  alertMinutes: number | null | undefined
  iCalUId: string
  transactionId: string | undefined
  isCancelled: boolean
  answer: Answer
  guests: string[]
  type: Item['type']
}

export type Person = ReturnType<typeof personOf>

const year = 366 * 86_400_000

/** What somebody does in Outlook itself. Ids may be of either kind, of series and of occurrences. */
export function personOf(world: World, account: Account) {
  function add(draft: EventDraft): string {
    const calendar = calendarOf(draft.calendar)
    const zone = draft.timeZone ?? account.timeZone
    const zoneName = draft.zoneName ?? windowsOf(zone)
    const event = insertEvent(world, account, {
      calendarId: calendar.id,
      start: readTime(draft.start, zone),
      end: readTime(draft.end, zone),
      isAllDay: draft.isAllDay ?? false,
      zone,
      startZoneName: zoneName,
      endZoneName: zoneName,
      answer: draft.answer ?? (draft.organizer ? 'notResponded' : 'organizer'),
      isCancelled: draft.isCancelled ?? false,
      rest: restOf(draft),
      recurrence: draft.recurrence,
      organizer: draft.organizer ?? { name: account.name, address: account.email },
      isOrganizer: draft.organizer === undefined,
      transactionId: undefined,
      properties: [],
      joinUrl: undefined,
      ...(draft.uid === undefined ? {} : { uid: draft.uid }),
    })
    return idOfItem(account, itemOf(event), true)
  }

  /** To another start; the length stays unless an end is given. */
  function move(id: string, start: Time, end?: Time): void {
    const item = itemOfId(id)
    const { zone } = item.event
    const newStart = readTime(start, zone)
    const length = wallDistance(item.details.start, item.details.end)
    const newEnd = end === undefined ? addToWall(newStart, length) : readTime(end, zone)
    if (newEnd < newStart) throw new Error('An event ends after it starts.')
    changeItem(world, account, item, { start: newStart, end: newEnd })
  }

  /** Changes words, guests and how it is shown. */
  function edit(id: string, draft: Omit<Partial<EventDraft>, 'start' | 'end' | 'calendar'>): void {
    const item = itemOfId(id)
    changeItem(world, account, item, {
      rest: { ...item.details.rest, ...restOf(draft) },
      ...(draft.isAllDay === undefined ? {} : { isAllDay: draft.isAllDay }),
    })
  }

  function remove(id: string): void {
    removeItem(world, account, itemOfId(id))
  }

  /** Into another calendar: the ordinary id changes, the immutable one stays. */
  function moveToCalendar(id: string, calendar: string): void {
    moveItem(world, account, itemOfId(id), calendarOf(calendar))
  }

  /** Says no to an invitation, which stays in the calendar. Nobody declines what is their own. */
  function decline(id: string): void {
    respond(id, 'declined')
  }

  function respond(id: string, answer: Answer): void {
    const item = itemOfId(id)
    if (item.event.isOrganizer) throw new Error('Only who was invited can answer an invitation.')
    changeItem(world, account, item, { answer })
  }

  /** The organizer, somebody else, calls it off: it stays, marked as cancelled and shown as free. */
  function cancelAsOrganizer(id: string): void {
    const item = itemOfId(id)
    changeItem(world, account, item, { isCancelled: true, rest: { ...item.details.rest, showAs: 'free' } })
  }

  function addGuest(id: string, guest: Address): void {
    const item = itemOfId(id)
    const guests = Array.isArray(item.details.rest.attendees) ? item.details.rest.attendees : []
    changeItem(world, account, item, {
      rest: { ...item.details.rest, attendees: [...guests, attendeeOf(guest)] },
    })
  }

  /** What the calendars show, by start: of a year before and after now unless told. Recurrences come as occurrences. */
  function events({
    calendar,
    from,
    until,
  }: { calendar?: string; from?: number; until?: number } = {}): EventNote[] {
    const calendars = calendar === undefined ? account.calendars : [calendarOf(calendar)]
    const window = [from ?? world.now() - year, until ?? world.now() + year] as const
    return calendars.flatMap((one) =>
      itemsBetween(account, one.id, ...window).map((item) => noteOf(account, one, item)),
    )
  }

  function calendarOf(name: string | undefined): Calendar {
    const calendar = account.calendars.find((one) =>
      name === undefined ? one.isDefault : one.name === name || one.id === name,
    )
    if (!calendar) throw new Error(`${account.email} has no calendar ${name}.`)
    return calendar
  }

  function itemOfId(id: string): Item {
    const item = findItem(account, id)
    if (item === undefined || item === 'malformed') throw new Error(`${account.email} has no event ${id}.`)
    return item
  }

  return {
    email: account.email,
    tid: account.tid,
    oid: account.oid,
    addCalendar: (calendar: NewCalendar): string => addCalendar(account, calendar).id,
    calendars: () =>
      account.calendars.map(({ id, name, isDefault, canEdit }) => ({ id, name, isDefault, canEdit })),
    /** Gives the immutable id. */
    addEvent: add,
    moveEvent: move,
    editEvent: edit,
    deleteEvent: remove,
    moveToCalendar,
    decline,
    respond,
    cancelAsOrganizer,
    addGuest,
    events,
    /** The event or occurrence with this id; undefined when it is not there. */
    event: (id: string): EventNote | undefined => {
      const item = findItem(account, id)
      if (item === undefined || item === 'malformed') return undefined
      return noteOf(account, calendarOf(item.event.calendarId), item)
    },
    /** What online meetings the default calendar makes from now on, and whether their links take a while. */
    setOnlineMeetings: (providers: readonly string[], { isSlow = false } = {}): void => {
      Object.assign(calendarOf(undefined), { onlineMeetings: [...providers], isSlowToLink: isSlow })
    },
    /** From now on there is no cloud mailbox, or there is one again. */
    setMailbox: (mailbox: Mailbox): void => {
      account.mailbox = mailbox
    },
  }
}

function noteOf(account: Account, calendar: Calendar, item: Item): EventNote {
  const { event, details } = item
  const { rest } = details
  const location = rest.location as { displayName?: string } | undefined
  const attendees = (rest.attendees ?? []) as { emailAddress?: Address }[]
  const written = (wall: Wall, at: number) => (details.isAllDay ? dateOf(wall) : isoOf(at))
  return {
    id: idOfItem(account, item, true),
    calendar: calendar.name,
    subject: textOf(rest.subject),
    start: written(details.start, item.startsAt),
    end: written(details.end, item.endsAt),
    startsAt: item.startsAt,
    endsAt: item.endsAt,
    isAllDay: details.isAllDay,
    showAs: textOf(rest.showAs) || 'busy',
    body: textOf(rest.body),
    location: location?.displayName ?? '',
    alertMinutes:
      rest.isReminderOn === false ? null : (rest.reminderMinutesBeforeStart as number | undefined),
    iCalUId: event.uid,
    transactionId: event.transactionId,
    isCancelled: details.isCancelled,
    answer: details.answer,
    guests: attendees.map(({ emailAddress }) => emailAddress?.address ?? ''),
    type: item.type,
  }
}

function restOf(draft: Partial<EventDraft>) {
  const { subject, showAs, sensitivity, body, location, guests, alertMinutes } = draft
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(showAs === undefined ? {} : { showAs }),
    ...(sensitivity === undefined ? {} : { sensitivity }),
    ...(body === undefined ? {} : { body: htmlOfText(body) }),
    ...(location === undefined
      ? {}
      : { location: { displayName: location, locationType: 'default', uniqueIdType: 'private' } }),
    ...(alertMinutes === undefined ? {} : { isReminderOn: alertMinutes !== null }),
    ...(alertMinutes ? { reminderMinutesBeforeStart: alertMinutes } : {}),
    ...(guests === undefined ? {} : { attendees: guests.map(attendeeOf) }),
  }
}

function attendeeOf({ name, address }: Address) {
  return {
    type: 'required',
    status: { response: 'none', time: '0001-01-01T00:00:00Z' },
    emailAddress: { name, address },
  }
}

function readTime(time: Time, zone: string): Wall {
  const wall = typeof time === 'string' ? readWall(time) : undefined
  if (wall !== undefined) return wall
  const at = new Date(time).getTime()
  if (Number.isNaN(at)) throw new Error(`${time} is no time.`)
  return wallAt(at, zone)
}
