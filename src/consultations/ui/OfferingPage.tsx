import { useQuery } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'

import { call, Refused } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { PreferencesProvider, usePreferences } from '#kit/preferences.tsx'
import { RadioCards } from '#kit/RadioCards.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useTitle } from '#kit/use-title.ts'
import { TimesPicker } from '#meetings/ui/TimesPicker.tsx'
import { ZoneAndClock } from '#meetings/ui/ZoneAndClock.tsx'

import { type Offering, readOffering } from '../contract.ts'
import { sayLength } from '../wording.ts'
import { OfferingSummary } from './OfferingSummary.tsx'
import { OfferingWords } from './OfferingWords.tsx'
import { useOfferingChoice } from './use-offering-choice.ts'
import { writtenOffering } from './written-offering.ts'

type OfferingPageProps = {
  handle: string
  /** Its slug, or the key of a link-only one. */
  place: string
  /** The chosen start (ISO) and duration, as they stand in the address. */
  at: string | undefined
  minutes: number | undefined
}

/** /p/:handle/:place: what somebody offers, and a time of it to be chosen and confirmed. */
export function OfferingPage(props: OfferingPageProps) {
  const { handle, place } = props
  const path = `/p/${handle}/${place}`
  const { data, error, refetch } = useQuery({
    queryKey: ['offering', handle, place],
    queryFn: async ({ signal }) => {
      const { offering } = await call(readOffering, { params: { handle, place }, signal })
      return offering
    },
    initialData: () => writtenOffering(path),
  })
  useTitle(data ? `${data.title} · ${data.offerer.name}` : 'Consultation')
  if (error instanceof Refused && error.status === 404) return <NothingHere />
  if (error && !data) {
    return (
      <main className="grid min-h-page place-items-center p-6">
        <FailedState title="This page could not be read" onRetry={() => void refetch()}>
          Nothing is booked. Check your connection, or try again in a moment.
        </FailedState>
      </main>
    )
  }
  return (
    <main className="mx-auto w-full max-w-[880px] px-6 py-8 narrow:px-4">
      {data ? (
        <Content {...props} offering={data} path={path} />
      ) : (
        <SkeletonLines count={8} label="Opening the page" />
      )}
    </main>
  )
}

function NothingHere() {
  return (
    <main className="grid min-h-page place-items-center p-6">
      <EmptyState title="There is nothing here">
        The address may be wrong, or what stood here is not for everybody.
      </EmptyState>
    </main>
  )
}

type ContentProps = OfferingPageProps & { offering: Offering; path: string }

function Content(props: ContentProps) {
  const preferences = usePreferences()
  const [chosenZone, setZone] = useState<string | null>(null)
  const [chosenCycle, setHourCycle] = useState<12 | 24 | null>(null)
  const timeZone = chosenZone ?? preferences.timeZone
  const hourCycle = chosenCycle ?? preferences.hourCycle
  return (
    <>
      <OfferingWords offering={props.offering} />
      <PreferencesProvider {...preferences} timeZone={timeZone} hourCycle={hourCycle}>
        <section aria-label="Choose a time" className="mt-8 flex flex-col gap-6 border-t border-line pt-6">
          <Choosing {...props} key={timeZone} />
          <div className="border-t border-line pt-4">
            <ZoneAndClock
              timeZone={timeZone}
              onTimeZone={setZone}
              hourCycle={hourCycle}
              onHourCycle={setHourCycle}
            />
          </div>
        </section>
      </PreferencesProvider>
    </>
  )
}

function Choosing(props: ContentProps) {
  const { offering, path } = props
  const { timeZone } = usePreferences()
  const choice = useOfferingChoice(props)
  const { start, duration, booking, times, isGone, choose, chooseDuration } = choice
  return (
    <>
      {offering.durations.length > 1 && (
        <RadioCards
          label="How long"
          columns={4}
          options={offering.durations.map((one) => ({ value: `${one}`, title: sayLength(one) }))}
          value={`${duration}`}
          onChange={(long) => chooseDuration(Number(long))}
        />
      )}
      {isGone && !booking.failure && (
        <Banner tone="time">
          The time you chose has gone meanwhile. Nothing you typed is lost; choose another one.
        </Banner>
      )}
      {booking.failure && <Banner tone="bad">{booking.failure}</Banner>}
      <TimesPicker
        times={times}
        {...choice.picked}
        chosen={start}
        onChoose={choose}
        other={offering.offerer}
        timeZone={timeZone}
        isMine={offering.isMine}
        emptyText={`No time of ${offering.offerer.name} is free at the moment. Look again later.`}
        // With what is asked it is a form, so the other times make room for it.
        list={
          start && (
            <div className="flex flex-col gap-3">
              <OfferingSummary
                offering={offering}
                start={start}
                duration={duration}
                isWarned={times.warned.has(start)}
                booking={booking}
                next={`${path}?at=${start}&minutes=${duration}`}
              />
              <Button variant="quiet" icon={ArrowLeft} className="self-start" onPress={() => choose(null)}>
                Other times
              </Button>
            </div>
          )
        }
      />
    </>
  )
}
