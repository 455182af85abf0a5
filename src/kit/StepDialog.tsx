import { ArrowLeft, X } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { Dialog as AriaDialog, Heading } from 'react-aria-components'

import { classes } from './classes.ts'
import { ModalActions, ModalBody } from './Dialog.tsx'
import { IconButton } from './IconButton.tsx'
import { ModalFrame, type ModalWidth } from './ModalFrame.tsx'

type StepDialogProps = {
  /** What is being done; the same on every step. */
  title: string
  /** The steps' names in order; the current one stands as its heading. */
  steps: readonly string[]
  /** Counted from 0. */
  current: number
  /** Goes one step back. What was chosen is the caller's state and stays; leave it out on the first step. */
  onBack?: (() => void) | undefined
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  width?: ModalWidth
  children: ReactNode
  actions?: ReactNode
  isDismissable?: boolean
}

/** One dialog that goes through several steps at one place and one width, with the way back in sight. */
export function StepDialog(props: StepDialogProps) {
  const { title, steps, current, onBack, isOpen, onOpenChange, width = 'regular', children, actions } = props
  return (
    <ModalFrame isOpen={isOpen} onOpenChange={onOpenChange} width={width} isDismissable={props.isDismissable}>
      <AriaDialog className="flex min-h-0 flex-col outline-none">
        <header className="flex items-center gap-2 px-6 pt-4">
          {onBack && <IconButton label="Back" icon={ArrowLeft} onPress={onBack} className="-ml-2.5" />}
          <Heading slot="title" className="min-w-0 flex-1 truncate text-sm font-medium text-muted">
            {title}
          </Heading>
          <IconButton label="Close" icon={X} onPress={() => onOpenChange(false)} className="-mr-2" />
        </header>
        <StepHeading
          key={`heading ${current}`}
          name={steps[current] ?? title}
          current={current}
          count={steps.length}
        />
        {/* Another step begins at its top, however far the one before was scrolled. */}
        <ModalBody key={`body ${current}`}>
          <div className="fades-in">{children}</div>
        </ModalBody>
        <ModalActions>{actions}</ModalActions>
      </AriaDialog>
    </ModalFrame>
  )
}

function StepHeading({ name, current, count }: { name: string; current: number; count: number }) {
  const heading = useRef<HTMLHeadingElement>(null)
  // A new step replaces what had the focus; its heading takes it, and is thereby read out.
  useEffect(() => {
    if (current > 0 || document.activeElement === document.body) heading.current?.focus()
  }, [current])
  return (
    <div className="px-6 pt-1 pb-4">
      <h3 ref={heading} tabIndex={-1} className="text-lg font-semibold text-balance outline-none">
        {name}
        <span className="sr-only">
          , step {current + 1} of {count}
        </span>
      </h3>
      {count > 1 && (
        <div aria-hidden="true" className="mt-3 flex gap-1.5">
          {Array.from({ length: count }, (_, step) => (
            <span
              key={step}
              className={classes(
                'h-1 flex-1 rounded-full transition-colors',
                step <= current ? 'bg-accent' : 'bg-line',
              )}
            />
          ))}
        </div>
      )}
    </div>
  )
}
