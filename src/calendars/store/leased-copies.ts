import { type Selectable, sql } from 'kysely'

import type { CalendarCopies } from '#db/tables.ts'
import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Copy } from '../copy.ts'
import { readCopy } from './copies.ts'

/** A copy that one worker has for itself until `leasedUntil`. */
export type LeasedCopy = { copy: Copy; calendarId: string; leasedUntil: Instant }

/**
 * Takes the copy that is longest due, for one worker alone. Links that rest, do not work, or have a worker already are
 * passed over; so is what was over before `since` and never written. Null when nothing is due.
 */
export async function leaseCopy(
  db: Db,
  { now, leasedUntil, since }: { now: Instant; leasedUntil: Instant; since: Instant },
): Promise<LeasedCopy | null> {
  const at = new Date(now)
  const { rows } = await sql<Selectable<CalendarCopies>>`
    update calendar_copies set leased_until = ${new Date(leasedUntil)}, attempts = attempts + 1
    where (subject_id, person_id) in (
      select due.subject_id, due.person_id
      from calendar_copies as due
      join calendars on calendars.id = due.calendar_id
      join calendar_links on calendar_links.id = calendars.link_id
      where due.state = 'waiting' and due.calendar_id is not null and due.next_at <= ${at}
        and (due.external_id is not null or due.ends_at > ${new Date(since)})
        and (due.leased_until is null or due.leased_until <= ${at})
        and calendar_links.state = 'linked'
        and (calendar_links.rests_until is null or calendar_links.rests_until <= ${at})
        and not exists (
          select 1 from calendar_copies as busy
          join calendars as theirs on theirs.id = busy.calendar_id
          where theirs.link_id = calendar_links.id and busy.person_id = due.person_id
            and busy.leased_until > ${at}
        )
      order by due.next_at
      limit 1
      for update of due skip locked
    )
    returning *`.execute(db)
  const [row] = rows
  return row && row.calendar_id !== null
    ? { copy: readCopy(row), calendarId: row.calendar_id, leasedUntil }
    : null
}

/** Notes what is about to be created, so that it is looked for should no answer come back. */
export async function noteTried(db: Db, { copy, leasedUntil }: LeasedCopy): Promise<void> {
  await db
    .updateTable('calendar_copies')
    .set({ tried: JSON.stringify(copy.wanted) })
    .where('subject_id', '=', copy.subjectId)
    .where('person_id', '=', copy.personId)
    .where('leased_until', '=', instant(leasedUntil))
    .execute()
}

/** The leased copy as it is now, locked and given back at the end of the change; null when somebody else has it by now. */
export async function takeLeased(db: TxDb, { copy, leasedUntil }: LeasedCopy): Promise<Copy | null> {
  const row = await db
    .updateTable('calendar_copies')
    .set({ leased_until: null })
    .where('subject_id', '=', copy.subjectId)
    .where('person_id', '=', copy.personId)
    .where('leased_until', '=', instant(leasedUntil))
    .returningAll()
    .executeTakeFirst()
  return row ? readCopy(row) : null
}
