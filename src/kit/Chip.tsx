import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

import { classes } from './classes.ts'

type ChipProps = {
  tone?: 'neutral' | 'accent' | 'time' | 'good' | 'bad'
  icon?: LucideIcon
  children: ReactNode
}

const tones = {
  neutral: 'bg-surface-sunken text-muted',
  accent: 'bg-accent-soft text-accent',
  time: 'bg-time-soft text-time',
  good: 'bg-good-soft text-good',
  bad: 'bg-bad-soft text-bad',
}

/** A state in a word or two. The word says it; the colour only helps. */
export function Chip({ tone = 'neutral', icon: Icon, children }: ChipProps) {
  return (
    <span
      className={classes(
        'inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-sm font-medium whitespace-nowrap',
        tones[tone],
      )}
    >
      {Icon && <Icon aria-hidden="true" className="size-3.5" />}
      {children}
    </span>
  )
}
