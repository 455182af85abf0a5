import { findPerson, listPeople } from '#accounts'
import type { App } from '#platform/app.ts'
import type { TxDb } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'
import { hashToken, newId, newToken } from '#platform/ids.ts'
import { countTry } from '#platform/rate-limits.ts'
import { conflict, missing } from '#platform/refusal.ts'
import { DAY } from '#time/instant.ts'

import { accessRoom, lockRoom } from '../access.ts'
import { entryLifeMs, type EntryRecord, mailUses } from '../entry.ts'
import { entryMail } from '../mails.ts'
import { insertEntry, revokeMailsTo } from '../store/entries.ts'
import { listMemberships } from '../store/memberships.ts'

const mailsADayByPerson = { tries: 50, windowMs: DAY }
const mailsADayToAddress = { tries: 5, windowMs: DAY }

/**
 * Mails an entry: single use, 7 days, for that address only; the token is kept hashed. An earlier mail to the same
 * address stops working. Refuses (409 already_member) an address that is in the room.
 */
export async function sendEntryMail(
  app: App,
  caller: Caller,
  input: { roomId: string; email: string },
): Promise<EntryRecord> {
  const { roomId, email } = input
  const { personId } = caller
  await accessRoom(app.db, roomId, personId)
  await countTry(app, `entry-mail:${personId}`, mailsADayByPerson)
  await countTry(app, `entry-mail-to:${email}`, mailsADayToAddress)
  return await app.transaction(async (tx) => {
    await lockRoom(tx.db, roomId, personId)
    await refuseMember(tx.db, roomId, email)
    const inviter = await findPerson(tx.db, personId)
    if (!inviter) throw missing()
    const token = newToken()
    const entry: EntryRecord = {
      id: newId(tx.now),
      roomId,
      kind: 'mail',
      tokenSealed: null,
      email,
      createdById: personId,
      expiresAt: tx.now + entryLifeMs,
      maxUses: mailUses,
      uses: 0,
      revokedAt: null,
    }
    await revokeMailsTo(tx.db, roomId, email, tx.now)
    await insertEntry(tx.db, { ...entry, tokenHash: hashToken(token), createdAt: tx.now })
    await tx.audit({
      action: 'entry.made',
      actorId: personId,
      roomId,
      subjectId: entry.id,
      detail: { kind: 'mail' },
    })
    const url = new URL(`/enter/${token}`, app.config.publicUrl).href
    await tx.deliver({
      key: `entry:${entry.id}`,
      personId: null,
      subjectId: entry.id,
      mail: entryMail({ to: email, inviterName: inviter.name, url }),
    })
    return entry
  })
}

async function refuseMember(db: TxDb, roomId: string, email: string): Promise<void> {
  const members = await listMemberships(db, roomId)
  const people = await listPeople(
    db,
    members.map((member) => member.personId),
  )
  if (people.some((person) => person.email === email)) {
    throw conflict('already_member', 'This person is in the room already.')
  }
}
