import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { TextArea } from '#kit/TextArea.tsx'

import { respondToMeeting } from '../contract/attendance.ts'
import type { Meeting } from '../contract/meeting.ts'
import { useMeetingChange } from './use-meeting-change.ts'

/** What somebody who is only asked to come can do: accept, or decline for themselves. */
export function Responding({ meeting }: { meeting: Meeting }) {
  const change = useMeetingChange(meeting.id)
  const [isDeclining, setDeclining] = useState(false)
  const [reason, setReason] = useState('')

  async function answer(said: 'accepted' | 'declined'): Promise<void> {
    const done = await change.run((requestId) =>
      call(respondToMeeting, {
        params: { meetingId: meeting.id },
        body: { requestId, answer: said, reason },
      }),
    )
    if (!done) return
    change.clear()
    setDeclining(false)
    setReason('')
    announce(said === 'accepted' ? 'You said that you come' : 'You declined')
  }

  return (
    <>
      {meeting.myRsvp !== 'accepted' && (
        <Button
          variant="quiet"
          isPending={change.isPending && !isDeclining}
          onPress={() => void answer('accepted')}
        >
          Accept
        </Button>
      )}
      {meeting.myRsvp !== 'declined' && (
        <Button variant="quiet" onPress={() => setDeclining(true)}>
          Decline
        </Button>
      )}
      {change.failure && !isDeclining && <Banner tone="bad">{change.failure}</Banner>}
      <Dialog
        title="Decline this meeting?"
        description="It goes on without you. You can accept again later."
        width="narrow"
        isOpen={isDeclining}
        onOpenChange={setDeclining}
        actions={
          <>
            <Button variant="quiet" onPress={() => setDeclining(false)}>
              Go back
            </Button>
            <Button variant="danger" isPending={change.isPending} onPress={() => void answer('declined')}>
              Decline
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          <TextArea label="Reason (optional)" value={reason} onChange={setReason} maxLength={500} autoFocus />
          {change.failure && <Banner tone="bad">{change.failure}</Banner>}
        </div>
      </Dialog>
    </>
  )
}
