import type { Instant } from '#time/instant.ts'

/** Throws a RangeError for what no calendar could take: an unfit UID (RFC 7986 §5.3) or SEQUENCE, an end not after the start. */
export function refuseUnfit({
  uid,
  sequence,
  startsAt,
  endsAt,
}: {
  uid: string
  sequence: number
  startsAt: Instant
  endsAt: Instant
}): void {
  if (!/^[\w.@:+-]{1,255}$/.test(uid)) throw new RangeError('A UID is 1 to 255 letters, digits and .@:+-_')
  if (!Number.isSafeInteger(sequence) || sequence < 0) throw new RangeError('SEQUENCE counts from 0.')
  // RFC 5545 §3.8.2.2
  if (!(startsAt < endsAt)) throw new RangeError('The end of an event is after its start.')
}
