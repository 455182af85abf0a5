import type { Chore, JobHandler } from '#platform/jobs.ts'

import { tellMemberChanged } from './actions/tell-member-changed.ts'
import { tellUnread } from './actions/tell-unread.ts'

/** What rooms do when other modules tell a fact. */
export const jobs: readonly JobHandler[] = [
  {
    on: 'accounts.person-changed',
    name: 'rooms.tell-member-changed',
    run: (app, data) => tellMemberChanged(app, String(data.personId)),
  },
]

/** What is done every few seconds. It is safe at any time, and `atOnce` times side by side. */
export const chores: readonly Chore[] = [{ name: 'tell of unread messages', atOnce: 1, run: tellUnread }]
