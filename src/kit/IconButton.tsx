import type { LucideIcon } from 'lucide-react'
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  type TooltipProps as AriaTooltipProps,
} from 'react-aria-components'

import { type ButtonSize, type ButtonVariant, iconButtonLook } from './button-look.ts'
import { classes } from './classes.ts'
import { Spinner } from './Spinner.tsx'
import { Tooltip } from './Tooltip.tsx'

type IconButtonProps = Omit<AriaButtonProps, 'children' | 'className' | 'style' | 'aria-label'> & {
  /** What it does, as a verb; spoken, and shown in its tooltip. */
  label: string
  icon: LucideIcon
  variant?: Exclude<ButtonVariant, 'danger'>
  size?: ButtonSize
  /** For a button that stays on or off. */
  isPressedState?: boolean
  /** A number at its corner; say in `label` what is counted. */
  count?: number
  tooltipPlacement?: AriaTooltipProps['placement']
  className?: string
}

/** A button that is only an icon: it must have a label, and shows it as a tooltip. */
export function IconButton(props: IconButtonProps) {
  const {
    label,
    icon: Icon,
    variant = 'quiet',
    size = 'regular',
    isPressedState,
    count,
    tooltipPlacement,
    className,
    ...rest
  } = props
  return (
    <Tooltip text={label} placement={tooltipPlacement}>
      <AriaButton
        {...rest}
        aria-label={label}
        {...(isPressedState !== undefined && { 'aria-pressed': isPressedState })}
        className={classes(
          iconButtonLook(variant, size),
          isPressedState && variant === 'quiet' && 'bg-selected text-accent',
          className,
        )}
      >
        {({ isPending }) => (
          <>
            {isPending ? (
              <Spinner size="small" />
            ) : (
              <Icon aria-hidden="true" className="size-5" strokeWidth={1.75} />
            )}
            {count !== undefined && count > 0 && <Count of={count} />}
          </>
        )}
      </AriaButton>
    </Tooltip>
  )
}

function Count({ of }: { of: number }) {
  return (
    <span
      aria-hidden="true"
      className="tabular absolute -top-1 -right-1 min-w-5 rounded-full bg-accent px-1 text-center text-sm font-semibold text-accent-text"
    >
      {of > 99 ? '99+' : of}
    </span>
  )
}
