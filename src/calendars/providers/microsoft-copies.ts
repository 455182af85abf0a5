import { createHash } from 'node:crypto'

import { alertMinutes } from '#ical/alarm.ts'
import { toIso } from '#time/instant.ts'

import type { WantedEvent } from '../event.ts'
import type { EventRef, WrittenRef } from '../port.ts'
import { type Answer, needsRelink, read, unavailable, tokenOf } from './http.ts'
import { mayWrite } from './microsoft-calendars.ts'
import {
  type Asking,
  calendarAt,
  codesOf,
  eventAt,
  explainGraph,
  goneOrTrouble,
  teams,
  preferences,
  vendor,
} from './microsoft-client.ts'
import {
  conferredOf,
  eventShape,
  type GraphEvent,
  instantOf,
  markId,
  writeGraphEvent,
} from './microsoft-events.ts'
import { findEvent, pageSize, pagesOf } from './microsoft-reading.ts'

const tries = 4
// Only with a new event: whoever changes or ends the alert of theirs keeps that.
const alert = { isReminderOn: true, reminderMinutesBeforeStart: alertMinutes }
const online = { isOnlineMeeting: true, onlineMeetingProvider: teams }

/** Writes our event, over the copy that is known or anew; `removed` when its owner threw it away. */
export async function writeEvent(
  asking: Asking,
  { key, wanted, known }: { key: string; wanted: WantedEvent; known: EventRef | null },
): Promise<WrittenRef | 'removed'> {
  if (!mayWrite(asking.access)) throw needsRelink(vendor)
  if (known) return changeEvent(asking, known.externalId, wanted)
  // How long a transaction id is remembered is written nowhere, so a copy is looked for before one is made.
  const standing = await findMarked(asking, wanted)
  if (standing) return changeEvent(asking, standing.externalId, wanted)
  const body = { ...writeGraphEvent(wanted), ...alert, transactionId: transactionIdOf(key) }
  const answer = await create(asking, wanted.conference === 'teams' ? { ...body, ...online } : body)
  if (answer.status < 400) return refOf(answer, wanted)
  const isOurs = codesOf(answer.body).includes('ErrorDuplicateTransactionId')
  // Where Graph makes no place to meet, the event is written alone.
  if (wanted.conference === 'teams' && answer.status === 400 && !isOurs) {
    return writeEvent(asking, { key, wanted: { ...wanted, conference: undefined }, known }).then(asRefused)
  }
  return afterRefusedCreation(asking, wanted, answer)
}

/** Takes the copy away; one that is no longer there is fine. */
export async function removeEvent({ ask, access, signal }: Asking, known: EventRef): Promise<void> {
  const at = eventAt(known.externalId)
  const answer = await ask({
    method: 'DELETE',
    at,
    headers: preferences,
    expects: [404],
    ...tokenOf(vendor, access),
    signal,
  })
  if (answer.status === 404) goneOrTrouble(answer)
}

/** By our mark, by UID (an imported file), or by place or text and time (Outlook's own add link). */
export async function findCopy(asking: Asking, wanted: WantedEvent): Promise<EventRef | null> {
  return (
    (await findMarked(asking, wanted)) ??
    (await findFirst(asking, { query: { $filter: `iCalUId eq ${quoted(wanted.uid)}`, $select: 'id' } })) ??
    (await findFirst(
      asking,
      {
        view: true,
        headers: { Prefer: `${preferences.Prefer}, outlook.body-content-type="text"` },
        query: {
          startDateTime: toIso(wanted.startsAt),
          endDateTime: toIso(wanted.endsAt),
          $select: 'id,start,end,isCancelled,location,body',
          $top: pageSize,
        },
      },
      (event) => leadsThere(event, wanted),
    ))
  )
}

function create({ ask, access, calendar, signal }: Asking, body: object): Promise<Answer> {
  const at = `${calendarAt(calendar)}/events`
  return ask({
    method: 'POST',
    at,
    headers: preferences,
    body,
    expects: [400, 409],
    ...tokenOf(vendor, access),
    signal,
  })
}

