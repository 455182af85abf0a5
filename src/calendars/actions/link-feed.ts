import { createHash } from 'node:crypto'

import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { feedAddress } from '../account.ts'
import { enterAccount } from '../steps/enter-account.ts'

/** Links a feed by its address, which is a secret of its owner. Refuses as `linkCaldav`. */
export async function linkFeed(
  app: App,
  caller: Caller,
  typed: { address: string; relinksId?: string | undefined },
): Promise<{ linkId: string }> {
  const address = feedAddress(typed.address)
  return await enterAccount(app, caller, {
    provider: 'feed',
    account: createHash('sha256').update(`${caller.personId} ${address}`).digest('base64url'),
    shownAs: new URL(address).host,
    secrets: { kind: 'address', address },
    relinksId: typed.relinksId ?? null,
    field: () => 'address',
  })
}
