import { useNavigate } from '@tanstack/react-router'
import { useEffect, useMemo, useState } from 'react'

import { call } from '#kit/api.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import { cardPlace } from '#meetings/meeting.ts'
import { dateOf, monthOf } from '#meetings/ui/picker.ts'
import { type MonthOfSlots, useMonthOfSlots } from '#meetings/ui/use-month-of-slots.ts'
import { usePickedMonth } from '#meetings/ui/use-picked-month.ts'
import { toIso } from '#time/instant.ts'
import type { LocalDate } from '#time/wall-time.ts'

import { listOfferingSlots, type Offering } from '../contract.ts'
import { chosenStart } from '../offering.ts'
import { useOfferingBooking } from './use-offering-booking.ts'

type Chosen = {
  offering: Offering
  /** Its slug, or the key of a link-only one. */
  place: string
  /** The start (ISO) and duration as they stand in the address. */
  at: string | undefined
  minutes: number | undefined
}

/** What is chosen on the page of an offering. Start and duration stand in the address, so that they are there after the sign-in. */
export function useOfferingChoice({ offering, place, at, minutes }: Chosen) {
  const { timeZone } = usePreferences()
  const now = useNow()
  const given = chosenStart(at, now)
  const start = given === null ? null : toIso(given)
  const duration = offering.durations.find((one) => one === minutes) ?? offering.durations[0] ?? 0
  const [day, setDay] = useState<LocalDate | null>(start && dateOf(start, timeZone))
  const [gone, setGone] = useState<string | null>(null)
  const navigate = useNavigate()
  const write = useWriteChoice(offering, place)
  const onDay = (date: LocalDate | null) => {
    write(null, duration)
    setDay(date)
  }
  const picked = usePickedMonth(day, onDay, timeZone)
  const booking = useOfferingBooking(offering, place, {
    // To its card: the room may be one of the two, with much that is not read yet.
    onBooked: ({ id, roomId }) =>
      void navigate({ to: '/rooms/$roomId', params: { roomId }, hash: cardPlace({ id }) }),
    onGone() {
      write(null, duration)
      times.reload()
    },
  })
  const source = useTimesSource(offering, place, { duration, isOpen: !booking.isPending })
  const times = useMonthOfSlots(source, picked.month, timeZone)
  const isGone = start !== null && hasGone(start, { times, month: picked.month, timeZone })
  useEffect(() => {
    if (!isGone) return
    setGone(start)
    write(null, duration)
  }, [isGone, start, duration, write])

  return {
    start,
    duration,
    picked,
    booking,
    times,
    /** A time that came with the address went to somebody else during the sign-in. */
    isGone: gone !== null,
    choose(chosen: string | null): void {
      booking.clear()
      setGone(null)
      write(chosen, duration)
    },
    chooseDuration: (long: number) => write(null, long),
  }
}

function useWriteChoice({ offerer }: Offering, place: string) {
  const navigate = useNavigate()
  const { handle } = offerer
  return useMemo(
    () => (at: string | null, minutes: number) =>
      void navigate({
        to: '/p/$handle/$place',
        params: { handle, place },
        search: { at: at ?? undefined, minutes },
        replace: true,
        resetScroll: false,
      }),
    [navigate, handle, place],
  )
}

function useTimesSource(
  { id, version }: Offering,
  key: string,
  { duration: durationMinutes, isOpen }: { duration: number; isOpen: boolean },
) {
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

// What is not read yet, or stands in a month that is not shown, is not known to have gone.
function hasGone(
  start: string,
  { times, month, timeZone }: { times: MonthOfSlots; month: string; timeZone: string },
): boolean {
  const date = dateOf(start, timeZone)
  if (times.isLoading || times.slots === undefined || monthOf(date) !== month) return false
  return !times.days.get(date)?.includes(start)
}
