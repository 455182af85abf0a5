import { X } from 'lucide-react'
import type { ReactNode } from 'react'

import { classes } from './classes.ts'
import { IconButton } from './IconButton.tsx'

type BannerProps = {
  tone?: 'neutral' | 'time' | 'good' | 'bad'
  children: ReactNode
  action?: ReactNode
  onDismiss?: () => void
}

const tones = {
  neutral: 'bg-surface-sunken',
  time: 'bg-time-soft',
  good: 'bg-good-soft',
  bad: 'bg-bad-soft text-bad',
}

/** One thing to know about the page or form it stands in. Failures are said at once, the rest in turn. */
export function Banner({ tone = 'neutral', children, action, onDismiss }: BannerProps) {
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'status'}
      className={classes('flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card px-4 py-2.5', tones[tone])}
    >
      <div className="min-w-0 flex-1 basis-60">{children}</div>
      {action}
      {onDismiss && (
        <IconButton size="small" label="Dismiss" icon={X} onPress={onDismiss} className="-mr-2" />
      )}
    </div>
  )
}
