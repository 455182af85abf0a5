import { Plus } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'

import { Checkbox } from '#kit/Checkbox.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { usePreferences } from '#kit/preferences.tsx'

import { listOverlaps, suggestWindow } from '../day-windows.ts'
import { overnightText, windowsText } from '../hours-summary.ts'
import { isSoundWindow, usualWindow, type Window } from '../schedule.ts'
import { WindowFields } from './WindowFields.tsx'

type HoursRowProps = {
  /** The day or date, as it is said. */
  name: string
  /** Where the windows stand in what is sent, such as `weekly.1`. */
  path: string
  windows: readonly Window[]
  onChange: (windows: Window[]) => void
  errors: Record<string, string>
  /** What a window that runs past midnight ends on. */
  nextDay: string
  /** What else can be done with the row, beside adding a window. */
  children: ReactNode
}

const mostWindows = 24

/** One day's windows, or that there are none. */
export function HoursRow({ name, path, windows, onChange, errors, nextDay, children }: HoursRowProps) {
  const { hourCycle } = usePreferences()
  const row = useRef<HTMLDivElement>(null)
  const before = useRef<readonly Window[]>([])
  const [added, setAdded] = useState<number | null>(null)
  const next = windows.length < mostWindows ? suggestWindow(windows.filter(isSoundWindow)) : undefined

  const turn = (isOpen: boolean) => {
    if (!isOpen) before.current = windows
    onChange(isOpen ? [...(before.current.length > 0 ? before.current : [usualWindow])] : [])
  }
  const add = (window: Window) => {
    setAdded(windows.length)
    onChange([...windows, window])
  }
  const remove = (index: number) => {
    setAdded(null)
    onChange(windows.filter((_, other) => other !== index))
    // What had the focus is gone; the row keeps the place.
    row.current?.focus()
  }
  return (
    <div
      ref={row}
      role="group"
      aria-label={name}
      tabIndex={-1}
      className="grid grid-cols-[7.25rem_1fr_auto] items-start gap-x-3 border-b border-line py-2 narrow:grid-cols-[1fr_auto]"
    >
      <Checkbox className="control justify-center" isSelected={windows.length > 0} onChange={turn}>
        {name}
      </Checkbox>
      <div className="flex min-w-0 flex-col gap-2 narrow:order-last narrow:col-span-2">
        {windows.length === 0 && (
          <p className="control flex items-center text-muted narrow:hidden">Not available</p>
        )}
        {windows.map((window, index) => (
          <WindowFields
            key={index}
            name={windows.length > 1 ? `${name}, ${index + 1} of ${windows.length}` : name}
            window={window}
            onChange={(changed) => onChange(windows.with(index, changed))}
            onRemove={() => remove(index)}
            error={errorAt(errors, `${path}.${index}`)}
            note={isSoundWindow(window) ? overnightText(window, nextDay, hourCycle) : undefined}
            takesFocus={index === added}
          />
        ))}
        <Overlaps windows={windows} />
        {errors[path] && <p className="text-sm text-bad">{errors[path]}</p>}
      </div>
      <div className="flex">
        <IconButton
          label={`Add hours on ${name}`}
          icon={Plus}
          isDisabled={!next}
          onPress={() => next && add(next)}
        />
        {children}
      </div>
    </div>
  )
}

function Overlaps({ windows }: { windows: readonly Window[] }) {
  const { hourCycle } = usePreferences()
  const overlaps = listOverlaps(windows.filter(isSoundWindow))
  return (
    <p role="status" className="text-sm text-muted empty:hidden">
      {overlaps.length > 0 && (
        <>
          These overlap, so they count as one:{' '}
          <span className="whitespace-nowrap">{windowsText(overlaps, hourCycle)}.</span>
        </>
      )}
    </p>
  )
}

/** The sentence for a window or for one of its two times. */
function errorAt(errors: Record<string, string>, path: string): string | undefined {
  return errors[path] ?? errors[`${path}.0`] ?? errors[`${path}.1`]
}
