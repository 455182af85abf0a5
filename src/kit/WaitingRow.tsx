import type { ReactNode } from 'react'

import { sayDay, sayTime } from '#time/display.ts'
import type { Instant } from '#time/instant.ts'

import { Chip } from './Chip.tsx'
import { usePreferences } from './preferences.tsx'
import { useNow } from './use-now.ts'

type WaitingRowProps = {
  title: string
  /** Given up until somebody tries again. */
  isParked: boolean
  since: Instant
  /** Why, in a sentence. */
  trouble: string | null
  action?: ReactNode
}

/** Something that has not gone out: what, since when, why, and what to do. */
export function WaitingRow({ title, isParked, since, trouble, action }: WaitingRowProps) {
  const reader = usePreferences()
  const now = useNow()
  return (
    <li className="flex flex-wrap items-center gap-3 border-b border-line py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-semibold [overflow-wrap:anywhere]">{title}</span>
          <Chip tone={isParked ? 'bad' : 'neutral'}>{isParked ? 'Given up' : 'Waiting'}</Chip>
        </p>
        <p className="mt-0.5 text-sm text-muted">
          Since {sayDay(since, reader, { now })}, {sayTime(since, reader)}.{' '}
          {trouble ?? 'It will be tried again by itself.'}
        </p>
      </div>
      {action}
    </li>
  )
}
