import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import type { Interval } from '#time/interval.ts'

import { accessInvite } from '../access.ts'
import { refuseClosed } from '../invite.ts'
import { answerSlots } from '../steps/answer-slots.ts'
import { readInviteAsk } from '../steps/read-invite-ask.ts'

type SlotsQuestion = { inviteId: string; range: Interval }

/**
 * The times of an open invite that the caller can book, from one moment, as JSON text. Each of them books; nothing else
 * does.
 */
export async function listInviteSlots(
  app: App,
  { personId }: Caller,
  { inviteId, range }: SlotsQuestion,
): Promise<string> {
  return answerSlots(app, {
    key: inviteId,
    readerId: personId,
    range,
    async look(db, now) {
      const { invite } = await accessInvite(db, inviteId, personId)
      refuseClosed(invite, now)
      const { version, organizerId } = invite
      const personIds = [organizerId, personId]
      return { version, personIds, readAsk: () => readInviteAsk(db, invite, personId, now) }
    },
  })
}
