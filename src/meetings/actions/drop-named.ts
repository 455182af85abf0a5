import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'

import { dropNamed as forgetNamed, listOpenAgreementIds } from '../store/agreements.ts'
import { takeInvite } from '../store/invites.ts'
import { wakeAgreement } from '../steps/wake-agreement.ts'

/** Who left a room no longer counts on its open invites: perhaps all the others have agreed. Again changes nothing. */
export async function dropNamed(app: App, leaver: { roomId: string; personId: string }): Promise<void> {
  for (const inviteId of await listOpenAgreementIds(app.db, leaver.roomId)) {
    await app.transaction((tx) => dropFromOne(tx, inviteId, leaver))
  }
}

async function dropFromOne(
  tx: Tx,
  inviteId: string,
  { roomId, personId }: { roomId: string; personId: string },
): Promise<void> {
  const invite = await takeInvite(tx.db, inviteId)
  if (!invite || (await rooms.listMemberIds(tx.db, roomId)).includes(personId)) return
  if (!(await forgetNamed(tx.db, inviteId, personId))) return
  await wakeAgreement(tx, inviteId)
  await rooms.announceCard(tx, roomId, { kind: 'invite', id: inviteId, actorId: personId })
}
