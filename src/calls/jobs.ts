import type { Chore, JobHandler } from '#platform/jobs.ts'

import { askNewcomer } from './actions/ask-newcomer.ts'
import { endEmptyCalls } from './actions/end-empty-calls.ts'
import { tendForgottenCalls } from './actions/tend-call.ts'

/** What calls do when other modules tell a fact. */
export const jobs: readonly JobHandler[] = [
  {
    on: 'rooms.member-joined',
    name: 'calls.ask-newcomer',
    run: (app, data) => askNewcomer(app, { roomId: String(data.roomId), personId: String(data.personId) }),
  },
]

/** What is done every few seconds. It is safe at any time. */
export const chores: readonly Chore[] = [
  { name: 'end calls nobody tends', atOnce: 1, run: tendForgottenCalls },
  { name: 'end calls nobody is in', atOnce: 1, run: endEmptyCalls },
]
