import type { Chore, JobHandler } from '#platform/jobs.ts'

import { checkDueLinks } from './actions/check-due-links.ts'
import { readDueCalendars } from './actions/read-due-calendars.ts'
import { tellWindows } from './actions/tell-windows.ts'
import { writeDueCopies } from './actions/write-due-copies.ts'

/** What wakes calendars. The rows hold the truth, so a lost job only costs the time until the next sweep. */
export const jobs: readonly JobHandler[] = [
  { on: 'calendars.reads-due', name: 'read', run: (app) => readDueCalendars(app), wakes: true },
  { on: 'calendars.copies-due', name: 'write', run: (app) => writeDueCopies(app), wakes: true },
  { on: 'calendars.windows-due', name: 'tell', run: (app) => tellWindows(app), wakes: true },
]

/** What is due by the clock, or was missed by a job. Reading and writing go on while some account is slow. */
export const chores: readonly Chore[] = [
  { name: 'read calendars', atOnce: 8, run: readDueCalendars },
  { name: 'check links', atOnce: 4, run: checkDueLinks },
  { name: 'write copies', atOnce: 4, run: writeDueCopies },
  { name: 'tell relink windows', atOnce: 1, run: tellWindows },
]
