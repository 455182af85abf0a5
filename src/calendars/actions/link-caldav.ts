import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { invalidField } from '#platform/refusal.ts'

import { accountOn, appleAddress } from '../account.ts'
import { enterAccount } from '../steps/enter-account.ts'

/** Links Apple iCloud or another CalDAV server. Refuses (422) not_let_in, nothing_there; (409) not_reached and as `keepLink`. */
export async function linkCaldav(
  app: App,
  caller: Caller,
  typed: {
    provider: 'apple' | 'caldav'
    address?: string | undefined
    userName: string
    password: string
    relinksId?: string | undefined
  },
): Promise<{ linkId: string }> {
  const { provider, userName, password, relinksId } = typed
  const address = provider === 'apple' ? appleAddress : (typed.address ?? '')
  if (userName.includes(':')) throw invalidField('userName', 'A user name cannot hold a colon.')
  return await enterAccount(app, caller, {
    provider,
    ...accountOn(address, userName),
    secrets: { kind: 'password', address, userName, password },
    relinksId: relinksId ?? null,
    field: (kind) => (kind === 'needs_relink' ? 'password' : provider === 'apple' ? 'userName' : 'address'),
  })
}
