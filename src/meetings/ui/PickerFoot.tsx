import type { ReactNode } from 'react'

import { Button } from '#kit/Button.tsx'

type PickerFootProps = {
  /** How many are chosen. */
  said: string
  /** The choices themselves, where there is room for them. */
  chosen?: ReactNode
  onBack?: () => void
  /** The one button that sends them. */
  children: ReactNode
}

/** What is chosen so far and the way on, in sight at the foot of a picker however long its lists are. */
export function PickerFoot({ said, chosen, onBack, children }: PickerFootProps) {
  return (
    <footer className="sticky -bottom-6 -mx-6 -mb-6 flex flex-wrap items-center justify-end gap-2 border-t border-line bg-surface-raised px-6 py-3.5 narrow:pb-[max(0.875rem,env(safe-area-inset-bottom))]">
      {chosen && <div className="basis-full empty:hidden">{chosen}</div>}
      <p aria-live="polite" className="mr-auto text-sm text-muted narrow:basis-full">
        {said}
      </p>
      {onBack && (
        <Button variant="quiet" onPress={onBack}>
          Back
        </Button>
      )}
      <div className="narrow:flex-1 narrow:*:w-full">{children}</div>
    </footer>
  )
}
