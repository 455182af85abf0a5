import type { ReactNode } from 'react'

import type { LocalDate } from '#time/wall-time.ts'

/** Where a day begins in a conversation; it sticks while its day is in view. Word the day as a person would. */
export function DaySeparator({ children, date }: { children: ReactNode; date: LocalDate }) {
  return (
    <div role="separator" className="sticky top-0 z-1 flex items-center gap-3 bg-surface py-2.5">
      <span className="h-px flex-1 bg-line" />
      <time dateTime={date} className="px-2 text-sm font-medium text-muted">
        {children}
      </time>
      <span className="h-px flex-1 bg-line" />
    </div>
  )
}
