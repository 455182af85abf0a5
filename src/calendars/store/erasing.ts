import { sql } from 'kysely'

import type { TxDb } from '#platform/database.ts'

/**
 * Names somebody no longer in the events that are wanted in others' calendars of what they were in. Nothing is written there
 * for it: what is over stays as it is, and what is to come was brought up to date when they left.
 */
export async function renameInCopies(
  db: TxDb,
  personId: string,
  { names, instead }: { names: readonly string[]; instead: string },
): Promise<void> {
  const inNames = sql`attendee = any(${[...names]}::text[])`
  const renamed = (event: 'wanted' | 'tried') => sql`
    case when jsonb_typeof(${sql.ref(event)}->'attendees') = 'array' then jsonb_set(${sql.ref(event)}, '{attendees}', (
      select coalesce(jsonb_agg(case when ${inNames} then ${instead}::text else attendee end), '[]'::jsonb)
      from jsonb_array_elements_text(${sql.ref(event)}->'attendees') attendee
    )) else ${sql.ref(event)} end`
  await sql`
    update calendar_copies set wanted = ${renamed('wanted')}, tried = ${renamed('tried')}
    where subject_id in (select subject_id from calendar_copies where person_id = ${personId}::uuid)`.execute(
    db,
  )
}
