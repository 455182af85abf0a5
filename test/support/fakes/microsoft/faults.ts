import { isMatch, type Match, newWaitingFaults } from '../waiting-faults.ts'
import { cursorLost, GraphError, tooMany } from './graph-error.ts'

/** What goes wrong. `lost-reply` does what was asked, then cuts the connection; `cut` does nothing and cuts it. */
export type Trouble =
  | { kind: 'latency'; ms: number }
  | { kind: 'stall' }
  | { kind: 'lost-reply' }
  | { kind: 'cut' }
  | { kind: 'status'; status: number; code?: string; innerCode?: string; headers?: Record<string, string> }
  /** 429 unless told 503, with Retry-After: 10 seconds unless told. */
  | { kind: 'rate-limit'; status?: 429 | 503; retryAfterSeconds?: number }
  | { kind: 'backend-error' }
  /** Hits requests that carry a delta or skip token only. */
  | { kind: 'lost-cursor'; status?: number; code?: string }
  | { kind: 'malformed' }
  | { kind: 'truncated' }
  /** The list comes without its items and as if it were whole. */
  | { kind: 'emptied' }

/** A fault for the next requests that match: `times` of them, one unless told. */
export type Fault = Trouble & { match?: Match; times?: number }

/** The faults that wait for their requests. */
export const newFaults = () => newWaitingFaults<Fault>(isMeant)

/** What Graph says instead of an answer; undefined for faults that only spoil one. */
export function refusalOf(fault: Fault | undefined): GraphError | undefined {
  switch (fault?.kind) {
    case 'status': {
      const { status, code = 'UnknownError', innerCode, headers } = fault
      return new GraphError(status, code, '', {
        ...(innerCode && { innerCode }),
        ...(headers && { headers }),
      })
    }
    case 'rate-limit':
      return tooMany(fault.status ?? 429, fault.retryAfterSeconds ?? 10)
    case 'backend-error':
      return new GraphError(500, 'ErrorInternalServerTransientError', 'Cannot open mailbox.')
    case 'lost-cursor':
      return cursorLost(fault.status, fault.code)
    default:
      return undefined
  }
}

function isMeant({ kind, match = {} }: Fault, method: string, url: URL): boolean {
  const hasToken = url.searchParams.has('$deltatoken') || url.searchParams.has('$skiptoken')
  if (kind === 'lost-cursor' && !hasToken) return false
  if (kind === 'emptied' && method !== 'GET') return false
  return isMatch(match, method, url, '/v1.0/')
}
