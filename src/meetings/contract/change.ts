import { z } from 'zod'

import { id, instantText, prose } from '#platform/contract.ts'
import { toIso } from '#time/instant.ts'

import { type Change, changeKinds, type Span } from '../change.ts'

/** Why something was changed, as a person wrote it. */
export const reason = prose('The reason', 500)

export const meetingChange = z.object({
  number: z.number().int(),
  kind: z.enum(changeKinds),
  actorId: id,
  actorName: z.string(),
  /** Whom it is about, when that is somebody else. */
  aboutId: id.nullable(),
  aboutName: z.string().nullable(),
  /** How late somebody said to be; 0 for on time after all. */
  minutes: z.number().int().nullable(),
  at: instantText,
  from: z.object({ startsAt: instantText, endsAt: instantText }).nullable(),
  to: z.object({ startsAt: instantText, endsAt: instantText }).nullable(),
  reason: z.string(),
})

export function presentChange(
  change: Change,
  nameOf: (personId: string) => string,
): z.infer<typeof meetingChange> {
  const { actorId, aboutId = null, minutes = null } = change
  return {
    number: change.number,
    kind: change.kind,
    actorId,
    actorName: nameOf(actorId),
    aboutId,
    aboutName: aboutId && nameOf(aboutId),
    minutes,
    at: toIso(change.at),
    from: presentSpan(change.from),
    to: presentSpan(change.to),
    reason: change.reason,
  }
}

function presentSpan(span: Span | null): { startsAt: string; endsAt: string } | null {
  return span && { startsAt: toIso(span.startsAt), endsAt: toIso(span.endsAt) }
}
