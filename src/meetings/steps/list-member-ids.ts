import * as rooms from '#rooms'
import type { Db } from '#platform/database.ts'

/** Who is in the room, by id. */
export async function listMemberIds(db: Db, roomId: string): Promise<string[]> {
  const members = await rooms.listMembers(db, roomId)
  return members.map((member) => member.personId).sort()
}
