import type { App } from '#platform/app.ts'

import { type Provider, providers } from '../providers.ts'
import { isLinkable } from '../steps/adapter-of.ts'

/** Every kind of calendar, and whether it can be linked here. */
export function listProviders(app: App): { provider: Provider; linkable: boolean }[] {
  return providers.map((provider) => ({ provider, linkable: isLinkable(app, provider.provider) }))
}
