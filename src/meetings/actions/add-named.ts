import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'

import { statusOf } from '../invite.ts'
import { addNamed as keepNamed, listOpenAgreementIds } from '../store/agreements.ts'
import { takeInvite } from '../store/invites.ts'

/** Names somebody who came into a room on its open invites on which people must agree: they are heard, nobody waits for them. */
export async function addNamed(app: App, newcomer: { roomId: string; personId: string }): Promise<void> {
  for (const inviteId of await listOpenAgreementIds(app.db, newcomer.roomId)) {
    await app.transaction((tx) => addToOne(tx, inviteId, newcomer))
  }
}

async function addToOne(
  tx: Tx,
  inviteId: string,
  { roomId, personId }: { roomId: string; personId: string },
): Promise<void> {
  const invite = await takeInvite(tx.db, inviteId)
  if (!invite || statusOf(invite, tx.now) !== 'open' || invite.organizerId === personId) return
  if (!(await rooms.listMemberIds(tx.db, roomId)).includes(personId)) return
  if (!(await keepNamed(tx.db, inviteId, personId, 'optional'))) return
  await rooms.announceCard(tx, roomId, { kind: 'invite', id: inviteId, actorId: personId })
}
