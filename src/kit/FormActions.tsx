import type { ReactNode } from 'react'

/** The buttons that end a form, the main one last. */
export function FormActions({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap items-center justify-end gap-2 pt-1">{children}</div>
}
