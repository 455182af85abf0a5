import type { ReactElement, ReactNode } from 'react'
import {
  Dialog,
  DialogTrigger,
  Popover as AriaPopover,
  type PopoverProps as AriaPopoverProps,
} from 'react-aria-components'

import { classes } from './classes.ts'
import { floatLook } from './float-look.ts'

type PopoverProps = {
  /** What it is, for those who hear it. */
  label: string
  /** A Button or IconButton. */
  trigger: ReactElement
  children: ReactNode | ((way: { close: () => void }) => ReactNode)
  placement?: AriaPopoverProps['placement']
  isOpen?: boolean
  onOpenChange?: (isOpen: boolean) => void
  className?: string
}

/** A little more, beside what opened it. */
export function Popover({
  label,
  trigger,
  children,
  placement = 'bottom start',
  className,
  ...open
}: PopoverProps) {
  return (
    <DialogTrigger {...open}>
      {trigger}
      <AriaPopover
        placement={placement}
        offset={6}
        className={classes(floatLook, 'max-w-[calc(100vw-1rem)]')}
      >
        <Dialog
          aria-label={label}
          className={classes('max-h-[inherit] overflow-auto p-4 outline-none', className)}
        >
          {children}
        </Dialog>
      </AriaPopover>
    </DialogTrigger>
  )
}
