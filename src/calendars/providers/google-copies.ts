import { createHash } from 'node:crypto'

import { parseInstant, toIso } from '#time/instant.ts'

import type { WantedEvent } from '../event.ts'
import { type EventRef, ProviderTrouble, type WrittenRef } from '../port.ts'
import { askCalendar, type Asking, explainGoogle, meet, pageSize, reasonOf, vendor } from './google-client.ts'
import {
  conferenceFields,
  conferredOf,
  eventFields,
  eventShape,
  type GoogleEvent,
  markKey,
  writeGoogleEvent,
} from './google-events.ts'
import { findEvent, pagesOf } from './google-reading.ts'
import { type Answer, type Question, read, unavailable } from './http.ts'

type Copy = { key: string; wanted: WantedEvent; known: EventRef | null }

const tries = 4
const writtenFields = `id,etag,${conferenceFields}`
// By its beginning a request for a place to meet is known as ours.
const requestMark = 'parley-'

/** Writes our event, over the copy that is known or anew; `removed` when its owner threw it away. */
export async function writeEvent(asking: Asking, copy: Copy): Promise<WrittenRef | 'removed'> {
  const { known } = copy
  if (!known) return createEvent(asking, copy)
  const changed = await changeEvent(asking, known.externalId, copy)
  if (changed !== 'foreign') return changed
  // What an imported file or an invitation made can be thrown away, not changed: ours takes its place, first of all.
  const made = await createEvent(asking, copy)
  if (made !== 'removed') await removeEvent(asking, known)
  return made
}

/** Takes the copy away; one that is no longer there is fine. */
export async function removeEvent(asking: Asking, known: EventRef): Promise<void> {
  await askCalendar(asking, {
    method: 'DELETE',
    at: `/events/${encodeURIComponent(known.externalId)}`,
    query: { sendUpdates: 'none' },
    expects: [404, 410],
  })
}

/** By our mark, by UID (an imported file), or by place and time (Google's own add link). */
export async function findCopy(asking: Asking, wanted: WantedEvent): Promise<EventRef | null> {
  const around = {
    singleEvents: 'true',
    timeMin: toIso(wanted.startsAt),
    timeMax: toIso(wanted.endsAt),
  }
  const searches = [{ privateExtendedProperty: `${markKey}=${wanted.uid}` }, { iCalUID: wanted.uid }, around]
  for (const query of searches) {
    const page = (pageToken: string | undefined) => ({
      at: '/events',
      query: {
        maxResults: pageSize,
        ...query,
        pageToken,
        fields: `kind,timeZone,nextPageToken,items(${eventFields},description)`,
      },
    })
    for await (const { items } of pagesOf(asking, page)) {
      const found = items.find(
        (event) => event.status !== 'cancelled' && (query !== around || leadsThere(event, wanted)),
      )
      if (found) return { externalId: found.id, etag: found.etag }
    }
  }
  return null
}

