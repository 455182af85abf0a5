import type { Db, TxDb } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'
import { missing } from '#platform/refusal.ts'
import type { Instant } from '#time/instant.ts'

import type { Calendar } from './calendar.ts'
import type { Link } from './link.ts'
import { type Attempt, findAttempt } from './store/attempts.ts'
import { takeCalendar } from './store/calendars.ts'
import { findLink, takeLink } from './store/links.ts'

/** One's own link that was not ended. Anybody else's does not exist (404). */
export async function accessLink(db: Db, linkId: string, personId: string): Promise<Link> {
  return ownLink(await findLink(db, linkId), personId)
}

/** The same, taken for change. */
export async function lockLink(db: TxDb, linkId: string, personId: string): Promise<Link> {
  return ownLink(await takeLink(db, linkId), personId)
}

/** A calendar of one's own links, taken for change, with its link. Anybody else's does not exist (404). */
export async function lockCalendar(
  db: TxDb,
  calendarId: string,
  personId: string,
): Promise<{ calendar: Calendar; link: Link }> {
  const calendar = await takeCalendar(db, calendarId)
  if (calendar?.personId !== personId) throw missing()
  return { calendar, link: await accessLink(db, calendar.linkId, personId) }
}

/** A link on its way that came back and waits to be confirmed, in the very session that began it (404 otherwise). */
export async function accessAttempt(
  db: Db,
  attemptId: string,
  caller: Caller,
  now: Instant,
): Promise<Attempt & { account: string; shownAs: string; scopes: string }> {
  const attempt = await findAttempt(db, attemptId)
  if (attempt?.personId !== caller.personId || attempt.sessionId !== caller.sessionId) throw missing()
  const { account, shownAs, scopes } = attempt
  if (attempt.expiresAt <= now || account === null || shownAs === null || scopes === null) throw missing()
  return { ...attempt, account, shownAs, scopes }
}

function ownLink(link: Link | null, personId: string): Link {
  if (link?.personId !== personId || link.state === 'unlinked') throw missing()
  return link
}
