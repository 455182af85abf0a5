import { randomBytes } from 'node:crypto'

import type { App } from '#platform/app.ts'
import { hashToken, newId } from '#platform/ids.ts'
import { DAY, MINUTE } from '#time/instant.ts'

import type { Calendar } from '../calendar.ts'
import { renewsAt } from '../link.ts'
import { type Access, type CalendarProvider, ProviderTrouble, type Watch } from '../port.ts'
import { dropWatch, expectWatch, findWatch, noteRenewed, saveWatch } from '../store/watches.ts'
import { findLink } from '../store/links.ts'

// The provider may call back while it is asked, to see whether this is us.
const expectedForMs = 2 * MINUTE
const askAgainAfterMs = DAY

/** A calendar whose account lets us in now. */
type Open = { calendar: Calendar; access: Access; provider: CalendarProvider }

/**
 * Has the provider tell of changes from now on, where it does such a thing; a watch is renewed well before it ends. Polling
 * goes on beside it, so one that cannot be had is no trouble. Answers whether somebody watches.
 */
export async function keepWatch(app: App, open: Open, signal: AbortSignal): Promise<boolean> {
  const { calendar, access, provider } = open
  if (provider.watches === null) return false
  const now = app.now()
  const { watch: kept, notBefore } = await findWatch(app.db, calendar, provider.watches)
  if (kept && now < renewsAt(kept.expiresAt)) return true
  if (now < notBefore) return false
  if (!kept) return await openWatch(app, open, signal)
  const renewed = await ask(app, () => provider.renewWatch(access, kept, signal), 'trouble' as const)
  // It tells until its end, and can be renewed by the next reading.
  if (renewed === 'trouble' && now < kept.expiresAt) return true
  if (renewed && renewed !== 'trouble') {
    await noteRenewed(app.db, renewed.id, renewed.expiresAt)
    return true
  }
  return await replaceWatch(app, open, kept, signal)
}

// Of an account there can be one alone; of a calendar the new one is there before the old one goes, so that no change slips
// through.
async function replaceWatch(app: App, open: Open, old: Watch, signal: AbortSignal): Promise<boolean> {
  const isAlone = open.provider.watches === 'account'
  if (isAlone) await stopWatch(app, open, old, signal)
  const isWatched = await openWatch(app, open, signal)
  if (!isAlone) await stopWatch(app, open, old, signal)
  await dropWatch(app.db, old.id)
  return isWatched
}

async function openWatch(app: App, open: Open, signal: AbortSignal): Promise<boolean> {
  const { calendar, access, provider } = open
  const now = app.now()
  const link = await findLink(app.db, calendar.linkId)
  if (!link) return false
  const secret = randomBytes(32).toString('base64url')
  const url = new URL(`/hooks/${link.provider}`, app.config.publicUrl).href
  await expectWatch(app.db, calendar.id, now + expectedForMs)
  const hook = { url, secret, channelId: newId(now) }
  const watch = await ask(app, () => provider.watch(access, calendar, hook, signal), null)
  const isKept = await saveWatch(
    app.db,
    calendar.id,
    watch ? { watch, secretHash: hashToken(secret) } : { notBefore: now + askAgainAfterMs },
  )
  // Whoever ended the link meanwhile could not know of this one.
  if (watch && !isKept) await stopWatch(app, open, watch, signal)
  return watch !== null && isKept
}

/** Ends a watch; one that is gone already, or cannot be ended now, runs out by itself. */
export async function stopWatch(
  app: App,
  { access, provider }: Pick<Open, 'access' | 'provider'>,
  watch: Watch,
  signal: AbortSignal,
): Promise<void> {
  await ask(app, () => provider.unwatch(access, watch, signal), undefined)
}

async function ask<T, U>(app: App, work: () => Promise<T>, inTrouble: U): Promise<T | U> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ProviderTrouble)) throw error
    app.log.info({ kind: error.kind, code: error.code }, 'a watch could not be had or ended')
    return inTrouble
  }
}
