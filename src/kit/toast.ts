import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components'

export type ToastContents = {
  text: string
  tone?: 'neutral' | 'good' | 'bad'
  /** One thing to do about it, such as undoing. */
  action?: { label: string; onAction: () => void }
}

/** What is waiting to be said; shown by the one ToastRegion. */
export const toasts = new ToastQueue<ToastContents>({ maxVisibleToasts: 3 })

/**
 * Says something in passing, for 6 seconds unless told. What must be acted upon stays until dismissed: give it an
 * `action` and it does. Failures belong beside what failed; a toast is for what has no place any more.
 */
export function showToast({ seconds = 6, ...contents }: ToastContents & { seconds?: number }): void {
  toasts.add(contents, contents.action ? {} : { timeout: seconds * 1000 })
}
