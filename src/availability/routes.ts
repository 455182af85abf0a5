import { handle, type Handler } from '#platform/http.ts'

import { chooseDefault } from './actions/choose-default.ts'
import { makeSchedule } from './actions/make-schedule.ts'
import { readSchedule } from './actions/read-schedule.ts'
import { removeSchedule } from './actions/remove-schedule.ts'
import { renameSchedule } from './actions/rename-schedule.ts'
import { saveSchedule } from './actions/save-schedule.ts'
import * as contract from './contract.ts'
import { listSchedules } from './store.ts'

/** What a browser may ask of one's own schedules. */
export const routes: readonly Handler[] = [
  handle(contract.readSchedule, ({ app, caller }) => readSchedule(app, caller)),
  handle(contract.saveSchedule, async ({ app, caller, body }) => {
    await saveSchedule(app, caller, { schedule: body })
    return { schedule: body, saved: true }
  }),
  handle(contract.listSchedules, async ({ app, caller }) => ({
    schedules: await listSchedules(app.db, caller.personId),
  })),
  handle(contract.makeSchedule, async ({ app, caller, body }) => ({
    schedule: await makeSchedule(app, caller, body),
  })),
  handle(contract.saveNamedSchedule, async ({ app, caller, params, body }) => {
    await saveSchedule(app, caller, { ...params, schedule: body })
    return { schedule: body, saved: true }
  }),
  handle(contract.renameSchedule, async ({ app, caller, params, body }) => ({
    schedule: await renameSchedule(app, caller, { ...params, ...body }),
  })),
  handle(contract.chooseDefault, async ({ app, caller, params }) => ({
    schedule: await chooseDefault(app, caller, params),
  })),
  handle(contract.removeSchedule, async ({ app, caller, params }) => {
    await removeSchedule(app, caller, params)
    return { done: true as const }
  }),
]
