import { useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { useNow } from '#kit/use-now.ts'
import type { Meeting } from '#meetings/contract/meeting.ts'
import { useKeptWord } from '#meetings/ui/use-kept-word.ts'
import { useMeetingChange } from '#meetings/ui/use-meeting-change.ts'
import { useSaying } from '#meetings/ui/use-saying.ts'
import { instantOf } from '#time/instant.ts'

import { acceptRequest, type Consultation } from '../contract.ts'
import { sayCountdown } from '../countdown.ts'
import { EndRequestDialog } from './EndRequestDialog.tsx'

type RequestAnswerProps = { meeting: Meeting; consultation: Consultation }

/** While a time is held: how long still, and for each of the two what they can say to it. Others in the room only read it. */
export function RequestAnswer({ meeting, consultation }: RequestAnswerProps) {
  const { me } = useMe()
  const change = useMeetingChange(meeting.id)
  const { word, setWord, forgetWord } = useKeptWord(meeting.id)
  const [hasWord, setHasWord] = useState(word !== '')
  const [isEnding, setEnding] = useState(false)
  const isOfferer = me?.id === meeting.organizer.personId

  async function accept(): Promise<void> {
    const params = { meetingId: meeting.id }
    const done = await change.run((requestId) => call(acceptRequest, { params, body: { requestId, word } }))
    if (!done) return
    forgetWord()
    announce('The meeting is confirmed')
  }

  return (
    <div className="mt-4 flex flex-col gap-3">
      <Countdown meeting={meeting} readerId={me?.id} />
      {consultation.mayAccept && hasWord && (
        <TextArea
          label="A word with your answer (optional)"
          description={`${meeting.bookedBy.name} reads it.`}
          rows={2}
          maxLength={500}
          value={word}
          onChange={setWord}
          autoFocus={word === ''}
        />
      )}
      {change.failure && <Banner tone="bad">{change.failure}</Banner>}
      <div
        className={`flex flex-wrap items-center gap-2 empty:hidden ${consultation.mayAccept ? '' : '-ml-4'}`}
      >
        {consultation.mayAccept && (
          <Button variant="primary" isPending={change.isPending} onPress={() => void accept()}>
            Accept
          </Button>
        )}
        {consultation.mayEnd && (
          <Button variant="quiet" onPress={() => setEnding(true)}>
            {isOfferer ? 'Decline' : 'Withdraw'}
          </Button>
        )}
        {consultation.mayAccept && !hasWord && (
          <Button variant="quiet" onPress={() => setHasWord(true)}>
            Add a word
          </Button>
        )}
      </div>
      {isEnding && (
        <EndRequestDialog
          meeting={meeting}
          isOfferer={isOfferer}
          kept={{ word, setWord, forgetWord }}
          onClose={() => setEnding(false)}
        />
      )}
    </div>
  )
}

// It counts for the eye; who listens is told the moment at which it ends, once.
function Countdown({ meeting, readerId }: { meeting: Meeting; readerId: string | undefined }) {
  const now = useNow('second')
  const say = useSaying()
  const until = instantOf(meeting.heldUntil ?? meeting.startsAt)
  const isOfferer = readerId === meeting.organizer.personId
  const isAsker = readerId === meeting.bookedBy.personId
  const waiting = isOfferer
    ? `${meeting.bookedBy.name} waits for your yes: `
    : `Waiting for ${meeting.organizer.name}’s yes: `
  return (
    <p className="text-sm text-muted">
      {waiting}
      <span role="timer" aria-label="Time left to answer" className="tabular font-semibold text-text">
        {sayCountdown(until - now)}
      </span>
      {` left. Until ${say.day(until)}, ${say.time(until)} `}
      {isOfferer
        ? 'nobody else can take this time.'
        : `this time is held for ${isAsker ? 'you' : meeting.bookedBy.name}.`}
    </p>
  )
}
