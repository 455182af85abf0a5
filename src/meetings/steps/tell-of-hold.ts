import * as accounts from '#accounts'
import * as notifications from '#notifications'
import type { Tx } from '#platform/app.ts'

import { holdMail } from '../mails.ts'
import { type Changed, type Meeting, termsFor } from '../meeting.ts'
import { noticeOfHold } from '../notice.ts'

/**
 * Tells people in the caller's change that a time is held until somebody answers, or that it was given back without becoming
 * a meeting: whoever did not do it themselves. What they were told of it before and have not seen is overtaken. Call it
 * after the room is told.
 */
export async function tellOfHold(tx: Tx, changed: Changed): Promise<void> {
  const { meeting, change } = changed
  if (change.kind !== 'requested') await takeBackHold(tx, meeting)
  const people = await accounts.listPeople(tx.db, [meeting.organizerId, meeting.bookedById])
  const nameOf = (id: string): string => people.find((one) => one.id === id)?.name ?? 'Somebody'
  // In one order everywhere, since each takes its person's stream.
  for (const personId of whomToTell(meeting, change).toSorted()) {
    const reader = people.find((one) => one.id === personId)
    if (!reader) continue
    const notice = noticeOfHold({ meeting, change, reader, nameOf })
    await notifications.tell(tx, {
      personId,
      key: holdKey(meeting.id),
      subjectId: meeting.id,
      roomId: meeting.roomId,
      at: meeting.startsAt,
      ...notice,
      mail: holdMail({
        title: notice.title,
        text: notice.text,
        terms: termsFor(changed, personId),
        reason: change.reason,
        url: new URL(notice.href ?? '/rooms', tx.app.config.publicUrl).href,
        mayAnswer: change.kind === 'requested',
      }),
    })
  }
}

/** Takes back, in the caller's change and after the room is told, what was told of a hold: it is answered. */
export async function takeBackHold(tx: Tx, { id, organizerId, bookedById }: Meeting): Promise<void> {
  await notifications.takeBack(tx, holdKey(id), [organizerId, bookedById])
}

function holdKey(meetingId: string): string {
  return `hold:${meetingId}`
}

// By the clock it ends for both.
function whomToTell(
  { organizerId, bookedById }: Meeting,
  { kind, actorId }: Pick<Changed['change'], 'kind' | 'actorId'>,
): string[] {
  const both = [organizerId, bookedById]
  return kind === 'ran_out' ? both : both.filter((id) => id !== actorId)
}
