/**
 * Whether the one who asks has this already, by the `if-none-match` of their request (RFC 9110 §13.1.2): a list, or anything at
 * all, compared weakly.
 */
export function isKnown(asked: string | undefined, etag: string): boolean {
  return (asked ?? '').split(',').some((one) => [etag, `W/${etag}`, '*'].includes(one.trim()))
}
