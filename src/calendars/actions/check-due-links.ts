import type { App } from '#platform/app.ts'
import { MINUTE, SECOND } from '#time/instant.ts'

import { type Link, nextCheck } from '../link.ts'
import { ProviderTrouble } from '../port.ts'
import { leaseChecks, putOffCheck } from '../store/link-health.ts'
import { mergeCalendars } from '../steps/merge-calendars.ts'
import { tellChanged } from '../steps/tell-changed.ts'
import { withAccess } from '../steps/with-access.ts'

const leaseMs = 2 * MINUTE
const checkWithinMs = 30 * SECOND
const mostAtOnce = 16

/**
 * Looks at every grant that was not looked at for minutes, so that a withdrawn one is known within five: the grant itself is
 * renewed, because a token lives on when it is gone. Its calendars are listed with it, so that new ones show.
 */
export async function checkDueLinks(app: App): Promise<void> {
  for (;;) {
    const now = app.now()
    const links = await leaseChecks(app.db, { now, leasedUntil: now + leaseMs, limit: mostAtOnce })
    await Promise.all(links.map((link) => checkLink(app, link)))
    if (links.length < mostAtOnce) return
  }
}

async function checkLink(app: App, link: Link): Promise<void> {
  const { id: linkId, personId, provider } = link
  const signal = AbortSignal.timeout(checkWithinMs)
  try {
    const calendars = await withAccess(app, linkId, { signal, renews: true }, (access, adapter) =>
      adapter.listCalendars(access, signal),
    )
    await app.transaction(async (tx) => {
      const changed = await mergeCalendars(tx, { linkId, personId, provider, calendars, isNew: false })
      if (changed) await tellChanged(tx, personId)
    })
  } catch (error) {
    if (!(error instanceof ProviderTrouble)) {
      app.log.error({ err: error, linkId }, 'a link could not be checked')
    }
  }
  await putOffCheck(app.db, linkId, nextCheck(app.now(), provider, Math.random()))
}
