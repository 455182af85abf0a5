import * as accounts from '#accounts'
import * as calls from '#calls'
import * as rooms from '#rooms'
import type { Tx } from '#platform/app.ts'

import type { Change } from '../change.ts'
import { idsOf, type Meeting } from '../meeting.ts'

type Person = Awaited<ReturnType<typeof accounts.listPeople>>[number]

/** What is told of a meeting beside its own facts: read once in a change, and handed on to whoever tells of it. */
export type Around = {
  /** Its people, and whom the change is by or about. */
  people: readonly Person[]
  nameOf: (personId: string) => string
  roomName: string
  /** Who is in the room. */
  memberIds: readonly string[]
  /** How one gets into its call. */
  way: calls.Way
}

/** A meeting, and what is changed of it if anything is. */
type Subject = { meeting: Meeting; change?: Pick<Change, 'actorId' | 'aboutId'> }

/** Reads what stands around a meeting, in the caller's change; the way into its call where that is not known yet. */
export async function readAround(tx: Tx, subject: Subject, way?: calls.Way): Promise<Around> {
  const { roomId, callId } = subject.meeting
  const people = await accounts.listPeople(tx.db, namedIn(subject))
  const { name: roomName, memberIds } = await rooms.readRoster(tx.db, roomId)
  return {
    people,
    nameOf: (personId) => people.find((one) => one.id === personId)?.name ?? 'Somebody',
    roomName,
    memberIds,
    way: way ?? (await calls.readWay(tx.db, callId)),
  }
}

function namedIn({ meeting, change }: Subject): string[] {
  const ids = [meeting.organizerId, meeting.bookedById, change?.actorId ?? [], change?.aboutId ?? []].flat()
  return [...new Set([...ids, ...idsOf(meeting)])]
}
