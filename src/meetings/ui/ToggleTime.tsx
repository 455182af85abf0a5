import { Check } from 'lucide-react'
import { ToggleButton } from 'react-aria-components'

import { instantOf } from '#time/instant.ts'

import type { OtherSide } from './other-side.ts'
import { useSaying } from './use-saying.ts'

type ToggleTimeProps = {
  start: string
  isChosen: boolean
  onChange: (isChosen: boolean) => void
  /** The reader has something else then. */
  isWarned: boolean
  isDisabled?: boolean
  other: OtherSide
  timeZone: string
}

/** One of several times that can be chosen together, with the other side's clock. */
export function ToggleTime(props: ToggleTimeProps) {
  const { start, isChosen, onChange, isWarned, isDisabled = false, other, timeZone } = props
  const say = useSaying()
  const at = instantOf(start)
  return (
    <ToggleButton
      isSelected={isChosen}
      onChange={onChange}
      isDisabled={isDisabled}
      className={
        'control flex w-full items-center gap-3 rounded-card border border-line bg-surface-raised px-4 py-2 text-left ' +
        'transition-colors data-hovered:border-accent data-hovered:bg-accent-soft data-disabled:text-muted ' +
        'data-selected:border-accent data-selected:bg-accent-soft data-selected:inset-ring data-selected:inset-ring-accent'
      }
    >
      <span className="tabular font-semibold">{say.time(at)}</span>
      {other.timeZone !== timeZone && (
        <span className="tabular text-sm text-muted">
          {say.timeThere(at, other.timeZone)} <span className="sr-only">for {other.name}</span>
        </span>
      )}
      <span className="ml-auto flex items-center gap-2">
        {isWarned && <span className="text-sm text-time">You have something else</span>}
        {isChosen && <Check aria-hidden="true" className="size-4 shrink-0 text-accent" />}
      </span>
    </ToggleButton>
  )
}
