import type { App } from '#platform/app.ts'
import type { Config } from '#platform/config.ts'
import { conflict } from '#platform/refusal.ts'
import type { Instant } from '#time/instant.ts'

import type { CalendarProvider, OAuthFlow } from '../port.ts'
import { isWithOAuth, nameOf, type ProviderName } from '../providers.ts'
import { createCalDav } from '../providers/caldav.ts'
import { createFeed } from '../providers/feed.ts'
import { createGoogle } from '../providers/google.ts'
import { createMicrosoft } from '../providers/microsoft.ts'
import { createGoogleFlow, createMicrosoftFlow } from '../providers/oauth.ts'

type Adapters = {
  calendars: Partial<Record<ProviderName, CalendarProvider>>
  flows: Partial<Record<ProviderName, OAuthFlow>>
}

const adaptersByApp = new WeakMap<App, Adapters>()

/** What speaks to this kind of calendar. Refuses (409 not_set_up) a kind that is not set up here. */
export function adapterOf(app: App, provider: ProviderName): CalendarProvider {
  const adapter = adaptersOf(app).calendars[provider]
  if (!adapter) throw notSetUp(provider)
  return adapter
}

/** How accounts of this kind are let in. Refuses (409 not_set_up) as `adapterOf`; undefined for kinds without OAuth. */
export function flowOf(app: App, provider: ProviderName): OAuthFlow | undefined {
  if (!isWithOAuth(provider)) return undefined
  const flow = adaptersOf(app).flows[provider]
  if (!flow) throw notSetUp(provider)
  return flow
}

/** Whether calendars of this kind can be linked here. */
export function isLinkable(app: App, provider: ProviderName): boolean {
  return adaptersOf(app).calendars[provider] !== undefined
}

function adaptersOf(app: App): Adapters {
  const known = adaptersByApp.get(app) ?? createAdapters(app.config, () => app.now())
  adaptersByApp.set(app, known)
  return known
}

/** An adapter for each kind of calendar that these settings allow, and how accounts of it are let in. */
export function createAdapters(config: Config, now: () => Instant): Adapters {
  const { google, microsoft, allowPrivateNets } = config
  const calDav = createCalDav({ allowPrivateNets, now })
  return {
    calendars: {
      apple: calDav,
      caldav: calDav,
      feed: createFeed({ allowPrivateNets, now }),
      ...(google && { google: createGoogle(google, now) }),
      ...(microsoft && { microsoft: createMicrosoft(microsoft, now) }),
    },
    flows: {
      ...(google && { google: createGoogleFlow(google) }),
      ...(microsoft && { microsoft: createMicrosoftFlow(microsoft) }),
    },
  }
}

function notSetUp(provider: ProviderName) {
  return conflict('not_set_up', `Linking ${nameOf(provider)} is not set up here.`)
}
