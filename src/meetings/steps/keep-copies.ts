import * as calendars from '#calendars'
import * as calls from '#calls'
import type { Tx } from '#platform/app.ts'

import { idsOf, type Meeting } from '../meeting.ts'
import { wishesOf, wishesWithout } from '../wanted-copies.ts'
import type { Around } from './read-around.ts'

/**
 * Says, in the caller's change, what should stand of a meeting in its people's calendars from now on. Nothing stood there of
 * one that `isNew`; who was `dropped` has nothing of it any more; for whom it is written `again`, it is put back as it is here.
 */
export async function keepCopies(
  tx: Tx,
  meeting: Meeting,
  around: Around,
  {
    isNew = false,
    dropped = [],
    again,
  }: { isNew?: boolean; dropped?: readonly string[]; again?: string } = {},
): Promise<void> {
  const wishes = meeting.status === 'confirmed' ? wishesFor(tx, meeting, around) : []
  const gone = meeting.status === 'confirmed' ? dropped : [...dropped, ...idsOf(meeting)]
  const copies = wishes.map((wish) => (wish.personId === again ? { ...wish, again: true } : wish))
  const { id: subjectId, endsAt } = meeting
  await calendars.wantCopies(tx, { subjectId, isNew, endsAt, copies: [...copies, ...wishesWithout(gone)] })
}

function wishesFor(tx: Tx, meeting: Meeting, { people, roomName, way }: Around) {
  return wishesOf(meeting, {
    roomName,
    joinUrl: calls.joinUrl(tx.app.config.publicUrl, way.joinToken),
    nameOf: (personId) => people.find((one) => one.id === personId)?.name ?? '',
    conference: calls.conferenceOf(way.elsewhere?.kind ?? 'parley'),
  })
}
