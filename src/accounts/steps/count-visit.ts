import type { App } from '#platform/app.ts'
import { countTry } from '#platform/rate-limits.ts'

import { limitsOf, networkOf, type Tried } from '../limits.ts'

/**
 * Counts a try by account (an address or a person's id), by network and for everybody. Throws `too_many_tries`. The
 * account is counted last, so that one network cannot use up the tries of a person it is already refused for.
 */
export async function countVisit(app: App, tried: Tried, account: string, ip: string): Promise<void> {
  const limits = limitsOf[tried]
  await countTry(app, `${tried}|everybody`, limits.everybody)
  await countTry(app, `${tried}|network|${networkOf(ip)}`, limits.network)
  await countTry(app, accountKey(tried, account), limits.account)
}

/** Under which key an account's tries are counted. */
export function accountKey(tried: Tried, account: string): string {
  return `${tried}|account|${account}`
}
