import { type ReactNode, useEffect, useRef } from 'react'
import { Button as AriaButton } from 'react-aria-components'

import { classes } from '#kit/classes.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { instantOf } from '#time/instant.ts'

import type { OtherSide } from './other-side.ts'
import { useSaying } from './use-saying.ts'

type TimeListProps = {
  starts: readonly string[]
  warned: ReadonlySet<string>
  chosen: string | null
  onChoose: (start: string) => void
  other: OtherSide
  timeZone: string
  summary: ReactNode
}

/** The times of one day, each with the other side's clock; the chosen one opens into its summary in place. */
export function TimeList({ starts, warned, chosen, onChoose, other, timeZone, summary }: TimeListProps) {
  const list = useRef<HTMLUListElement>(null)
  // A chosen time further down, from a link or another day's list, must be in sight.
  useEffect(() => {
    if (chosen) list.current?.querySelector('[data-chosen]')?.scrollIntoView({ block: 'nearest' })
  }, [chosen])
  // Times that suit both stand first; the reader's own conflicts after them, marked.
  const inOrder = [...starts.filter((one) => !warned.has(one)), ...starts.filter((one) => warned.has(one))]
  return (
    <ul ref={list} className="flex max-h-102 flex-col gap-2 overflow-y-auto p-1 narrow:max-h-none">
      {inOrder.map((start) =>
        start === chosen ? (
          <li key={start} data-chosen>
            {summary}
          </li>
        ) : (
          <li key={start}>
            <Time
              start={start}
              isWarned={warned.has(start)}
              onChoose={onChoose}
              other={other}
              timeZone={timeZone}
            />
          </li>
        ),
      )}
    </ul>
  )
}

type TimeProps = {
  start: string
  isWarned: boolean
  onChoose: (start: string) => void
  other: OtherSide
  timeZone: string
}

function Time({ start, isWarned, onChoose, other, timeZone }: TimeProps) {
  const say = useSaying()
  const { hourCycle } = usePreferences()
  const at = instantOf(start)
  const isElsewhere = other.timeZone !== timeZone
  return (
    <AriaButton
      onPress={() => onChoose(start)}
      className={
        'control flex w-full items-baseline gap-3 rounded-card border border-line bg-surface-raised px-4 py-2 text-left ' +
        'transition-colors data-hovered:border-accent data-hovered:bg-accent-soft'
      }
    >
      {/* The other side's times stand under each other. */}
      <span className={classes('tabular font-semibold', hourCycle === 12 && 'min-w-18')}>{say.time(at)}</span>
      {isElsewhere && (
        <span className="tabular text-sm text-muted">
          {say.timeThere(at, other.timeZone)} <span className="sr-only">for {other.name}</span>
        </span>
      )}
      {isWarned && <span className="ml-auto text-sm text-time">You have something else</span>}
    </AriaButton>
  )
}
