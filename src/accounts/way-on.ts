/** A path of ours that one may be sent on to: never another site, never a script (RFC 3986 §3.3, kept narrow). */
export const ownPath = /^\/(?!\/)[A-Za-z0-9/_\-?=&.%:+~]*$/

const longestPath = 300

/** The path, if it is one of ours. */
export function safeNext(next: string | null | undefined): string | undefined {
  return next && next.length <= longestPath && ownPath.test(next) ? next : undefined
}

/** Where to go after signing in: on the way one was on, or to the rooms. */
export function wayOn(next: string | null | undefined): string {
  return safeNext(next) ?? '/rooms'
}

/** The entry token of a way that leads into a room. */
export function entryTokenIn(next: string | undefined): string | undefined {
  return /^\/enter\/([\w-]+)$/.exec(safeNext(next) ?? '')?.[1]
}

/** A page of accounts that keeps the way on and the address typed so far. */
export function keepingTheWay(
  path: string,
  { next, email }: { next?: string | undefined; email?: string | undefined },
): string {
  const search = new URLSearchParams()
  const safe = safeNext(next)
  if (safe) search.set('next', safe)
  if (email) search.set('email', email)
  return search.size > 0 ? `${path}?${search}` : path
}
