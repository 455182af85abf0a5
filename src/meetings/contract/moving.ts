import { z } from 'zod'

import { withSoundHours } from '#availability/contract.ts'
import { instantText, requestKey, route } from '#platform/contract.ts'

import { hoursShape } from './hours.ts'
import { meeting, meetingParams } from './meeting.ts'
import { range, slots } from './slots.ts'
import { reason } from './change.ts'

export const listMeetingSlots = route({
  method: 'GET',
  path: '/api/meetings/:meetingId/slots',
  who: 'organizer-or-booker',
  summary: 'The times to which a meeting can be moved; its own time counts as free',
  params: meetingParams,
  query: range,
  reply: slots,
  refusals: [
    'not_organizer_or_booker',
    'needs_yes',
    'meeting_unconfirmed',
    'meeting_cancelled',
    'meeting_over',
    'times_unchecked',
  ],
})

export const rescheduleMeeting = route({
  method: 'POST',
  path: '/api/meetings/:meetingId/reschedule',
  who: 'organizer-or-booker',
  summary: 'Move a meeting, at once and for everyone',
  params: meetingParams,
  body: z.object({ requestId: requestKey, startsAt: instantText, reason }),
  reply: z.object({ meeting }),
  refusals: [
    'not_organizer_or_booker',
    'needs_yes',
    'meeting_cancelled',
    'meeting_over',
    'same_time',
    'time_taken',
    'time_not_offered',
    'times_unchecked',
    'request_reused',
  ],
})

export const offerNewTimes = route({
  method: 'POST',
  path: '/api/meetings/:meetingId/new-times',
  who: 'organizer',
  summary: 'Ask for a new time: offer times for the same meeting, which stands until one is taken up',
  params: meetingParams,
  body: withSoundHours(hoursShape.extend({ reason, requestId: requestKey })),
  reply: z.object({ meeting }),
  refusals: [
    'not_organizer',
    'meeting_cancelled',
    'meeting_over',
    'meeting_began',
    'no_times',
    'request_reused',
    'too_many_tries',
  ],
})

export const listNewTimes = route({
  method: 'GET',
  path: '/api/meetings/:meetingId/new-times/slots',
  who: 'room-member',
  summary: 'Which of the new times are free',
  params: meetingParams,
  query: range,
  reply: slots,
  refusals: [
    'no_new_times',
    'meeting_unconfirmed',
    'meeting_cancelled',
    'meeting_over',
    'meeting_began',
    'times_unchecked',
  ],
})

export const takeNewTime = route({
  method: 'POST',
  path: '/api/meetings/:meetingId/new-times/take',
  who: 'organizer-or-booker',
  summary: 'Move the meeting to one of the new times, at once and for everyone; the organizer cannot',
  params: meetingParams,
  body: z.object({ requestId: requestKey, startsAt: instantText, reason }),
  reply: z.object({ meeting }),
  refusals: [
    'own_times',
    'not_organizer_or_booker',
    'no_new_times',
    'meeting_cancelled',
    'meeting_over',
    'meeting_began',
    'same_time',
    'time_taken',
    'time_not_offered',
    'times_unchecked',
    'request_reused',
  ],
})

export const closeNewTimes = route({
  method: 'DELETE',
  path: '/api/meetings/:meetingId/new-times',
  who: 'organizer-or-booker',
  summary: 'Let the meeting stay at its time: take the new times back, or choose none of them',
  params: meetingParams,
  reply: z.object({ meeting }),
  refusals: ['not_organizer_or_booker', 'meeting_unconfirmed', 'meeting_cancelled', 'meeting_over'],
})
