import type { ReactNode } from 'react'

import { useTitle } from '#kit/use-title.ts'
import { Wordmark } from '#kit/Wordmark.tsx'

type AccountFrameProps = {
  title: string
  lead?: ReactNode
  /** What one comes here for, where that is known. */
  about?: ReactNode
  children: ReactNode
  below?: ReactNode
}

/** The quiet page before one is inside: the name, one thing to do, and the other ways below a line. */
export function AccountFrame({ title, lead, about, children, below }: AccountFrameProps) {
  useTitle(title)
  return (
    <main className="grid min-h-page justify-items-center px-4 py-12 narrow:content-start narrow:py-8 wide:content-center">
      <div className="w-full max-w-[400px]">
        <Wordmark />
        <h1 className="mt-8 text-xl font-semibold">{title}</h1>
        {lead && <p className="mt-2 text-muted">{lead}</p>}
        {about && <div className="mt-6 empty:hidden">{about}</div>}
        <div className="mt-6">{children}</div>
        {below && <div className="mt-8 border-t border-line pt-4 text-muted">{below}</div>}
      </div>
    </main>
  )
}
