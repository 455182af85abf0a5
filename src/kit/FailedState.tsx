import { RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'

import { Button } from './Button.tsx'

type FailedStateProps = {
  /** What happened. */
  title: string
  /** What is safe. */
  children?: ReactNode
  onRetry?: () => void
  retryLabel?: string
  /** For whoever is asked for help. */
  requestId?: string
}

/** Something could not be had: what happened, what is safe, and the one thing to do. */
export function FailedState({
  title,
  children,
  onRetry,
  retryLabel = 'Try again',
  requestId,
}: FailedStateProps) {
  return (
    <div role="alert" className="mx-auto flex max-w-96 flex-col items-center px-4 py-12 text-center">
      <p className="font-semibold text-balance">{title}</p>
      {children && <div className="mt-1 text-balance text-muted">{children}</div>}
      {onRetry && (
        <Button icon={RotateCw} onPress={onRetry} className="mt-5">
          {retryLabel}
        </Button>
      )}
      {requestId && <p className="mt-4 text-sm text-muted">If you ask for help, mention {requestId}.</p>}
    </div>
  )
}
