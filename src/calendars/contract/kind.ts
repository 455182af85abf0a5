import { z } from 'zod'

import { route } from '#platform/contract.ts'

import { notHereYet, type Provider, providerNames } from '../providers.ts'

export const provider = z.object({
  provider: z.enum(providerNames),
  name: z.string(),
  linkable: z.boolean(),
  /** Why it cannot be linked here, and what turns it on; empty when it can. */
  sentence: z.string(),
})

export const listProviders = route({
  method: 'GET',
  path: '/api/calendars/providers',
  who: 'signed-in',
  summary: 'The kinds of calendars, and whether each can be linked here',
  reply: z.object({ providers: z.array(provider) }),
})

/** A kind of calendar as people see it. */
export function presentProvider(one: Provider, linkable: boolean): z.infer<typeof provider> {
  return { provider: one.provider, name: one.name, linkable, sentence: linkable ? '' : notHereYet(one) }
}
