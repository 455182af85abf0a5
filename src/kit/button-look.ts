import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

import { classes } from './classes.ts'

export type ButtonVariant = 'primary' | 'plain' | 'quiet' | 'danger'
export type ButtonSize = 'regular' | 'small'

/** What whatever looks like a button can be given. */
export type LookProps = {
  /** What happens when it is pressed, as a verb. */
  children: ReactNode
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: LucideIcon
  /** As wide as its place. */
  isWide?: boolean
  className?: string
}

const shape =
  'relative inline-flex items-center justify-center gap-2 rounded-card border font-medium whitespace-nowrap select-none ' +
  'transition-colors data-disabled:cursor-not-allowed data-pending:cursor-progress'

// What cannot be pressed has lost its colour, not its words.
const colourless = 'data-disabled:border-line data-disabled:bg-surface-sunken data-disabled:text-muted'

const variants: Record<ButtonVariant, string> = {
  primary: `border-transparent bg-accent text-accent-text data-hovered:bg-accent-hover data-pressed:bg-accent-hover ${colourless}`,
  plain: `border-line-strong/45 bg-surface-raised text-text data-hovered:bg-surface-sunken data-pressed:bg-surface-sunken ${colourless}`,
  quiet:
    'border-transparent text-muted data-hovered:bg-hover data-hovered:text-text data-pressed:bg-hover data-disabled:opacity-55',
  danger: `border-transparent bg-bad text-bad-text data-hovered:bg-bad-hover data-pressed:bg-bad-hover ${colourless}`,
}

const sizes: Record<ButtonSize, string> = {
  regular: 'control px-4',
  small: 'control-small px-3 text-sm',
}

/** How buttons look, shared by what presses and what links. */
export function buttonLook(variant: ButtonVariant, size: ButtonSize, isWide = false): string {
  return classes(shape, variants[variant], sizes[size], isWide && 'w-full')
}

/** How a square button with only an icon looks. */
export function iconButtonLook(variant: ButtonVariant, size: ButtonSize): string {
  const square = size === 'small' ? 'size-8 touch:size-11' : 'size-10 touch:size-11'
  return classes(shape, variants[variant], square, 'shrink-0')
}
