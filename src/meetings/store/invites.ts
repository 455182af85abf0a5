import { builtOnce } from '#platform/built-once.ts'
import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { DurationMinutes, Invite, Offer } from '../invite.ts'

/** Keeps a new invite; false when this request id of its organizer was used before. */
export async function insertInvite(db: TxDb, invite: Invite): Promise<boolean> {
  const row = await db
    .insertInto('invites')
    .values({
      id: invite.id,
      room_id: invite.roomId,
      organizer_id: invite.organizerId,
      ...offerColumns(invite),
      status: invite.status,
      version: invite.version,
      request_id: invite.requestId,
      created_at: new Date(invite.createdAt),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps what an invite has become. */
export async function saveInvite(db: TxDb, invite: Invite, now: Instant): Promise<void> {
  await db
    .updateTable('invites')
    .set({
      ...offerColumns(invite),
      status: invite.status,
      version: invite.version,
      ...(invite.status === 'withdrawn' ? { withdrawn_at: new Date(now) } : {}),
    })
    .where('id', '=', invite.id)
    .executeTakeFirstOrThrow()
}

/** The invite, or null. */
export async function findInvite(db: Db, id: string): Promise<Invite | null> {
  const [row] = await askInvite(db, { id })
  return row ? readInvite(row) : null
}

const askInvite = builtOnce((db, { id }: { id: string }) => selectInvites(db).where('invites.id', '=', id))

/** The invite with its row locked until the end of the change, or null. */
export async function takeInvite(db: TxDb, id: string): Promise<Invite | null> {
  const row = await db.selectFrom('invites').select('id').where('id', '=', id).forUpdate().executeTakeFirst()
  // Read again under the lock: the meeting that closed it may have been committed while this waited.
  return row ? findInvite(db, id) : null
}

/** The invite that this person sent under this request id, or null. */
export async function findInviteByRequest(
  db: Db,
  organizerId: string,
  requestId: string,
): Promise<Invite | null> {
  const row = await selectInvites(db)
    .where('invites.organizer_id', '=', organizerId)
    .where('invites.request_id', '=', requestId)
    .executeTakeFirst()
  return row ? readInvite(row) : null
}

/** One person's open invites in every room that are not over. */
export async function listOpenInvites(
  db: Db,
  organizerId: string,
  now: Instant,
): Promise<{ id: string; roomId: string }[]> {
  const rows = await db
    .selectFrom('invites')
    .select(['id', 'room_id'])
    .where('organizer_id', '=', organizerId)
    .where('status', '=', 'open')
    .where('ends_at', '>', instant(now))
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ id: row.id, roomId: row.room_id }))
}

/** Open invites of one person in one room, expired ones included. */
export async function listOpenInviteIds(db: Db, roomId: string, organizerId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('invites')
    .select('id')
    .where('room_id', '=', roomId)
    .where('organizer_id', '=', organizerId)
    .where('status', '=', 'open')
    .orderBy('id')
    .execute()
  return rows.map((row) => row.id)
}

function selectInvites(db: Db) {
  return db
    .selectFrom('invites')
    .leftJoin('meetings', 'meetings.invite_id', 'invites.id')
    .selectAll('invites')
    .leftJoin('agreements', 'agreements.invite_id', 'invites.id')
    .select(['meetings.id as meeting_id', 'agreements.answer_by'])
}

type InviteRow = NonNullable<Awaited<ReturnType<ReturnType<typeof selectInvites>['executeTakeFirst']>>>

function readInvite(row: InviteRow): Invite {
  return {
    id: row.id,
    roomId: row.room_id,
    organizerId: row.organizer_id,
    offer: {
      timeZone: row.time_zone,
      weekly: row.weekly as Offer['weekly'],
      overrides: row.overrides as Offer['overrides'],
      fromDate: row.from_date,
      untilDate: row.until_date,
      durationMinutes: row.duration_minutes as DurationMinutes,
      note: row.note,
      place: row.place as Offer['place'],
      placeUrl: row.place_url,
    },
    status: row.status as Invite['status'],
    endsAt: row.ends_at,
    version: row.version,
    requestId: row.request_id,
    createdAt: row.created_at,
    meetingId: row.meeting_id,
    answerBy: row.answer_by,
  }
}

function offerColumns({ offer, endsAt }: Invite) {
  return {
    time_zone: offer.timeZone,
    weekly: JSON.stringify(offer.weekly),
    overrides: JSON.stringify(offer.overrides),
    from_date: offer.fromDate,
    until_date: offer.untilDate,
    duration_minutes: offer.durationMinutes,
    note: offer.note,
    place: offer.place,
    place_url: offer.placeUrl,
    ends_at: new Date(endsAt),
  }
}
