import * as accounts from '#accounts'
import * as calendars from '#calendars'
import * as calls from '#calls'
import * as rooms from '#rooms'
import type { Tx } from '#platform/app.ts'

import type { Meeting } from '../meeting.ts'
import { wishesOf, wishesWithout } from '../wanted-copies.ts'

/**
 * Says, in the caller's change, what should stand of a meeting in its people's calendars from now on. Who was `dropped`
 * has nothing of it any more; for whom it is written `again`, it is put back as it is here.
 */
export async function keepCopies(
  tx: Tx,
  meeting: Meeting,
  { dropped = [], again }: { dropped?: readonly string[]; again?: string } = {},
): Promise<void> {
  const wishes = meeting.status === 'confirmed' ? await readWishes(tx, meeting) : []
  const gone = meeting.status === 'confirmed' ? dropped : [...dropped, ...idsOf(meeting)]
  const copies = wishes.map((wish) => (wish.personId === again ? { ...wish, again: true } : wish))
  const { id: subjectId, endsAt } = meeting
  await calendars.wantCopies(tx, { subjectId, endsAt, copies: [...copies, ...wishesWithout(gone)] })
}

async function readWishes(tx: Tx, meeting: Meeting) {
  const people = await accounts.listPeople(tx.db, idsOf(meeting))
  const names = new Map(people.map((person) => [person.id, person.name]))
  return wishesOf(meeting, {
    roomName: await rooms.readRoomName(tx.db, meeting.roomId),
    joinUrl: calls.joinUrl(tx.app.config.publicUrl, await calls.readJoinToken(tx.db, meeting.callId)),
    nameOf: (personId) => names.get(personId) ?? '',
    conference: calls.conferenceOf((await calls.readElsewhere(tx.db, meeting.callId))?.kind ?? 'parley'),
  })
}

function idsOf({ people }: Meeting): string[] {
  return people.map((one) => one.personId)
}
