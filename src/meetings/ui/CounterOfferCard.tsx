import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { Card } from '#kit/Card.tsx'
import { Chip } from '#kit/Chip.tsx'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useNow } from '#kit/use-now.ts'
import type { CardProps } from '#rooms/ui/registry.tsx'
import { instantOf, MINUTE } from '#time/instant.ts'

import { bookCounterOffer, type CounterOffer } from '../contract/counter-offer.ts'
import { useOddHour } from './OddHour.tsx'
import { useCounterOffer } from './use-counter-offer.ts'
import { useSaying } from './use-saying.ts'

/** Times somebody offered in answer to an invite; to its sender, each that is free is a button that books. */
export function CounterOfferCard({ id }: CardProps) {
  const { counter, error, reload } = useCounterOffer(id)
  if (error) return <FailedState title="These times could not be read" onRetry={reload} />
  if (!counter) {
    return (
      <Card as="article" label="Other times">
        <SkeletonLines count={3} label="Reading the other times" />
      </Card>
    )
  }
  return counter.status === 'open' ? <Open counter={counter} /> : <Closed counter={counter} />
}

function Open({ counter }: { counter: CounterOffer }) {
  const { person, organizer, durationMinutes, note, isMine, mayBook, isUnchecked } = counter
  const title = isMine ? 'You offer other times' : `${person.name} offers other times`
  const booking = useBookingOf(counter)
  return (
    <Card as="article" label={title}>
      <header className="flex items-start justify-between gap-x-3 gap-y-1 narrow:flex-col-reverse">
        <div>
          <h4 className="font-semibold">{title}</h4>
          <p className="text-sm text-muted">
            {durationMinutes} minutes · {mayBook ? 'press one to book it' : `${organizer.name} can book one`}
          </p>
        </div>
        {isMine && <Chip>Waiting for an answer</Chip>}
      </header>
      {note && <p className="mt-3 whitespace-pre-wrap">{note}</p>}
      <ul aria-label="Offered times" className="mt-3 flex flex-col items-start gap-2 narrow:gap-3.5">
        {counter.times.map((time) => (
          <li key={time.startsAt} className="max-w-full">
            <OfferedTime counter={counter} time={time} booking={booking} />
          </li>
        ))}
      </ul>
      {mayBook && isUnchecked && (
        <p className="mt-3 text-muted">
          One of your calendars cannot be read, so nothing can be booked. Settings {'>'} Calendars says which.
        </p>
      )}
      {booking.failure && (
        <div className="mt-3">
          <Banner tone="bad">{booking.failure}</Banner>
        </div>
      )}
    </Card>
  )
}

type TimeProps = { counter: CounterOffer; time: CounterOffer['times'][number]; booking: BookingOf }

function OfferedTime({ counter, time, booking }: TimeProps) {
  const say = useSaying()
  const now = useNow()
  const { timeZone } = usePreferences()
  const [isAsking, setAsking] = useState(false)
  const at = instantOf(time.startsAt)
  const other = counter.isMine ? counter.organizer : counter.person
  const whole = say.whole(at, at + counter.durationMinutes * MINUTE)
  const odd = useOddHour(at, counter.durationMinutes, other)
  const there = other.timeZone === timeZone ? '' : say.timeThere(at, other.timeZone)
  const state = at <= now ? 'past' : time.state
  if (state !== 'free' || !counter.mayBook || counter.isUnchecked) {
    return (
      <p className="tabular">
        <span className={state === 'free' ? '' : 'text-muted line-through'}>
          {whole}
          {there && ` · ${there}`}
        </span>
        {state === 'past' && <span className="text-sm text-muted"> has passed</span>}
        {state === 'taken' && <span className="text-sm text-muted"> no longer free</span>}
      </p>
    )
  }
  const take = () => void booking.book(time.startsAt)
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <Button
          className="tabular"
          isPending={booking.pending === time.startsAt}
          onPress={odd ? () => setAsking(true) : take}
        >
          {whole}
        </Button>
        {there && <span className="tabular text-sm text-muted">{there}</span>}
        {time.isWarned && <span className="text-sm text-time">You are asked to something else then</span>}
      </div>
      {odd && (
        <ConfirmDialog
          title="Book this time?"
          confirmLabel="Confirm"
          isOpen={isAsking}
          onOpenChange={setAsking}
          onConfirm={take}
        >
          That is {odd}.
        </ConfirmDialog>
      )}
    </>
  )
}

const closedWords: Record<Exclude<CounterOffer['status'], 'open'>, { title: string; text: string }> = {
  booked: { title: 'Booked', text: 'A time was booked. The meeting stands in this room.' },
  withdrawn: { title: 'Closed', text: 'The invite these times answered was taken back.' },
  expired: { title: 'Closed', text: 'The invite these times answered is over.' },
  replaced: { title: 'Replaced', text: 'Other times were offered since.' },
  left: { title: 'Closed', text: 'Whoever offered these times has left the room.' },
}

function Closed({ counter }: { counter: CounterOffer }) {
  if (counter.status === 'open') return null
  const { title, text } = closedWords[counter.status]
  return (
    <Card as="article" tone="muted" label={`Other times, ${title.toLowerCase()}`}>
      <header className="flex items-start justify-between gap-x-3 gap-y-1 narrow:flex-col-reverse">
        <h4>{counter.isMine ? 'You' : counter.person.name} offered other times</h4>
        <Chip>{title}</Chip>
      </header>
      <p className="mt-1 text-sm">{text}</p>
    </Card>
  )
}

type BookingOf = { book: (start: string) => Promise<void>; pending: string | null; failure: string | null }

// The same choice keeps its request id over retries, so that it cannot be booked twice.
function useBookingOf({ id, inviteId }: CounterOffer): BookingOf {
  const queries = useQueryClient()
  const requestIds = useRef(new Map<string, string>())
  const [pending, setPending] = useState<string | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  return {
    pending,
    failure,
    async book(startsAt) {
      if (pending) return
      const requestId = requestIds.current.get(startsAt) ?? crypto.randomUUID()
      requestIds.current.set(startsAt, requestId)
      setPending(startsAt)
      setFailure(null)
      try {
        const { meeting } = await call(bookCounterOffer, {
          params: { counterOfferId: id },
          body: { requestId, startsAt },
        })
        queries.setQueryData(['meeting', meeting.id], meeting)
        announce('Booked')
      } catch (error) {
        setFailure(failureOf(error).message)
      } finally {
        setPending(null)
        void queries.invalidateQueries({ queryKey: ['counter-offer', id] })
        void queries.invalidateQueries({ queryKey: ['invite', inviteId] })
      }
    },
  }
}
