import { type Db, instant } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { ProviderName } from '../providers.ts'
import { type LinkedCopy, readCopy } from './copies.ts'
import { linkColumns, linkOf } from './links.ts'

/** How many copies wait to be written into the calendars of each of these links, in the order given. */
export async function countWaiting(db: Db, linkIds: readonly string[]): Promise<number[]> {
  if (linkIds.length === 0) return []
  const rows = await db
    .selectFrom('calendar_copies')
    .innerJoin('calendars', 'calendars.id', 'calendar_copies.calendar_id')
    .select('calendars.link_id')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('calendars.link_id', 'in', [...linkIds])
    .where('calendar_copies.state', 'in', ['waiting', 'parked'])
    .groupBy('calendars.link_id')
    .execute()
  const byLink = new Map(rows.map((row) => [row.link_id, row.waiting]))
  return linkIds.map((linkId) => byLink.get(linkId) ?? 0)
}

/**
 * Events of a person's that are still to be taken out, where there is a way in and one tries since no longer than `since`; and
 * how many of them a worker is at.
 */
export async function countLeaving(
  db: Db,
  personId: string,
  { now, since }: { now: Instant; since: Instant },
): Promise<{ left: number; underWay: number }> {
  const rows = await db
    .selectFrom('calendar_copies')
    .innerJoin('calendars', 'calendars.id', 'calendar_copies.calendar_id')
    .innerJoin('calendar_links', 'calendar_links.id', 'calendars.link_id')
    .select('calendar_copies.leased_until')
    .where('calendar_copies.person_id', '=', personId)
    .where('calendar_copies.state', '=', 'waiting')
    .where('calendar_copies.wanted', 'is', null)
    .where('calendar_copies.behind_since', '>', instant(since))
    .where('calendar_links.state', '=', 'linked')
    .execute()
  const underWay = rows.filter((row) => row.leased_until !== null && row.leased_until > now).length
  return { left: rows.length, underWay }
}

/** A person's copies of what is to come that wait or were given up, with their links, the longest behind first. */
export async function listUnwritten(db: Db, personId: string, now: Instant): Promise<LinkedCopy[]> {
  const rows = await db
    .selectFrom('calendar_copies')
    .innerJoin('calendars', 'calendars.id', 'calendar_copies.calendar_id')
    .innerJoin('calendar_links', 'calendar_links.id', 'calendars.link_id')
    .selectAll('calendar_copies')
    .select(linkColumns)
    .where('calendar_copies.person_id', '=', personId)
    .where('calendar_copies.state', 'in', ['waiting', 'parked'])
    .where('calendar_copies.wanted', 'is not', null)
    .where('calendar_copies.ends_at', '>', instant(now))
    .orderBy('calendar_copies.behind_since')
    .execute()
  return rows.flatMap((row) => {
    const link = linkOf(row)
    return link ? [{ copy: readCopy(row), link }] : []
  })
}

/** How many copies of what is to come are behind, by provider and state, and since when the oldest is. */
export async function countBehind(
  db: Db,
  now: Instant,
): Promise<{ provider: ProviderName; state: 'waiting' | 'parked'; count: number; oldest: Instant }[]> {
  const rows = await db
    .selectFrom('calendar_copies')
    .innerJoin('calendars', 'calendars.id', 'calendar_copies.calendar_id')
    .innerJoin('calendar_links', 'calendar_links.id', 'calendars.link_id')
    .select(['calendar_links.provider', 'calendar_copies.state'])
    .select((eb) => [
      eb.fn.countAll<number>().as('count'),
      eb.fn.min('calendar_copies.behind_since').as('oldest'),
    ])
    .where('calendar_copies.state', 'in', ['waiting', 'parked'])
    .where('calendar_copies.ends_at', '>', instant(now))
    .groupBy(['calendar_links.provider', 'calendar_copies.state'])
    .orderBy('calendar_links.provider')
    .orderBy('calendar_copies.state')
    .execute()
  return rows.map((row) => ({
    provider: row.provider as ProviderName,
    state: row.state as 'waiting' | 'parked',
    count: row.count,
    oldest: row.oldest,
  }))
}
