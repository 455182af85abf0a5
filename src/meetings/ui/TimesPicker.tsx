import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'

import { announce } from '#kit/announce.ts'
import { Button } from '#kit/Button.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { MonthCalendar } from '#kit/MonthCalendar.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useNarrow } from '#kit/use-media.ts'
import type { LocalDate } from '#time/wall-time.ts'

import type { OtherSide } from './other-side.ts'
import { dateOf, type Month, monthOf } from './picker.ts'
import { TimeList } from './TimeList.tsx'
import { TimesUnchecked } from './TimesUnchecked.tsx'
import type { MonthOfSlots } from './use-month-of-slots.ts'
import { useSaying } from './use-saying.ts'

type TimesPickerProps = {
  times: MonthOfSlots
  month: Month
  onMonth: (month: Month) => void
  /** The chosen date in the reader's zone. */
  day: LocalDate | null
  onDay: (day: LocalDate | null) => void
  chosen?: string | null
  onChoose?: (start: string | null) => void
  /** Whose clock stands beside the reader's. */
  other: OtherSide
  timeZone: string
  /** What stands in place of the chosen time: its summary and the button that takes it. */
  summary?: ReactNode
  /** The times of the chosen day, where more than one can be chosen. */
  list?: ReactNode
  /** Whether the reader's own calendars decide, so that they can mend what is wrong with them. */
  isMine?: boolean
  /** Said when there is no time at all. */
  emptyText: string
}

/**
 * A month with the days that have times, and the times of the chosen day. Wide, both stand side by side; on a phone
 * the times take the month's place and the day is the way back.
 */
export function TimesPicker(props: TimesPickerProps) {
  const { times, month, onMonth, day, onDay, other, timeZone, summary, list, emptyText } = props
  const { chosen = null, onChoose = () => undefined, isMine = false } = props
  const isNarrow = useNarrow()
  const say = useSaying()
  useFirstDay(times, { month, onMonth, day, onDay: isNarrow ? null : onDay, timeZone })
  useAnnouncedDays(times, month)

  if (times.isUnchecked) return <TimesUnchecked isMine={isMine} />
  if (times.error) {
    return (
      <FailedState title="The times could not be read" onRetry={times.reload}>
        Nothing is booked. {times.error.message}
      </FailedState>
    )
  }
  if (times.slots && times.slots.firstStart === null) {
    return <EmptyState title="No times left">{emptyText}</EmptyState>
  }

  const starts = day ? (times.days.get(day) ?? []) : []
  const showsMonth = !isNarrow || !day
  const showsTimes = !isNarrow || day
  return (
    <div className="flex gap-8 narrow:flex-col narrow:gap-4">
      {showsMonth && (
        <MonthCalendar
          label="Days with times"
          value={day}
          onChange={(date) => {
            onChoose(null)
            onDay(date)
          }}
          availableDates={new Set(times.days.keys())}
          month={month}
          onMonthChange={onMonth}
          isLoading={times.isLoading}
          className="narrow:mx-auto"
          {...boundsOf(times, timeZone)}
        />
      )}
      {showsTimes && (
        <section
          aria-label={day ? `Times on ${say.longDay(day)}` : 'Times'}
          className="min-h-72 min-w-0 flex-1"
        >
          {day && isNarrow && (
            <Button variant="quiet" icon={ArrowLeft} className="-ml-3 mb-2" onPress={() => onDay(null)}>
              {say.longDay(day)}
            </Button>
          )}
          {day && !isNarrow && <h4 className="mb-3 font-semibold">{say.longDay(day)}</h4>}
          {!day && <p className="text-muted">Choose a day to see its times.</p>}
          {day && times.isLoading && starts.length === 0 && (
            <SkeletonLines count={6} label="Reading the times" />
          )}
          {day && list}
          {day && !list && !times.isLoading && starts.length === 0 && (
            <p className="text-muted">No times are left on this day. Choose another one.</p>
          )}
          {!list && (
            <TimeList
              starts={starts}
              warned={times.warned}
              chosen={chosen}
              onChoose={onChoose}
              other={other}
              timeZone={timeZone}
              summary={summary}
            />
          )}
        </section>
      )}
    </div>
  )
}

type Shown = Pick<TimesPickerProps, 'month' | 'onMonth' | 'day' | 'timeZone'> & {
  onDay: ((day: LocalDate) => void) | null
}

// The first time there is decides what stands open: its month, and wide its day, too. Once, so that people can look around.
function useFirstDay({ slots }: MonthOfSlots, shown: Shown): void {
  const { month, onMonth, day, onDay, timeZone } = shown
  const [isSettled, setSettled] = useState(day !== null)
  useEffect(() => {
    if (isSettled || !slots?.firstStart) return
    setSettled(true)
    const first = dateOf(slots.firstStart, timeZone)
    if (monthOf(first) > month) onMonth(monthOf(first))
    onDay?.(first)
  }, [isSettled, slots, month, onMonth, onDay, timeZone])
}

function useAnnouncedDays(times: MonthOfSlots, month: Month): void {
  const said = useRef('')
  const count = times.days.size
  useEffect(() => {
    if (times.isLoading || said.current === month) return
    said.current = month
    announce(count === 1 ? '1 day with times in this month' : `${count} days with times in this month`)
  }, [times.isLoading, count, month])
}

function boundsOf({ slots }: MonthOfSlots, timeZone: string): { min?: LocalDate; max?: LocalDate } {
  return {
    ...(slots?.firstStart && { min: dateOf(slots.firstStart, timeZone) }),
    ...(slots?.lastStart && { max: dateOf(slots.lastStart, timeZone) }),
  }
}