/** An id that the same key always gives: Google takes `0-9a-v`, 5 to 1024 of them, so hexadecimal digits do. */
export function googleEventId(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

async function createEvent(asking: Asking, copy: Copy): Promise<WrittenRef | 'removed'> {
  const id = googleEventId(copy.key)
  const question = {
    method: 'POST' as const,
    at: '/events',
    // Alerts as its owner has them in this calendar; from then on they are theirs.
    body: { id, ...writeGoogleEvent(copy.wanted), reminders: { useDefault: true } },
    expects: [409],
  }
  const answer = await write(asking, question, conferenceFor(copy))
  if (answer.status !== 409) return refOf(answer, copy.wanted)
  // The id is taken: by an earlier try whose answer was lost. It stays taken when its owner has removed the event.
  const changed = await changeEvent(asking, id, copy)
  if (changed === 'foreign') throw new ProviderTrouble('rejected', `${vendor} holds our event for another's.`)
  return changed
}

/**
 * Over whatever it became meanwhile, unless that is nothing; `foreign` when only its organizer may change it. The look before
 * tells which fields a patch must clear.
 */
async function changeEvent(
  asking: Asking,
  id: string,
  copy: Copy,
): Promise<WrittenRef | 'removed' | 'foreign'> {
  const { wanted } = copy
  for (let left = tries; left > 0; left--) {
    const found = await findEvent(asking, id)
    if (found === 'gone') return 'removed'
    const question = {
      method: 'PATCH' as const,
      at: `/events/${encodeURIComponent(id)}`,
      headers: found.etag === '' ? {} : { 'if-match': found.etag },
      body: patchOf(found, wanted),
      expects: [403, 404, 410, 412],
    }
    const answer = await write(asking, question, conferenceFor(copy, found))
    if (answer.status === 200) return refOf(answer, wanted)
    if (answer.status === 403) return foreignOrTrouble(answer)
  }
  throw unavailable(vendor)
}

/** Writes, with what is to become of the place to meet; where Google will not have that, the event alone. */
async function write(
  asking: Asking,
  question: Pick<Question, 'method' | 'at' | 'headers'> & { body: object; expects: readonly number[] },
  conferenceData: object | null | undefined,
): Promise<Answer> {
  const alone = { ...question, query: { sendUpdates: 'none', fields: writtenFields } }
  if (conferenceData === undefined) return askCalendar(asking, alone)
  const answer = await askCalendar(asking, {
    ...alone,
    query: { ...alone.query, conferenceDataVersion: '1' },
    body: { ...question.body, conferenceData },
    expects: [...question.expects, 400],
  })
  return answer.status === 400 ? askCalendar(asking, alone) : answer
}

/**
 * What is to become of the event's place to meet: a request for one that is wanted, null for one of ours that is not wanted any
 * more, undefined to leave alone what is there or on its way, and what its owner added.
 */
function conferenceFor({ key, wanted }: Copy, found?: GoogleEvent): object | null | undefined {
  const hasPlace = found !== undefined && conferredOf(found).state !== 'refused'
  if (wanted.conference !== 'meet') {
    return hasPlace && isOurs(key, found.conferenceData?.createRequest?.requestId) ? null : undefined
  }
  if (hasPlace) return undefined
  // The same request is answered once; over another version of the event it is a new one.
  const requestId = `${requestMark}${googleEventId(`${key}.${found?.etag ?? ''}`)}`
  return { createRequest: { requestId, conferenceSolutionKey: { type: meet } } }
}

// Requests that went out before they had a mark are known by their key, where the place came with the event.
function isOurs(key: string, requestId: string | undefined): boolean {
  return (
    requestId !== undefined && (requestId.startsWith(requestMark) || requestId === googleEventId(`${key}.`))
  )
}

function foreignOrTrouble(answer: Answer): 'foreign' {
  if (reasonOf(answer.body) === 'forbiddenForNonOrganizer') return 'foreign'
  throw explainGoogle(answer)
}

/** Its owner may have made it last all day: a patch leaves alone what it does not name. */
function patchOf(found: GoogleEvent, wanted: WantedEvent): object {
  const body = writeGoogleEvent(wanted)
  if (found.start?.date === undefined) return body
  return {
    ...body,
    start: { dateTime: toIso(wanted.startsAt), date: null },
    end: { dateTime: toIso(wanted.endsAt), date: null },
  }
}

function refOf(answer: Answer, wanted: WantedEvent): WrittenRef {
  const event = read(vendor, eventShape, answer.body)
  const ref = { externalId: event.id, etag: event.etag }
  return wanted.conference === undefined ? ref : { ...ref, conferred: conferredOf(event) }
}

function leadsThere(event: GoogleEvent, wanted: WantedEvent): boolean {
  const isThen =
    parseInstant(event.start?.dateTime ?? '') === wanted.startsAt &&
    parseInstant(event.end?.dateTime ?? '') === wanted.endsAt
  return isThen && [event.location, event.description].some((text) => text?.includes(wanted.joinUrl) ?? false)
}
