import { z } from 'zod'

import { id, instantText, route } from '#platform/contract.ts'
import { type Instant, toIso } from '#time/instant.ts'

const auditDetail = z.record(z.string(), z.union([z.string(), z.number()]))
const auditQuery = z.object({
  /** Lines before this one; from the newest on without it. */
  before: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const happening = z.object({
  id,
  at: instantText,
  /** What it was, such as `sign-in`. */
  action: z.string(),
  byMe: z.boolean(),
  detail: auditDetail,
})

export const listHappenings = route({
  method: 'GET',
  path: '/api/me/happenings',
  who: 'signed-in',
  summary: 'What happened lately to one’s own account, and what one did; newest first',
  query: auditQuery,
  reply: z.object({ happenings: z.array(happening), hasMore: z.boolean() }),
})

const auditLine = z.object({
  id,
  at: instantText,
  action: z.string(),
  actorId: id.nullable(),
  personId: id.nullable(),
  roomId: id.nullable(),
  subjectId: id.nullable(),
  detail: auditDetail,
})

export const listAudit = route({
  method: 'GET',
  path: '/api/audit',
  who: 'operator',
  summary: 'The audit log of the whole installation, newest first; reading it is written down, too',
  query: auditQuery,
  reply: z.object({ lines: z.array(auditLine), hasMore: z.boolean() }),
})

/** A line of the audit log as it is kept. */
type AuditLine = Omit<z.infer<typeof auditLine>, 'at'> & { at: Instant }

/** A line of the audit log as the person whose part it is sees it. */
export function presentHappening(line: AuditLine, readerId: string): z.infer<typeof happening> {
  const { id: lineId, at, action, actorId, detail } = line
  return { id: lineId, at: toIso(at), action, byMe: actorId === readerId, detail }
}

/** A line of the audit log as operators see it. */
export function presentAuditLine(line: AuditLine): z.infer<typeof auditLine> {
  return { ...line, at: toIso(line.at) }
}
