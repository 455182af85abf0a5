import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { lockInviteFor } from '../access.ts'
import { refuseChange } from '../invite.ts'
import { takeBack } from '../steps/take-back.ts'

/** Takes an open invite back. Only its sender may; once more changes nothing. */
export async function withdrawInvite(
  app: App,
  caller: Caller,
  { inviteId }: { inviteId: string },
): Promise<void> {
  await app.transaction(async (tx) => {
    const { invite } = await lockInviteFor(tx.db, inviteId, caller.personId)
    if (invite.status === 'withdrawn' && invite.organizerId === caller.personId) return
    refuseChange(invite, caller.personId, tx.now)
    await takeBack(tx, invite, caller.personId)
  })
}
