import type { Chore } from '#platform/jobs.ts'

import { forgetOldNotices } from './actions/forget-old-notices.ts'

/** What is done every few seconds. It is safe at any time. */
export const chores: readonly Chore[] = [{ name: 'forget old notices', atOnce: 1, run: forgetOldNotices }]