function asRefused(written: WrittenRef | 'removed'): WrittenRef | 'removed' {
  return written === 'removed' ? written : { ...written, conferred: { state: 'refused' } }
}

/** The id was used by an earlier try whose answer was lost: its event is taken on, or was removed since. */
async function afterRefusedCreation(
  asking: Asking,
  wanted: WantedEvent,
  answer: Answer,
): Promise<WrittenRef | 'removed'> {
  if (!codesOf(answer.body).includes('ErrorDuplicateTransactionId')) throw explainGraph(answer)
  const standing = await findMarked(asking, wanted)
  return standing ? changeEvent(asking, standing.externalId, wanted) : 'removed'
}

/** Over whatever it became meanwhile, unless that is nothing. */
async function changeEvent(asking: Asking, id: string, wanted: WantedEvent): Promise<WrittenRef | 'removed'> {
  const { ask, access, signal } = asking
  for (let left = tries; left > 0; left--) {
    const found = await findEvent(asking, id, { $select: 'id,isCancelled,isOnlineMeeting' })
    if (found === 'gone') return 'removed'
    const etag = found['@odata.etag']
    const answer = await ask({
      method: 'PATCH',
      at: eventAt(id),
      headers: { ...preferences, ...(etag !== '' && { 'if-match': etag }) },
      body: patchOf(found, wanted),
      expects: wanted.conference === undefined ? [404, 412] : [400, 404, 412],
      ...tokenOf(vendor, access),
      signal,
    })
    if (answer.status < 400) return refOf(answer, wanted)
    if (answer.status === 400)
      return changeEvent(asking, id, { ...wanted, conference: undefined }).then(asRefused)
    if (answer.status === 404) goneOrTrouble(answer)
  }
  throw unavailable(vendor)
}

/**
 * A Teams meeting, whether we or its owner made it one, ends when the body that carries it is replaced. It cannot be switched
 * off, so it is asked for once.
 */
function patchOf(found: GraphEvent, wanted: WantedEvent): object {
  const wish = writeGraphEvent(wanted)
  if (found.isOnlineMeeting === true) return { ...wish, body: undefined }
  return wanted.conference === 'teams' ? { ...wish, body: undefined, ...online } : wish
}

function refOf(answer: Answer, wanted: WantedEvent): WrittenRef {
  const event = read(vendor, eventShape, answer.body)
  const ref = { externalId: event.id, etag: event['@odata.etag'] }
  return wanted.conference === undefined ? ref : { ...ref, conferred: conferredOf(event) }
}

function findMarked(asking: Asking, wanted: WantedEvent): Promise<EventRef | null> {
  const filter = `singleValueExtendedProperties/Any(ep: ep/id eq ${quoted(markId)} and ep/value eq ${quoted(wanted.uid)})`
  return findFirst(asking, { query: { $filter: filter, $select: 'id,isCancelled' } })
}

async function findFirst(
  asking: Asking,
  search: { view?: true; query: Record<string, string>; headers?: Record<string, string> },
  fits: (event: GraphEvent) => boolean = () => true,
): Promise<EventRef | null> {
  const at = `${calendarAt(asking.calendar)}/${search.view ? 'calendarView' : 'events'}`
  for await (const page of pagesOf(asking, {
    at,
    query: search.query,
    headers: search.headers ?? preferences,
  })) {
    const found = page.find((event) => event.isCancelled !== true && fits(event))
    if (found) return { externalId: found.id, etag: found['@odata.etag'] }
  }
  return null
}

function leadsThere(event: GraphEvent, wanted: WantedEvent): boolean {
  const isThen = instantOf(event.start) === wanted.startsAt && instantOf(event.end) === wanted.endsAt
  const texts = [event.location?.displayName, event.body?.content]
  return isThen && texts.some((text) => text?.includes(wanted.joinUrl) ?? false)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** An id that the same key always gives. */
function transactionIdOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}
