import { useState } from 'react'

import { Banner } from '#kit/Banner.tsx'
import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { instantOf } from '#time/instant.ts'

import { cancelMeeting, type Meeting } from '../contract/meeting.ts'
import { useMeetingChange } from './use-meeting-change.ts'
import { useSaying } from './use-saying.ts'
import { WordAfterwards } from './WordAfterwards.tsx'

/** Cancels a meeting with an optional reason, then offers to write to the room. */
export function CancelDialog({ meeting, onClose }: { meeting: Meeting; onClose: () => void }) {
  const say = useSaying()
  const change = useMeetingChange(meeting.id)
  const [reason, setReason] = useState('')
  const [isDone, setDone] = useState(false)

  async function cancel(): Promise<void> {
    const done = await change.run((requestId) =>
      call(cancelMeeting, { params: { meetingId: meeting.id }, body: { requestId, reason } }),
    )
    if (!done) return
    announce('The meeting is cancelled')
    setDone(true)
  }

  if (isDone) {
    return <WordAfterwards roomId={meeting.roomId} title="The meeting is cancelled" onClose={onClose} />
  }
  return (
    <Dialog
      title="Cancel this meeting?"
      description={say.whole(instantOf(meeting.startsAt), instantOf(meeting.endsAt))}
      width="narrow"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={reason === ''}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            Keep it
          </Button>
          <Button variant="danger" isPending={change.isPending} onPress={() => void cancel()}>
            Cancel the meeting
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextArea
          label="Reason (optional)"
          description="Everybody in the room reads it."
          value={reason}
          onChange={setReason}
          maxLength={500}
          autoFocus
        />
        {change.failure && <Banner tone="bad">{change.failure}</Banner>}
      </div>
    </Dialog>
  )
}
