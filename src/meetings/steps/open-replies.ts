import type { Tx } from '#platform/app.ts'
import { hashToken, newToken } from '#platform/ids.ts'

import type { Meeting } from '../meeting.ts'
import { insertReplyLinks } from '../store/reply-links.ts'

/** Where one person says yes or no to a meeting at its present time; whoever holds the address may. */
export type AnswerUrls = { accept: string; decline: string }

/**
 * Opens, in the caller's change, a link of their own to each of these people's answers, by person. What opens them is told in
 * mails alone.
 */
export async function openReplies(
  tx: Tx,
  { id: meetingId, startsAt, endsAt }: Meeting,
  personIds: readonly string[],
): Promise<Map<string, AnswerUrls>> {
  const links = personIds.map((personId) => ({ personId, token: newToken() }))
  const kept = links.map(({ personId, token }) => {
    return { meetingId, personId, startsAt, endsAt, tokenHash: hashToken(token) }
  })
  await insertReplyLinks(tx.db, kept, tx.now)
  return new Map(links.map(({ personId, token }) => [personId, urlsOf(tx, token)]))
}

function urlsOf(tx: Tx, token: string): AnswerUrls {
  const urlFor = (say: string) => new URL(`/reply/${token}?say=${say}`, tx.app.config.publicUrl).href
  return { accept: urlFor('accepted'), decline: urlFor('declined') }
}
