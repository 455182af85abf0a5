import { z } from 'zod'

import { type Elsewhere, hostOf, places } from '#calls/place.ts'

/** Where a meeting takes place, as everybody in the room may know it: never the address itself. */
export const where = z.object({ kind: z.enum(places), host: z.string().nullable() })

/**
 * Where an agreed meeting does. `waiting`: the place is still to be made; `failed`: it could not be, so the call takes place
 * here.
 */
export const agreedWhere = where.extend({ state: z.enum(['ready', 'waiting', 'failed']) })

export function presentWhere(elsewhere: Elsewhere | null): z.infer<typeof agreedWhere> {
  if (!elsewhere) return { kind: 'parley', host: null, state: 'ready' }
  const { kind, state, url } = elsewhere
  return { kind, state, host: url === null ? null : hostOf(url) }
}
