import { checkConference } from './conferences.ts'
import { isObject, type Json, type JsonObject } from './contract.ts'
import { GoogleError, invalid } from './errors.ts'
import { checkRecurrence } from './recurrence.ts'
import type { Calendar } from './world.ts'
import { instantAt, readWhen } from './when.ts'

const wordsOf: Record<string, string[]> = {
  status: ['confirmed', 'tentative', 'cancelled'],
  transparency: ['opaque', 'transparent'],
  visibility: ['default', 'public', 'private', 'confidential'],
  eventType: ['birthday', 'default', 'focusTime', 'outOfOffice', 'workingLocation'],
}
const answers = ['needsAction', 'declined', 'tentative', 'accepted']

/** What the contract says of an event only in prose: words, times, guests, reminders, marks. Breaches are 400. */
export function checkEvent(body: JsonObject, calendar: Calendar, withConference: boolean): void {
  for (const [name, words] of Object.entries(wordsOf)) {
    const value = body[name]
    if (typeof value === 'string' && !words.includes(value)) throw invalid(`Invalid value for ${name}.`)
  }
  checkTimes(body, calendar)
  checkAttendees(body.attendees)
  checkReminders(body.reminders)
  checkMarks(body.extendedProperties)
  checkConference(body.conferenceData, calendar, withConference)
}

function checkTimes(body: JsonObject, calendar: Calendar): void {
  const start = readWhen(body.start, calendar.timeZone, 'start')
  const end = readWhen(body.end, calendar.timeZone, 'end')
  if ('date' in start !== 'date' in end)
    throw invalid('Invalid start and end times: both are dates, or both have a time.')
  const [from, until] = [start, end].map((when) => instantAt(when, calendar.timeZone))
  if (from === undefined || until === undefined || until < from)
    throw new GoogleError(400, 'timeRangeEmpty', 'The specified time range is empty.', { domain: 'calendar' })
  const lines = Array.isArray(body.recurrence)
    ? body.recurrence.filter((line) => typeof line === 'string')
    : []
  if (lines.length === 0) return
  const { timeZone } = isObject(body.start) ? body.start : {}
  if ('at' in start && typeof timeZone !== 'string')
    throw new GoogleError(400, 'required', 'Missing time zone definition for start time.')
  checkRecurrence(lines, start)
}

function checkAttendees(value: Json | undefined): void {
  for (const one of Array.isArray(value) ? value.filter(isObject) : []) {
    if (typeof one.email !== 'string') throw new GoogleError(400, 'required', 'Missing attendee email.')
    if (!/^[^\s@]+@[^\s@]+$/.test(one.email)) throw invalid('Invalid attendee email.')
    if (typeof one.responseStatus === 'string' && !answers.includes(one.responseStatus))
      throw invalid('Invalid attendee response status.')
  }
}

function checkReminders(value: Json | undefined): void {
  if (!isObject(value)) return
  const { overrides, useDefault } = value
  if (!Array.isArray(overrides)) return
  if (useDefault === true && overrides.length > 0)
    throw new GoogleError(
      400,
      'cannotUseDefaultRemindersAndSpecifyOverride',
      'Cannot specify both default reminders and overrides at the same time.',
      { domain: 'calendar' },
    )
  if (overrides.length > 5) throw invalid('Too many override reminders specified.')
  for (const one of overrides.filter(isObject)) {
    const isMethod = one.method === 'email' || one.method === 'popup'
    const { minutes } = one
    if (!isMethod || typeof minutes !== 'number' || minutes < 0 || minutes > 40_320)
      throw invalid('Invalid reminder.')
  }
}

function checkMarks(value: Json | undefined): void {
  if (!isObject(value)) return
  for (const marks of [value.private, value.shared].filter(isObject)) {
    for (const [name, text] of Object.entries(marks))
      if (name.length === 0 || name.length > 44 || (typeof text === 'string' && text.length > 1024))
        throw invalid('Invalid extended property.')
  }
}
