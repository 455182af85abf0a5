import * as accounts from '#accounts'
import * as notifications from '#notifications'
import type { Tx } from '#platform/app.ts'

import { holdMail } from '../mails.ts'
import { type Changed, type Meeting, termsFor } from '../meeting.ts'
import { noticeOfHold } from '../notice.ts'

/**
 * Tells people in the caller's change that a time is held until somebody answers, or that it was given back without becoming
 * a meeting: whoever did not do it themselves. What they were told of it before and have not seen is overtaken.
 */
export async function tellOfHold(tx: Tx, changed: Changed): Promise<void> {
  const { meeting, change } = changed
  if (change.kind !== 'requested') await takeBackHold(tx, meeting)
  const people = await accounts.listPeople(tx.db, [meeting.organizerId, meeting.bookedById])
  const nameOf = (id: string): string => people.find((one) => one.id === id)?.name ?? 'Somebody'
  const concerned = whomToTell(meeting, change)
  const notices = people
    .filter(({ id }) => concerned.includes(id))
    .map((reader) => {
      const notice = noticeOfHold({ meeting, change, reader, nameOf })
      return {
        personId: reader.id,
        key: holdKey(meeting.id),
        subjectId: meeting.id,
        roomId: meeting.roomId,
        at: meeting.startsAt,
        ...notice,
        mail: holdMail({
          title: notice.title,
          text: notice.text,
          terms: termsFor(changed, reader.id),
          reason: change.reason,
          url: new URL(notice.href ?? '/rooms', tx.app.config.publicUrl).href,
          mayAnswer: change.kind === 'requested',
        }),
      }
    })
  await notifications.tellAll(tx, notices)
}

/** Takes back, in the caller's change, what was told of a hold: it is answered. */
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
