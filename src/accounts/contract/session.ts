import { z } from 'zod'

import { done, id, instantText, route } from '#platform/contract.ts'
import { toIso } from '#time/instant.ts'

import { describeDevice } from '../device.ts'
import type { Session } from '../session.ts'

const sessionSummary = z.object({
  id,
  /** Whether it is the browser that asks. */
  here: z.boolean(),
  device: z.string(),
  createdAt: instantText,
  lastSeenAt: instantText,
})
export type SessionSummary = z.infer<typeof sessionSummary>

export const listSessions = route({
  method: 'GET',
  path: '/api/me/sessions',
  who: 'signed-in',
  summary: 'Where this person is signed in',
  reply: z.object({ sessions: z.array(sessionSummary) }),
})

export const endSession = route({
  method: 'DELETE',
  path: '/api/me/sessions/:sessionId',
  who: 'signed-in',
  summary: 'Sign out somewhere else',
  params: z.object({ sessionId: id }),
  reply: done,
})

/** A session for its person; `hereId` is the one that asks. */
export function presentSession(session: Session, hereId: string): SessionSummary {
  return {
    id: session.id,
    here: session.id === hereId,
    device: describeDevice(session.userAgent),
    createdAt: toIso(session.createdAt),
    lastSeenAt: toIso(session.lastSeenAt),
  }
}
