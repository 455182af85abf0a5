import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import type { Meeting } from '#meetings/contract/meeting.ts'
import type { useKeptWord } from '#meetings/ui/use-kept-word.ts'
import { useMeetingChange } from '#meetings/ui/use-meeting-change.ts'
import { useSaying } from '#meetings/ui/use-saying.ts'
import { instantOf } from '#time/instant.ts'

import { endRequest } from '../contract.ts'

const words = {
  offerer: { title: 'Decline this request?', go: 'Decline', done: 'The request is declined' },
  asker: { title: 'Withdraw your request?', go: 'Withdraw', done: 'Your request is withdrawn' },
}

/** Says no to a request, or takes it back, with a word if one likes. */
export function EndRequestDialog({
  meeting,
  isOfferer,
  kept,
  onClose,
}: {
  meeting: Meeting
  isOfferer: boolean
  /** What was typed on the card goes along. */
  kept: ReturnType<typeof useKeptWord>
  onClose: () => void
}) {
  const say = useSaying()
  const change = useMeetingChange(meeting.id)
  const { word, setWord, forgetWord } = kept
  const { title, go, done } = words[isOfferer ? 'offerer' : 'asker']
  const other = isOfferer ? meeting.bookedBy.name : meeting.organizer.name

  async function end(): Promise<void> {
    const params = { meetingId: meeting.id }
    const isDone = await change.run((requestId) => call(endRequest, { params, body: { requestId, word } }))
    if (!isDone) return
    forgetWord()
    announce(done)
    onClose()
  }

  return (
    <Dialog
      title={title}
      description={`${say.whole(instantOf(meeting.startsAt), instantOf(meeting.endsAt))}. The time is free again at once.`}
      width="narrow"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={word === ''}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            Go back
          </Button>
          <Button variant="danger" isPending={change.isPending} onPress={() => void end()}>
            {go}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextArea
          label="A word (optional)"
          description={`${other} reads it.`}
          value={word}
          onChange={setWord}
          maxLength={500}
          autoFocus
        />
        {change.failure && <Banner tone="bad">{change.failure}</Banner>}
      </div>
    </Dialog>
  )
}
