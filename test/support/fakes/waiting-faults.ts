/** Which requests a fault is about; without a match, every one to the API. `path` is a part of the path or a pattern. */
export type Match = { method?: string; path?: string | RegExp }

/** A fault that was set: how many requests it has hit, and how to end it early. */
export type SetFault = { readonly hits: number; cancel: () => void }

/** Faults that wait for their requests: each for `times` of those that match, one unless told. */
export function newWaitingFaults<Fault extends { times?: number }>(
  isMeant: (fault: Fault, method: string, url: URL) => boolean,
) {
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

  return { set, take, clear: () => void waiting.splice(0) }
}

/** Whether a request has the method and the path; `api` is where paths begin that are meant without one. */
export function isMatch({ method: wanted, path }: Match, method: string, url: URL, api: string): boolean {
  if (wanted !== undefined && wanted.toUpperCase() !== method) return false
  if (path === undefined) return url.pathname.startsWith(api)
  return path instanceof RegExp ? path.test(url.pathname) : url.pathname.includes(path)
}
