import type { ReactNode } from 'react'

import { classes } from './classes.ts'

type CardProps = {
  children: ReactNode
  as?: 'article' | 'section' | 'div'
  /** Its name for those who move from part to part. */
  label?: string
  /** `time` for what needs someone soon, `muted` for what is over. */
  tone?: 'plain' | 'time' | 'muted'
  className?: string
}

const tones = {
  plain: 'border-line bg-surface-raised',
  time: 'border-time/45 bg-surface-raised',
  muted: 'border-line bg-transparent text-muted',
}

/** A thing of its own among other things. */
export function Card({ children, as: Element = 'div', label, tone = 'plain', className }: CardProps) {
  return (
    <Element aria-label={label} className={classes('rounded-card border p-4', tones[tone], className)}>
      {children}
    </Element>
  )
}
