import * as accounts from '#accounts'
import * as rooms from '#rooms'
import type { Tx } from '#platform/app.ts'

import type { Invite } from '../invite.ts'
import { newsOfWithdrawal } from '../news.ts'
import { saveInvite } from '../store/invites.ts'
import { endAsking } from './end-asking.ts'

/** Closes an open invite in the caller's change and tells the room. The invite is locked and its state judged by whoever calls. */
export async function takeBack(tx: Tx, invite: Invite, actorId: string): Promise<void> {
  const actor = await accounts.findPerson(tx.db, actorId)
  await saveInvite(tx.db, { ...invite, status: 'withdrawn' }, tx.now)
  await tx.audit({ action: 'invite.withdrawn', actorId, roomId: invite.roomId, subjectId: invite.id })
  const news = newsOfWithdrawal(invite, actorId, () => actor?.name ?? 'Somebody')
  await rooms.postSystem(tx, { roomId: invite.roomId, actorId, ...news })
  await rooms.announceCard(tx, invite.roomId, { kind: 'invite', id: invite.id, actorId })
  await endAsking(tx, invite, await rooms.listMemberIds(tx.db, invite.roomId))
}
