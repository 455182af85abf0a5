import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { countTry } from '#platform/rate-limits.ts'
import { MINUTE } from '#time/instant.ts'

import { accessLink } from '../access.ts'
import { refuseEntering } from '../account.ts'
import { type OutsideCalendar, ProviderTrouble, type TroubleKind } from '../port.ts'
import { accessBy } from '../secrets.ts'
import { adapterOf } from './adapter-of.ts'
import { keepLink, type LinkedAccount } from './keep-link.ts'
import { readLink } from './read-link.ts'

type Typed = Pick<LinkedAccount, 'provider' | 'account' | 'shownAs' | 'secrets' | 'relinksId'> & {
  /** Which field to look at again when it fails so. */
  field: (kind: TroubleKind) => string
}

const enterWithinMs = 20_000
const triesInARow = { tries: 20, windowMs: 10 * MINUTE }

/** Tries what was typed, and links the account when it opens. Refuses (429) whoever tries too often. */
export async function enterAccount(app: App, caller: Caller, typed: Typed): Promise<{ linkId: string }> {
  const { provider, account, shownAs, secrets, relinksId } = typed
  const { personId } = caller
  await countTry(app, `calendar-link:${personId}`, triesInARow)
  if (relinksId !== null) await accessLink(app.db, relinksId, personId)
  const calendars = await listCalendars(app, typed)
  const linked = { personId, provider, account, shownAs, scopes: '', secrets, calendars, relinksId }
  const linkId = await app.transaction((tx) => keepLink(tx, linked))
  await readLink(app, linkId)
  return { linkId }
}

async function listCalendars(app: App, { provider, secrets, field }: Typed): Promise<OutsideCalendar[]> {
  const signal = AbortSignal.timeout(enterWithinMs)
  try {
    const found = await adapterOf(app, provider).listCalendars(accessBy(secrets, ''), signal)
    if (found.length > 0) return found
    throw new ProviderTrouble('rejected', 'There is no calendar there.')
  } catch (error) {
    throw error instanceof ProviderTrouble ? refuseEntering(error, field(error.kind)) : error
  }
}
