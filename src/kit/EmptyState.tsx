import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type EmptyStateProps = {
  /** What is not here yet, said without blame. */
  title: string
  /** What it would be good for. */
  children?: ReactNode
  icon?: LucideIcon
  /** The one thing to do. */
  action?: ReactNode
}

/** Nothing here yet, and what to do about it. Also for what is not ours to see. */
export function EmptyState({ title, children, icon: Icon, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-96 flex-col items-center px-4 py-12 text-center">
      {Icon && <Icon aria-hidden="true" className="mb-4 size-7 text-muted" strokeWidth={1.5} />}
      <p className="font-semibold text-balance">{title}</p>
      {children && <div className="mt-1 text-balance text-muted">{children}</div>}
      {action && <div className="mt-5">{action}</div>}
    </div>
  )
}
