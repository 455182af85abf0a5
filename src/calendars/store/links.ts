import type { Selectable } from 'kysely'

import type { CalendarLinks } from '#db/tables.ts'
import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { BusyRules } from '../event.ts'
import type { KeptState, Link } from '../link.ts'
import type { ProviderName } from '../providers.ts'

/** What a new link is made of; everything else begins as usual. */
export type NewLink = Pick<Link, 'id' | 'personId' | 'provider' | 'account' | 'shownAs' | 'scopes'> & {
  sealedSecrets: string
}

/** What of a link says how it stands. */
export type PlacedLink = Pick<Link, 'provider' | 'state' | 'linkedAt' | 'generation'>

/** What `linkOf` reads. */
export const linkColumns = [
  'calendar_links.provider',
  'calendar_links.state as link_state',
  'calendar_links.linked_at',
  'calendar_links.generation',
] as const

/** Keeps a new link; false when the account was linked meanwhile. */
export async function insertLink(db: TxDb, link: NewLink, now: Instant, checkAt: Instant): Promise<boolean> {
  const row = await db
    .insertInto('calendar_links')
    .values({
      id: link.id,
      person_id: link.personId,
      provider: link.provider,
      account: link.account,
      shown_as: link.shownAs,
      state: 'linked',
      scopes: link.scopes,
      secrets: link.sealedSecrets,
      check_at: new Date(checkAt),
      linked_at: new Date(now),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Puts a new grant under a link that is there: linked again, a generation later, with nothing wrong. */
export async function renewLink(
  db: TxDb,
  linkId: string,
  grant: { account: string; shownAs: string; scopes: string; sealedSecrets: string },
  now: Instant,
  checkAt: Instant,
): Promise<void> {
  await db
    .updateTable('calendar_links')
    .set((eb) => ({
      state: 'linked',
      generation: eb('generation', '+', 1),
      account: grant.account,
      shown_as: grant.shownAs,
      scopes: grant.scopes,
      secrets: grant.sealedSecrets,
      trouble: null,
      trouble_since: null,
      check_at: new Date(checkAt),
      check_attempts: 0,
      rests_until: null,
      linked_at: new Date(now),
    }))
    .where('id', '=', linkId)
    .execute()
}

/** Whose link it is, or null; also one that was ended. */
export async function findLink(db: Db, linkId: string): Promise<Link | null> {
  const row = await db.selectFrom('calendar_links').selectAll().where('id', '=', linkId).executeTakeFirst()
  return row ? readLink(row) : null
}

/** The link with its row locked until the end of the change, or null. */
export async function takeLink(db: TxDb, linkId: string): Promise<Link | null> {
  const row = await db
    .selectFrom('calendar_links')
    .selectAll()
    .where('id', '=', linkId)
    .forUpdate()
    .executeTakeFirst()
  return row ? readLink(row) : null
}

/** Whoever has linked this account here and not ended it, or null. */
export async function findLinkOfAccount(
  db: Db,
  provider: ProviderName,
  account: string,
): Promise<Link | null> {
  const row = await db
    .selectFrom('calendar_links')
    .selectAll()
    .where('provider', '=', provider)
    .where('account', '=', account)
    .where('state', '<>', 'unlinked')
    .executeTakeFirst()
  return row ? readLink(row) : null
}

/** A person's links, the oldest first, without those they ended. */
export async function listLinks(db: Db, personId: string): Promise<Link[]> {
  const rows = await db
    .selectFrom('calendar_links')
    .selectAll()
    .where('person_id', '=', personId)
    .where('state', '<>', 'unlinked')
    .orderBy('id')
    .execute()
  return rows.map(readLink)
}

/** The sealed secrets with which the account is entered, and until when it is left alone. Null once ended. */
export async function findSecrets(
  db: Db,
  linkId: string,
): Promise<{ link: Link; sealed: string; restsUntil: Instant | null } | null> {
  const row = await db.selectFrom('calendar_links').selectAll().where('id', '=', linkId).executeTakeFirst()
  if (!row || row.secrets === null) return null
  return { link: readLink(row), sealed: row.secrets, restsUntil: row.rests_until }
}

/** Keeps newer secrets in place of these; false when somebody else was faster. */
export async function replaceSecrets(
  db: Db,
  linkId: string,
  before: string,
  after: string,
): Promise<boolean> {
  const result = await db
    .updateTable('calendar_links')
    .set({ secrets: after })
    .where('id', '=', linkId)
    .where('secrets', '=', before)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Keeps which of the doubtful counts as busy. */
export async function saveLinkRules(db: TxDb, linkId: string, rules: BusyRules): Promise<void> {
  await db
    .updateTable('calendar_links')
    .set({
      tentative_counts: rules.tentative,
      unanswered_counts: rules.unanswered,
      all_day_counts: rules.allDay,
    })
    .where('id', '=', linkId)
    .execute()
}

/** Ends a link: what it was stays known, what opens the account is gone. */
export async function endLink(db: TxDb, linkId: string, now: Instant): Promise<void> {
  await db
    .updateTable('calendar_links')
    .set({
      state: 'unlinked',
      secrets: null,
      trouble: null,
      trouble_since: null,
      rests_until: null,
      unlinked_at: new Date(now),
    })
    .where('id', '=', linkId)
    .execute()
}

/** Links of these kinds that are not ended, whoever's they are. */
export async function listLinksOfKinds(db: Db, kinds: readonly ProviderName[]): Promise<Link[]> {
  const rows = await db
    .selectFrom('calendar_links')
    .selectAll()
    .where('provider', 'in', [...kinds])
    .where('state', '<>', 'unlinked')
    .orderBy('person_id')
    .execute()
  return rows.map(readLink)
}

/** A link as its row tells it. */
export function readLink(row: Selectable<CalendarLinks>): Link {
  return {
    id: row.id,
    personId: row.person_id,
    provider: row.provider as ProviderName,
    account: row.account,
    shownAs: row.shown_as,
    state: row.state as KeptState,
    generation: row.generation,
    scopes: row.scopes,
    rules: {
      tentative: row.tentative_counts,
      unanswered: row.unanswered_counts,
      allDay: row.all_day_counts,
    },
    trouble: row.trouble,
    troubleSince: row.trouble_since,
    lastReadAt: row.last_read_at,
    lastWriteAt: row.last_write_at,
    checkAt: row.check_at,
    checkAttempts: row.check_attempts,
    linkedAt: row.linked_at,
  }
}

/** What says how a link stands, out of a row with `linkColumns`; null where it has none. */
export function linkOf(row: {
  provider: string | null
  link_state: string | null
  linked_at: Instant | null
  generation: number | null
}): PlacedLink | null {
  const { provider, link_state: state, linked_at: linkedAt, generation } = row
  if (provider === null || state === null || linkedAt === null || generation === null) return null
  return { provider: provider as ProviderName, state: state as KeptState, linkedAt, generation }
}
