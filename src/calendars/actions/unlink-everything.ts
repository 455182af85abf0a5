import { setTimeout as pause } from 'node:timers/promises'

import type { App } from '#platform/app.ts'
import { NotYet } from '#platform/personal.ts'
import { HOUR, SECOND } from '#time/instant.ts'

import { countLeaving } from '../store/behind-copies.ts'
import { listLinks } from '../store/links.ts'
import { giveUpLink } from '../steps/give-up-link.ts'
import { writeCopies } from '../steps/write-copies.ts'

// A calendar that cannot be reached for so long keeps what stands in it.
const worthWaitingMs = HOUR
const patienceMs = 10 * SECOND
const stepMs = 200

/**
 * Ends every link of a person who has left what was to come. First that is taken out of their calendars, while there is a way
 * in; then access is given back and secrets are erased. What is over stays, and is their own. Throws NotYet while something is
 * still being taken out.
 */
export async function unlinkEverything(app: App, personId: string): Promise<void> {
  await takeOut(app, personId)
  for (const link of await listLinks(app.db, personId)) await giveUpLink(app, personId, link.id)
}

// Another worker may be at it already; it is waited for.
async function takeOut(app: App, personId: string): Promise<void> {
  for (let waited = 0; waited < patienceMs; waited += stepMs) {
    await writeCopies(app)
    const now = app.now()
    const { left, underWay } = await countLeaving(app.db, personId, { now, since: now - worthWaitingMs })
    if (left === 0) return
    if (underWay === 0) break
    await pause(stepMs)
  }
  throw new NotYet('Meetings are still being taken out of their calendars.')
}
