import type { z } from 'zod'

import { type Instant, instantOf } from '#time/instant.ts'

import type { readJoin } from './contract.ts'

/** What a join link leads to. */
export type Join = z.infer<typeof readJoin.reply>

export type JoinState = 'early' | 'open' | 'ended' | 'cancelled' | 'held'

/** What the page behind a join link can do at this instant. */
export function joinStateOf(join: Pick<Join, 'status' | 'opensAt' | 'closesAt'>, now: Instant): JoinState {
  if (join.status !== 'confirmed') return join.status
  if (now >= instantOf(join.closesAt)) return 'ended'
  return now < instantOf(join.opensAt) ? 'early' : 'open'
}
