import { isMatch, type Match, newWaitingFaults } from '../waiting-faults.ts'
import { contract } from './contract.ts'

/** What goes wrong. `lost-reply` does what was asked, then cuts the connection; `cut` does nothing and cuts it. */
export type Trouble =
  | { kind: 'latency'; ms: number }
  | { kind: 'stall' }
  | { kind: 'lost-reply' }
  | { kind: 'cut' }
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  | {
      kind: 'rate-limit'
      status?: 403 | 429
      reason?: 'rateLimitExceeded' | 'userRateLimitExceeded' | 'quotaExceeded'
      retryAfterSeconds?: number
    }
  | { kind: 'backend-error' }
  | { kind: 'gone-sync-token' }
  | { kind: 'malformed' }
  | { kind: 'truncated' }
  /** The list comes without its items and as if it were whole. */
  | { kind: 'emptied' }

/** A fault for the next requests that match: `times` of them, one unless told. */
export type Fault = Trouble & { match?: Match; times?: number }

export type Faults = ReturnType<typeof newFaults>

/** The faults that wait for their requests. */
export const newFaults = () => newWaitingFaults<Fault>(isMeant)

function isMeant({ kind, match = {} }: Fault, method: string, url: URL): boolean {
  if (kind === 'gone-sync-token' && !url.searchParams.has('syncToken') && !url.searchParams.has('pageToken'))
    return false
  if (kind === 'emptied' && method !== 'GET') return false
  // Without a path the API is meant, not the pages and the sign-in.
  return isMatch(match, method, url, contract.basePath)
}
