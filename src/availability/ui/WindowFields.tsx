import { X } from 'lucide-react'
import { type FocusEvent, useState } from 'react'

import { IconButton } from '#kit/IconButton.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { TimeField } from '#kit/TimeField.tsx'
import type { WallTime } from '#time/wall-time.ts'

import { windowText } from '../hours-summary.ts'
import { isSoundWindow, type Window } from '../schedule.ts'

type WindowFieldsProps = {
  /** The day, and which of its windows, as it is said. */
  name: string
  window: Window
  onChange: (window: Window) => void
  onRemove: () => void
  error: string | undefined
  note: string | undefined
  /** For a window that was just added. */
  takesFocus: boolean
}

/** From when to when. The sentence about it stands under both times, so it is hidden under each. */
export function WindowFields({
  name,
  window,
  onChange,
  onRemove,
  error,
  note,
  takesFocus,
}: WindowFieldsProps) {
  const { hourCycle } = usePreferences()
  const [from, to] = window
  const hours = isSoundWindow(window) ? windowText(window, hourCycle) : 'hours'
  return (
    <div>
      <div className="flex items-center gap-1.5">
        <ClockField
          label={`${name}, from`}
          value={from}
          onChange={(time) => onChange([time, to])}
          error={error}
          takesFocus={takesFocus}
        />
        <span aria-hidden="true" className="text-muted">
          –
        </span>
        <ClockField
          label={`${name}, to`}
          isEnd
          value={to}
          onChange={(time) => onChange([from, time])}
          error={error}
        />
        <IconButton label={`Remove ${hours}, ${name}`} icon={X} onPress={onRemove} className="text-muted" />
      </div>
      {error && (
        <p aria-hidden="true" className="mt-1 text-sm text-bad">
          {error}
        </p>
      )}
      <p role="status" className="mt-1 text-sm text-time empty:hidden">
        {note}
      </p>
    </div>
  )
}

type ClockFieldProps = {
  label: string
  /** Empty while there is no time. */
  value: WallTime
  onChange: (time: WallTime) => void
  error: string | undefined
  isEnd?: boolean
  takesFocus?: boolean
}

function ClockField({ label, value, onChange, error, isEnd = false, takesFocus = false }: ClockFieldProps) {
  const { hourCycle } = usePreferences()
  const [round, setRound] = useState(0)
  // A time that is half cleared is none, and the one before still counts: once left, the field shows that one again.
  const restore = ({ currentTarget }: FocusEvent) => {
    if (value && currentTarget.querySelector('[data-placeholder]')) setRound(round + 1)
  }
  return (
    <TimeField
      key={round}
      label={label}
      isLabelHidden
      isEnd={isEnd}
      value={value || null}
      onChange={(time) => onChange(time ?? '')}
      onBlur={restore}
      errorMessage={error}
      autoFocus={takesFocus && round === 0}
      className={`${hourCycle === 12 ? 'w-[6.75rem]' : 'w-[4.75rem]'} *:[[slot=errorMessage]]:sr-only`}
    />
  )
}
