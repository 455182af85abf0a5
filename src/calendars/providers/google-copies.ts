import { createHash } from 'node:crypto'

import { parseInstant, toIso } from '#time/instant.ts'

import type { WantedEvent } from '../event.ts'
import { type EventRef, ProviderTrouble, type WrittenRef } from '../port.ts'
import { askCalendar, type Asking, explainGoogle, meet, pageSize, reasonOf, vendor } from './google-client.ts'
import {
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
const writtenFields = 'id,etag,hangoutLink,conferenceData/createRequest/status'

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
  const answer = await write(asking, copy, {
    method: 'POST',
    at: '/events',
    // Alerts as its owner has them in this calendar; from then on they are theirs.
    body: { id, ...writeGoogleEvent(copy.wanted), reminders: { useDefault: true } },
    expects: [409],
  })
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
    // What has a place, or is getting one, keeps it.
    const answer = await write(asking, conferredOf(found).state === 'refused' ? copy : undefined, question)
    if (answer.status === 200) return refOf(answer, wanted)
    if (answer.status === 403) return foreignOrTrouble(answer)
  }
  throw unavailable(vendor)
}

/** Writes, with a place to meet where one is wanted; where Google makes none, the event alone. */
async function write(
  asking: Asking,
  copy: Copy | undefined,
  question: Pick<Question, 'method' | 'at' | 'headers'> & { body: object; expects: readonly number[] },
): Promise<Answer> {
  const alone = { ...question, query: { sendUpdates: 'none', fields: writtenFields } }
  if (copy?.wanted.conference !== 'meet') return askCalendar(asking, alone)
  // The same request is answered once; over another version of the event it is a new one.
  const requestId = googleEventId(`${copy.key}.${question.headers?.['if-match'] ?? ''}`)
  const createRequest = { requestId, conferenceSolutionKey: { type: meet } }
  const answer = await askCalendar(asking, {
    ...alone,
    query: { ...alone.query, conferenceDataVersion: '1' },
    body: { ...question.body, conferenceData: { createRequest } },
    expects: [...question.expects, 400],
  })
  return answer.status === 400 ? askCalendar(asking, alone) : answer
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
