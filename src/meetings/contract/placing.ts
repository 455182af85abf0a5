import { z } from 'zod'

import { places } from '#calls/place.ts'
import { prose, route } from '#platform/contract.ts'

import { meeting, meetingParams } from './meeting.ts'

export const changePlace = route({
  method: 'PUT',
  path: '/api/meetings/:meetingId/place',
  who: 'organizer',
  summary: 'Have a meeting take place elsewhere, or in Parley after all; its join link stays the same',
  params: meetingParams,
  body: z.object({ place: z.enum(places), placeUrl: prose('The link', 2000).default('') }),
  reply: z.object({ meeting }),
  refusals: ['not_organizer', 'meeting_unconfirmed', 'meeting_cancelled', 'meeting_over', 'too_many_tries'],
})
