import { listPeople } from '#accounts'
import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Role } from '../room.ts'
import { listMemberships } from '../store/memberships.ts'

/** A member with what the room may know of them. The mail address is for writing to them, never for other people. */
export type RoomMember = {
  personId: string
  name: string
  email: string
  timeZone: string
  role: Role
  joinedAt: Instant
}

/** Who is in the room, the longest member first. Whoever calls has checked access. */
export async function listMembers(db: Db, roomId: string): Promise<RoomMember[]> {
  const memberships = await listMemberships(db, roomId)
  const people = await listPeople(
    db,
    memberships.map(({ personId }) => personId),
  )
  const byId = new Map(people.map((person) => [person.id, person]))
  return memberships.flatMap(({ personId, role, joinedAt }) => {
    const person = byId.get(personId)
    return person
      ? [{ personId, name: person.name, email: person.email, timeZone: person.timeZone, role, joinedAt }]
      : []
  })
}
