import { z } from 'zod'

import { id, requestKey, route } from '#platform/contract.ts'

import { lateChoices } from '../attendance.ts'
import { reason } from './change.ts'
import { meeting, meetingParams } from './meeting.ts'

export const respondToMeeting = route({
  method: 'POST',
  path: '/api/meetings/:meetingId/response',
  who: 'attendee',
  summary: 'Accept or decline for oneself',
  params: meetingParams,
  body: z.object({ requestId: requestKey, answer: z.enum(['accepted', 'declined']), reason }),
  reply: z.object({ meeting }),
  refusals: ['meeting_unconfirmed', 'meeting_cancelled', 'meeting_over', 'not_asked', 'request_reused'],
})

export const sayLate = route({
  method: 'PUT',
  path: '/api/meetings/:meetingId/lateness',
  who: 'attendee',
  summary: 'Say how many minutes late one is, or 0 for on time after all; the room is told once',
  params: meetingParams,
  body: z.object({
    minutes: z.union(
      ([0, ...lateChoices] as const).map((minutes) => z.literal(minutes)),
      { error: 'One can be 5, 10 or 15 minutes late, or 0.' },
    ),
  }),
  reply: z.object({ meeting }),
  refusals: ['not_expected', 'meeting_cancelled', 'too_early', 'meeting_over', 'too_many_tries'],
})

export const markAbsence = route({
  method: 'PUT',
  path: '/api/meetings/:meetingId/people/:personId/absence',
  who: 'organizer-or-booker',
  summary: 'Note that somebody did not come, or take that back, once the meeting has started',
  params: z.object({ meetingId: id, personId: id }),
  body: z.object({ missed: z.boolean() }),
  reply: z.object({ meeting }),
  refusals: [
    'not_organizer_or_booker',
    'not_yourself',
    'declined_before',
    'meeting_cancelled',
    'not_started',
  ],
})
