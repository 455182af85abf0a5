import * as availability from '#availability'
import type { App, Tx } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { newId } from '#platform/ids.ts'
import { missing } from '#platform/refusal.ts'

import type { ProviderName } from '../providers.ts'
import type { RelinkWindow } from '../relink-window.ts'
import { wakeCalendars } from '../store/readings.ts'
import { listLinksOfKinds } from '../store/links.ts'
import { deleteWindow, insertWindow } from '../store/relink-windows.ts'
import { tellChanged } from '../steps/tell-changed.ts'

/** Announces that older links of these kinds be made again between two dates, both included in the zone. */
export async function makeRelinkWindow(
  app: App,
  caller: Caller,
  asked: Pick<RelinkWindow, 'providers' | 'fromDate' | 'untilDate' | 'timeZone' | 'text'>,
): Promise<RelinkWindow> {
  return app.transaction(async (tx) => {
    const providers = [...new Set(asked.providers)]
    const window = { ...asked, providers, id: newId(tx.now), madeAt: tx.now }
    const people = await takePeople(tx, providers)
    await insertWindow(tx.db, window, caller.personId)
    await tx.audit({
      action: 'relink-window.made',
      actorId: caller.personId,
      subjectId: window.id,
      detail: { providers: providers.join(' '), from: asked.fromDate, until: asked.untilDate },
    })
    await tx.enqueue({ name: 'calendars.windows-due', data: {} })
    for (const personId of people) await tellChanged(tx, personId)
    return window
  })
}

/** Takes a relink window back (404 when there is none); whoever was suspended by it is read and written again. */
export async function dropRelinkWindow(app: App, caller: Caller, windowId: string): Promise<void> {
  await app.transaction(async (tx) => {
    const window = await deleteWindow(tx.db, windowId)
    if (!window) throw missing()
    const people = await takePeople(tx, window.providers)
    for (const { id } of await listLinksOfKinds(tx.db, window.providers)) {
      await wakeCalendars(tx.db, id, tx.now)
    }
    await tx.audit({ action: 'relink-window.dropped', actorId: caller.personId, subjectId: windowId })
    await tx.enqueue({ name: 'calendars.reads-due', data: {} })
    for (const personId of people) await tellChanged(tx, personId)
  })
}

// A window can change at once what of people's time counts.
async function takePeople(tx: Tx, kinds: readonly ProviderName[]): Promise<string[]> {
  const links = await listLinksOfKinds(tx.db, kinds)
  const people = [...new Set(links.map(({ personId }) => personId))].toSorted()
  if (people.length > 0) await availability.lockBusy(tx, people)
  return people
}
