import { classes } from '#kit/classes.ts'
import type { Instant } from '#time/instant.ts'

import { useSaying } from './use-saying.ts'

/** A leaf of a calendar: the month and the day of an instant in the reader's zone. The text beside it says the same. */
export function Leaf({ at, isOver }: { at: Instant; isOver: boolean }) {
  const { month, day, weekday } = useSaying().leaf(at)
  return (
    <div
      aria-hidden="true"
      className="flex w-14 @max-sm:w-11 shrink-0 flex-col self-start overflow-hidden rounded-card border border-line text-center"
    >
      <span
        className={classes(
          'py-0.5 text-sm font-semibold',
          isOver ? 'bg-surface-sunken text-muted' : 'bg-accent-soft text-accent',
        )}
      >
        {month}
      </span>
      <span className={classes('tabular pt-1 text-lg font-semibold', isOver ? 'text-muted' : 'text-text')}>
        {day}
      </span>
      <span className="pb-1 text-sm text-muted">{weekday}</span>
    </div>
  )
}
