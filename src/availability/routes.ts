import { handle, type Handler } from '#platform/http.ts'

import { readSchedule } from './actions/read-schedule.ts'
import { saveSchedule } from './actions/save-schedule.ts'
import * as contract from './contract.ts'

/** What a browser may ask of one's own schedule. */
export const routes: readonly Handler[] = [
  handle(contract.readSchedule, ({ app, caller }) => readSchedule(app, caller)),
  handle(contract.saveSchedule, async ({ app, caller, body }) => {
    await saveSchedule(app, caller, body)
    return { schedule: body, saved: true }
  }),
]
