import type { ReactElement } from 'react'
import {
  Tooltip as AriaTooltip,
  type TooltipProps as AriaTooltipProps,
  TooltipTrigger,
} from 'react-aria-components'

type TooltipProps = {
  /** A few words; what cannot be done without stands on the page instead. */
  text: string
  /** One thing that takes focus, such as an IconButton's button. */
  children: ReactElement
  placement?: AriaTooltipProps['placement']
}

/** A few words about what one points at or focuses. Its text never carries the only label. */
export function Tooltip({ text, children, placement = 'top' }: TooltipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {children}
      <AriaTooltip
        placement={placement}
        offset={6}
        className="max-w-64 rounded-small bg-text px-2 py-1 text-sm text-surface data-entering:fades-in data-exiting:fades-out"
      >
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  )
}
