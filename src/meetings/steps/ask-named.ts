import * as accounts from '#accounts'
import * as notifications from '#notifications'
import type { Tx } from '#platform/app.ts'
import * as rooms from '#rooms'
import type { Instant } from '#time/instant.ts'

import { answerKey, type Moment } from '../agreement.ts'
import type { Invite } from '../invite.ts'
import { answerWantedMail } from '../mails.ts'
import { sayMoment } from '../notice.ts'

type Asking = {
  personIds: readonly string[]
  answerBy: Instant
  why: 'asked' | 'changed' | Moment['kind']
}

/**
 * Asks people to mark the times that suit them, in the caller's change: at first, once more when other times
 * are offered, or as a reminder. The latest word takes the place of the one before.
 */
export async function askNamed(tx: Tx, invite: Invite, { personIds, answerBy, why }: Asking): Promise<void> {
  const { id: inviteId, roomId, organizerId } = invite
  const people = await accounts.listPeople(tx.db, [organizerId, ...personIds])
  const organizerName = people.find((person) => person.id === organizerId)?.name ?? 'Somebody'
  const href = `/rooms/${roomId}/invites/${inviteId}`
  const url = new URL(href, tx.app.config.publicUrl).href
  const { durationMinutes, note } = invite.offer
  const about = { minutes: durationMinutes, roomName: await rooms.readRoomName(tx.db, roomId), note }
  const asked = people.filter(({ id }) => personIds.includes(id))
  const notices = asked.map((person): notifications.NoticeToTell => {
    const until = sayMoment(answerBy, person)
    const mail = answerWantedMail({ organizerName, until, why, url, ...about })
    return {
      personId: person.id,
      kind: 'meeting_new',
      key: answerKey(inviteId),
      subjectId: inviteId,
      roomId,
      title: mail.subject,
      text: `Mark the times that suit you until ${until}.`,
      href,
      mail,
      at: answerBy,
    }
  })
  await notifications.tellAll(tx, notices)
}
