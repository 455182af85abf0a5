import type { App } from '#platform/app.ts'

import { forgetOldNotices } from './actions/forget-old-notices.ts'

/** What is done every few seconds. It is safe at any time. */
export const chores: readonly { name: string; atOnce: number; run: (app: App) => Promise<void> }[] = [
  { name: 'forget old notices', atOnce: 1, run: forgetOldNotices },
]
