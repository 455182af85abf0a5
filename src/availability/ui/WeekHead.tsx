import { ChevronLeft, ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

import { IconButton } from '#kit/IconButton.tsx'

type WeekHeadProps = {
  title: string
  /** Which dates are shown. */
  children: ReactNode
  /** To the weeks around it; none where there is nothing to see. */
  onBefore: (() => void) | undefined
  onAfter: (() => void) | undefined
}

/** The head of a week that is shown, with the ways to those around it. */
export function WeekHead({ title, children, onBefore, onAfter }: WeekHeadProps) {
  return (
    <div className="flex items-center justify-between gap-2">
      <div>
        <h2 className="font-semibold">{title}</h2>
        <p className="text-sm text-muted">{children}</p>
      </div>
      <div className="flex">
        <IconButton
          label="The week before"
          icon={ChevronLeft}
          isDisabled={!onBefore}
          onPress={() => onBefore?.()}
        />
        <IconButton
          label="The week after"
          icon={ChevronRight}
          isDisabled={!onAfter}
          onPress={() => onAfter?.()}
        />
      </div>
    </div>
  )
}
