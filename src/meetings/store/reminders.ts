import { sql } from 'kysely'

import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { defaultLeads, type Reminder } from '../reminder.ts'

/** The reminders of a meeting, locked until the end of the change; only those due by an instant, if one is given. */
export async function takeReminders(db: TxDb, meetingId: string, dueBy?: Instant): Promise<Reminder[]> {
  let query = db.selectFrom('reminders').selectAll().where('meeting_id', '=', meetingId).forUpdate()
  if (dueBy !== undefined) query = query.where('state', '=', 'waiting').where('next_at', '<=', instant(dueBy))
  const rows = await query.orderBy('lead_minutes').orderBy('person_id').execute()
  return rows.map((row) => ({
    meetingId: row.meeting_id,
    personId: row.person_id,
    leadMinutes: row.lead_minutes,
    startsAt: row.starts_at,
    nextAt: row.next_at,
    state: row.state as Reminder['state'],
  }))
}

/** Keeps what reminders have become, new ones among them. */
export async function saveReminders(db: TxDb, reminders: readonly Reminder[]): Promise<void> {
  if (reminders.length === 0) return
  await db
    .insertInto('reminders')
    .values(
      reminders.map((one) => ({
        meeting_id: one.meetingId,
        person_id: one.personId,
        lead_minutes: one.leadMinutes,
        starts_at: new Date(one.startsAt),
        next_at: new Date(one.nextAt),
        state: one.state,
      })),
    )
    .onConflict((conflict) =>
      conflict.constraint('reminders_once').doUpdateSet((eb) => ({
        starts_at: eb.ref('excluded.starts_at'),
        next_at: eb.ref('excluded.next_at'),
        state: eb.ref('excluded.state'),
      })),
    )
    .execute()
}

/** Meetings with a reminder that is due, the longest due first. */
export async function listMeetingIdsDue(db: Db, now: Instant, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('reminders')
    .select('meeting_id')
    .where('state', '=', 'waiting')
    .where('next_at', '<=', instant(now))
    .groupBy('meeting_id')
    .orderBy(sql`min(next_at)`)
    .limit(limit)
    .execute()
  return rows.map((row) => row.meeting_id)
}

/** When each of these people wants to be reminded, in minutes before; the defaults for those who chose nothing. */
export async function listLeads(
  db: Db,
  personIds: readonly string[],
): Promise<(personId: string) => readonly number[]> {
  if (personIds.length === 0) return () => defaultLeads
  const rows = await db
    .selectFrom('reminder_settings')
    .selectAll()
    .where('person_id', 'in', [...personIds])
    .execute()
  const chosen = new Map(rows.map((row) => [row.person_id, row.lead_minutes]))
  return (personId) => chosen.get(personId) ?? defaultLeads
}

/** Keeps when somebody wants to be reminded. */
export async function saveLeads(db: TxDb, personId: string, leads: readonly number[]): Promise<void> {
  const values = { person_id: personId, lead_minutes: [...leads] }
  await db
    .insertInto('reminder_settings')
    .values(values)
    .onConflict((conflict) => conflict.column('person_id').doUpdateSet(values))
    .execute()
}

/** Meetings somebody has not declined that have not begun, in the order in which meetings are locked. */
export async function listMeetingIdsOf(db: Db, personId: string, now: Instant): Promise<string[]> {
  const rows = await db
    .selectFrom('engagements')
    .select('meeting_id')
    .where('person_id', '=', personId)
    .where('status', '=', 'live')
    .where('rsvp', '<>', 'declined')
    .where('starts_at', '>', instant(now))
    .orderBy('meeting_id')
    .execute()
  return rows.map((row) => row.meeting_id)
}
