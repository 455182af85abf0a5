import { z } from 'zod'

import { clockHours } from '#accounts/contract/fields.ts'
import { instantText, requestKey, route } from '#platform/contract.ts'
import { type ClockChoice, clockOf } from '#time/display.ts'
import { toIso } from '#time/instant.ts'

import type { Span } from '../change.ts'
import { type Meeting as KeptMeeting, titleOf } from '../meeting.ts'
import { reason } from './change.ts'

/** What a button in a mail is about. Nothing but its state where it is no longer theirs to know. */
export const reply = z.object({
  state: z.enum(['open', 'moved', 'cancelled', 'over', 'unasked', 'unknown']),
  about: z
    .object({
      title: z.string(),
      organizerName: z.string(),
      startsAt: instantText,
      endsAt: instantText,
      /** The time the mail spoke of. */
      mailedStartsAt: instantText,
      mailedEndsAt: instantText,
      /** Of whom the mail went to: who reads it may be signed in nowhere. */
      timeZone: z.string(),
      hourCycle: clockHours,
      rsvp: z.enum(['accepted', 'waiting', 'declined']),
    })
    .nullable(),
})
export type Reply = z.infer<typeof reply>

const replyParams = z.object({ token: z.string().max(100) })

export const readReply = route({
  method: 'GET',
  path: '/api/replies/:token',
  who: 'anyone',
  summary: 'What the button in a mail is about; changes nothing',
  params: replyParams,
  reply,
})

export const sendReply = route({
  method: 'POST',
  path: '/api/replies/:token',
  who: 'anyone',
  summary: 'Accept or decline for whom the mail went to, signed in or not',
  params: replyParams,
  body: z.object({ requestId: requestKey, answer: z.enum(['accepted', 'declined']), reason }),
  reply,
  refusals: [
    'reply_moved',
    'reply_cancelled',
    'reply_over',
    'reply_unasked',
    'request_reused',
    'too_many_tries',
  ],
})

/** A mailed answer as whoever holds the link sees it. */
export function presentReply(
  state: Reply['state'],
  view: {
    meeting: KeptMeeting
    link: Span & { personId: string }
    roomName: string
    organizer: { name: string } | undefined
    reader: ClockChoice | undefined
  } | null,
): Reply {
  if (!view) return { state, about: null }
  const { meeting: kept, link, roomName, organizer, reader } = view
  const read: ClockChoice = reader ?? { timeZone: kept.timeZone, hourCycle: null }
  return {
    state,
    about: {
      title: titleOf(kept, roomName),
      organizerName: organizer?.name ?? '',
      startsAt: toIso(kept.startsAt),
      endsAt: toIso(kept.endsAt),
      mailedStartsAt: toIso(link.startsAt),
      mailedEndsAt: toIso(link.endsAt),
      timeZone: read.timeZone,
      hourCycle: clockOf(read),
      rsvp: kept.people.find((one) => one.personId === link.personId)?.rsvp ?? 'waiting',
    },
  }
}
