import { listPeople } from '#accounts'
import type { Db } from '#platform/database.ts'

import type { KeptMessage, MessageRecord } from '../message.ts'

/** The messages with their senders' present names. */
export async function nameSenders(db: Db, messages: readonly KeptMessage[]): Promise<MessageRecord[]> {
  const ids = new Set(messages.flatMap(({ senderId }) => (senderId === null ? [] : [senderId])))
  const people = await listPeople(db, [...ids])
  const names = new Map(people.map((person) => [person.id, person.name]))
  return messages.map((message) => ({ ...message, senderName: names.get(message.senderId ?? '') ?? null }))
}
