import { useNavigate } from '@tanstack/react-router'

import { useMe } from '#accounts/ui/use-me.ts'
import { keepingTheWay } from '#accounts/way-on.ts'
import { Button } from '#kit/Button.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { TimeSummary } from '#meetings/ui/TimeSummary.tsx'

import type { Offering } from '../contract.ts'
import { sayAnswer } from '../wording.ts'
import { AnswerFields } from './AnswerFields.tsx'
import type { OfferingBooking } from './use-offering-booking.ts'

type SummaryProps = {
  offering: Offering
  start: string
  duration: number
  isWarned: boolean
  booking: OfferingBooking
  /** Back to here, with what was chosen. */
  next: string
}

/** The time that was chosen, what is asked with it, and the way to confirm it: signed out, that leads through a way in first. */
export function OfferingSummary({ offering, start, duration, isWarned, booking, next }: SummaryProps) {
  const { me, isLoading } = useMe()
  const { questions, offerer, isMine, answerWithinMinutes } = offering
  const verb = answerWithinMinutes === null ? 'confirm' : 'ask'
  return (
    <TimeSummary
      start={start}
      durationMinutes={duration}
      other={offerer}
      isWarned={isWarned}
      isPending={booking.isPending}
      confirmLabel={answerWithinMinutes === null ? 'Confirm' : 'Ask for this time'}
      onConfirm={() => void booking.confirm(start, duration)}
      {...(isMine && { closed: 'This is your own offering. Others can book it.' })}
      {...(!me && !isLoading && { instead: <WayIn next={next} verb={verb} mayGo={booking.check} /> })}
    >
      <AnswerFields
        questions={questions}
        answers={booking.answers}
        wrong={booking.wrong}
        onChange={booking.setAnswer}
      />
      <TextArea
        label="A word with it (optional)"
        rows={2}
        maxLength={500}
        value={booking.word}
        onChange={booking.setWord}
      />
      {answerWithinMinutes !== null && (
        <p className="text-sm text-muted">{sayAnswer(offerer.name, answerWithinMinutes)}</p>
      )}
    </TimeSummary>
  )
}

// The chosen time goes along in the address, what was typed is kept in this browser.
function WayIn({ next, verb, mayGo }: { next: string; verb: string; mayGo: () => boolean }) {
  const navigate = useNavigate()
  const go = (path: string) => mayGo() && void navigate({ href: keepingTheWay(path, { next }) })
  return (
    <div className="flex flex-col gap-2">
      <Button variant="primary" isWide onPress={() => go('/sign-up')}>
        Make an account and {verb}
      </Button>
      <Button isWide onPress={() => go('/sign-in')}>
        Sign in and {verb}
      </Button>
      <p className="text-sm text-muted">You come back here with this time and what you wrote.</p>
    </div>
  )
}
