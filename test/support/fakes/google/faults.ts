import { contract } from './contract.ts'

/** Which requests it is about; without a match, every one. `path` is a part of the path or a pattern. */
export type Match = { method?: string; path?: string | RegExp }

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

/** A fault that was set: how many requests it has hit, and how to end it early. */
export type SetFault = { readonly hits: number; cancel: () => void }

export type Faults = ReturnType<typeof newFaults>

/** The faults that wait for their requests. */
export function newFaults() {
  const waiting: { fault: Fault; left: number; hits: number }[] = []

  function set(fault: Fault): SetFault {
    const entry = { fault, left: fault.times ?? 1, hits: 0 }
    waiting.push(entry)
    return {
      get hits() {
        return entry.hits
      },
      cancel: () => {
        entry.left = 0
      },
    }
  }

  /** The fault for this request, used up by it; undefined when all is well. */
  function take(method: string, url: URL): Fault | undefined {
    const entry = waiting.find(({ fault, left }) => left > 0 && isMeant(fault, method, url))
    if (!entry) return undefined
    entry.left -= 1
    entry.hits += 1
    return entry.fault
  }

  return { set, take }
}

function isMeant({ kind, match = {} }: Fault, method: string, url: URL): boolean {
  if (kind === 'gone-sync-token' && !url.searchParams.has('syncToken') && !url.searchParams.has('pageToken'))
    return false
  if (kind === 'emptied' && method !== 'GET') return false
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false
  // Without a path the API is meant, not the pages and the sign-in.
  if (match.path === undefined) return url.pathname.startsWith(contract.basePath)
  if (match.path instanceof RegExp) return match.path.test(url.pathname)
  return url.pathname.includes(match.path)
}
