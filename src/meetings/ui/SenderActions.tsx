import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'

import { type Invite, withdrawInvite } from '../contract/invite.ts'
import { InviteFlow } from './InviteFlow.tsx'

/** What the sender of an open invite can do with it: offer other times, or take it back. */
export function SenderActions({ invite }: { invite: Invite }) {
  const [isChanging, setChanging] = useState(false)
  const [isWithdrawing, setWithdrawing] = useState(false)
  const withdraw = async () => {
    await call(withdrawInvite, { params: { inviteId: invite.id } })
    announce('The invite was taken back')
  }
  return (
    <>
      <div className="flex gap-2 narrow:-ml-4">
        <Button variant="quiet" onPress={() => setChanging(true)}>
          Change
        </Button>
        <Button variant="quiet" onPress={() => setWithdrawing(true)}>
          Withdraw
        </Button>
      </div>
      <InviteFlow roomId={invite.roomId} changing={invite} isOpen={isChanging} onOpenChange={setChanging} />
      <ConfirmDialog
        title="Withdraw this invite?"
        confirmLabel="Withdraw"
        isDanger
        isOpen={isWithdrawing}
        onOpenChange={setWithdrawing}
        onConfirm={withdraw}
      >
        Nobody can book it any more. You can offer times again whenever you like.
      </ConfirmDialog>
    </>
  )
}
