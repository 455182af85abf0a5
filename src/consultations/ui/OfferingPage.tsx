import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import { keepingTheWay } from '#accounts/way-on.ts'
import { call, Refused } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { PreferencesProvider, usePreferences } from '#kit/preferences.tsx'
import { RadioCards } from '#kit/RadioCards.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { useNow } from '#kit/use-now.ts'
import { useTitle } from '#kit/use-title.ts'
import { dateOf, type Month, monthOf } from '#meetings/ui/picker.ts'
import { TimesPicker } from '#meetings/ui/TimesPicker.tsx'
import { TimeSummary } from '#meetings/ui/TimeSummary.tsx'
import { type MonthOfSlots, useMonthOfSlots } from '#meetings/ui/use-month-of-slots.ts'
import { ZoneAndClock } from '#meetings/ui/ZoneAndClock.tsx'
import { toIso } from '#time/instant.ts'
import type { LocalDate } from '#time/wall-time.ts'
import { dateAt } from '#time/zone.ts'

import { listOfferingSlots, type Offering, readOffering } from '../contract.ts'
import { chosenStart } from '../offering.ts'
import { factsOf, sayAnswer, sayLength } from '../wording.ts'
import { AnswerFields } from './AnswerFields.tsx'
import { type OfferingBooking, useOfferingBooking } from './use-offering-booking.ts'
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
      <Words offering={props.offering} />
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

// As the server writes it (pages.ts), so that nothing moves when the app takes over.
function Words({ offering }: { offering: Offering }) {
  const { locale } = usePreferences()
  const { title, description, picture, offerer, answerWithinMinutes, isOn } = offering
  return (
    <>
      <p className="text-muted">
        {/* The list is a page of the server's own. */}
        <a className="hover:underline" href={`/p/${offerer.handle}`}>
          {offerer.name}
        </a>
      </p>
      {!isOn && <p className="mt-2 text-time">This is off: only you see it.</p>}
      <h1 className="mt-1 text-xl font-semibold wrap-anywhere">{title}</h1>
      <p className="tabular mt-1 text-muted">{factsOf(offering, locale).join(' · ')}</p>
      {picture && (
        <img
          className="mt-6 w-full rounded-card border border-line"
          src={picture.url}
          width={picture.width}
          height={picture.height}
          alt=""
        />
      )}
      <div className="mt-6 max-w-measure wrap-anywhere">
        {description
          .split(/\n\s*\n/)
          .filter((one) => one.trim() !== '')
          .map((one) => (
            <p key={one} className="mb-3 whitespace-pre-line">
              {one.trim()}
            </p>
          ))}
      </div>
      {answerWithinMinutes !== null && (
        <p className="mt-4 text-muted">{sayAnswer(offerer.name, answerWithinMinutes)}</p>
      )}
    </>
  )
}

function Choosing({ offering, place, path, at, minutes }: ContentProps) {
  const { timeZone } = usePreferences()
  const now = useNow()
  const navigate = useNavigate()
  const given = chosenStart(at, now)
  const start = given === null ? null : toIso(given)
  const duration = offering.durations.find((one) => one === minutes) ?? offering.durations[0] ?? 0
  const [day, setDay] = useState<LocalDate | null>(start && dateOf(start, timeZone))
  const [month, setMonth] = useState(monthOf(day ?? dateAt(timeZone, now)))
  const [gone, setGone] = useState(false)
  const choose = (chosen: string | null, long = duration) =>
    void navigate({
      to: '/p/$handle/$place',
      params: { handle: offering.offerer.handle, place },
      search: { at: chosen ?? undefined, minutes: long },
      replace: true,
      resetScroll: false,
    })
  const booking = useOfferingBooking(offering, place, {
    onBooked: (roomId) => void navigate({ to: '/rooms/$roomId', params: { roomId } }),
    onGone() {
      choose(null)
      times.reload()
    },
  })
  const source = useTimesSource(offering, place, duration, !booking.isPending)
  const times = useMonthOfSlots(source, month, timeZone)
  useGone(times, { start, month, timeZone }, () => {
    setGone(true)
    choose(null)
  })

  return (
    <>
      {offering.durations.length > 1 && (
        <RadioCards
          label="How long"
          columns={4}
          options={offering.durations.map((one) => ({ value: `${one}`, title: sayLength(one) }))}
          value={`${duration}`}
          onChange={(long) => choose(null, Number(long))}
        />
      )}
      {gone && !booking.failure && (
        <Banner tone="time">
          The time you chose has gone meanwhile. Nothing you typed is lost; choose another one.
        </Banner>
      )}
      {booking.failure && <Banner tone="bad">{booking.failure}</Banner>}
      <TimesPicker
        times={times}
        month={month}
        onMonth={setMonth}
        day={day}
        onDay={(date) => {
          choose(null)
          setDay(date)
          if (date) setMonth(monthOf(date))
        }}
        chosen={start}
        onChoose={(chosen) => {
          booking.clear()
          setGone(false)
          choose(chosen)
        }}
        other={offering.offerer}
        timeZone={timeZone}
        isMine={offering.isMine}
        emptyText={`No time of ${offering.offerer.name} is free at the moment. Look again later.`}
        // With what is asked it is a form, so the other times make room for it.
        list={
          start && (
            <div className="flex flex-col gap-3">
              <Summary
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

type SummaryProps = {
  offering: Offering
  start: string
  duration: number
  isWarned: boolean
  booking: OfferingBooking
  /** Back to here, with what was chosen. */
  next: string
}

function Summary({ offering, start, duration, isWarned, booking, next }: SummaryProps) {
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

function useTimesSource({ id, version }: Offering, key: string, durationMinutes: number, isOpen: boolean) {
  return useMemo(
    () => ({
      key: ['slots', 'offering', id, `${version}`, `${durationMinutes}`],
      read: (range: { from: string; to: string }) =>
        call(listOfferingSlots, { params: { offeringId: id }, query: { ...range, durationMinutes, key } }),
      isOpen,
    }),
    [id, version, key, durationMinutes, isOpen],
  )
}

// A time that came with the address may have gone to somebody else during the sign-in.
function useGone(
  times: MonthOfSlots,
  chosen: { start: string | null; month: Month; timeZone: string },
  onGone: () => void,
): void {
  const { start, month, timeZone } = chosen
  const date = start && dateOf(start, timeZone)
  const isKnown = start !== null && !times.isLoading && times.slots !== undefined
  const isGone = isKnown && date !== null && monthOf(date) === month && !times.days.get(date)?.includes(start)
  useEffect(() => {
    if (isGone) onGone()
    // oxlint-disable-next-line react/exhaustive-deps -- once, when it is found out
  }, [isGone])
}
