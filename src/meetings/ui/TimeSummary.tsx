import { type ReactNode, useEffect, useRef, useState } from 'react'

import { Button } from '#kit/Button.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { instantOf, MINUTE } from '#time/instant.ts'

import { ClockShift } from './ClockShift.tsx'
import { OddHour, useOddHour } from './OddHour.tsx'
import type { OtherSide } from './other-side.ts'
import { useSaying } from './use-saying.ts'

type TimeSummaryProps = {
  start: string
  durationMinutes: number
  other: OtherSide
  isWarned: boolean
  /** What is typed with it: a word, a reason. */
  children?: ReactNode
  isPending: boolean
  /** Why it cannot be taken by this reader at all. */
  closed?: string
  onConfirm: () => void
  /** What Confirm does here, where that is something else. */
  confirmLabel?: string
  /** What stands in the place of Confirm, for who cannot confirm yet. */
  instead?: ReactNode
}

/** The chosen time on both clocks, what to mind about it, and the one button that takes it. */
export function TimeSummary(props: TimeSummaryProps) {
  const { start, durationMinutes, other, isWarned, children, isPending, closed } = props
  const { confirmLabel = 'Confirm', instead } = props
  const { timeZone } = usePreferences()
  const say = useSaying()
  const [isSure, setSure] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus({ preventScroll: true }), [start])

  const at = instantOf(start)
  const until = at + durationMinutes * MINUTE
  const oddFor = useOddHour(at, durationMinutes, other)
  const isElsewhere = other.timeZone !== timeZone
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="group"
      aria-label="The time you chose"
      className="flex flex-col gap-3 rounded-card border border-accent bg-surface-raised p-4 outline-none"
    >
      <div>
        <p className="tabular font-semibold">{say.whole(at, until)}</p>
        <p className="tabular text-sm text-muted">
          your time{isElsewhere && ` · ${say.timeThere(at, other.timeZone)} for ${other.name}`}
        </p>
      </div>
      <ClockShift at={at} other={other} />
      {isWarned && <p className="text-sm text-time">You have something else then. You can still book.</p>}
      {closed ? (
        <p className="text-muted">{closed}</p>
      ) : (
        <>
          {children}
          {oddFor && !instead && <OddHour odd={oddFor} isSure={isSure} onSure={setSure} />}
          {instead ?? (
            <Button
              variant="primary"
              isWide
              isPending={isPending}
              isDisabled={oddFor !== null && !isSure}
              onPress={props.onConfirm}
            >
              {confirmLabel}
            </Button>
          )}
        </>
      )}
    </div>
  )
}
