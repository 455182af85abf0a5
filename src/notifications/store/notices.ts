import { sql } from 'kysely'

import type { Db, TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { NoticeKind, NoticeRecord } from '../notice.ts'

type NewNotice = Omit<NoticeRecord, 'readAt'> & { personId: string; key: string; subjectId: string | null }

/** Keeps notices, unread, in place of what was told under their keys before. No two are of one person under one key. */
export async function replaceNotices(db: TxDb, notices: readonly NewNotice[]): Promise<void> {
  if (notices.length === 0) return
  await db
    .insertInto('notices')
    .values(
      notices.map((notice) => ({
        id: notice.id,
        person_id: notice.personId,
        key: notice.key,
        kind: notice.kind,
        subject_id: notice.subjectId,
        room_id: notice.roomId,
        title: notice.title,
        body: notice.text,
        href: notice.href,
        told_at: new Date(notice.toldAt),
      })),
    )
    .onConflict((conflict) =>
      conflict.constraint('notices_once').doUpdateSet((eb) => ({
        id: eb.ref('excluded.id'),
        kind: eb.ref('excluded.kind'),
        subject_id: eb.ref('excluded.subject_id'),
        room_id: eb.ref('excluded.room_id'),
        title: eb.ref('excluded.title'),
        body: eb.ref('excluded.body'),
        href: eb.ref('excluded.href'),
        told_at: eb.ref('excluded.told_at'),
        read_at: null,
      })),
    )
    .execute()
}

/** A person's notices, the latest first. */
export async function listLatest(db: Db, personId: string, limit: number): Promise<NoticeRecord[]> {
  const rows = await db
    .selectFrom('notices')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind as NoticeKind,
    roomId: row.room_id,
    title: row.title,
    text: row.body,
    href: row.href,
    toldAt: row.told_at,
    readAt: row.read_at,
  }))
}

/** How many notices this person has not read. */
export async function countUnread(db: Db, personId: string): Promise<number> {
  const row = await db
    .selectFrom('notices')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('person_id', '=', personId)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return row.count
}

/** Marks one of a person's notices as read, or it and all before it. Answers whether any was unread. */
export async function markRead(
  db: TxDb,
  read: { personId: string; noticeId: string; andEarlier: boolean },
  now: Instant,
): Promise<boolean> {
  const result = await db
    .updateTable('notices')
    .set({ read_at: new Date(now) })
    .where('person_id', '=', read.personId)
    .where('id', read.andEarlier ? '<=' : '=', read.noticeId)
    .where('read_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Marks what a person was told of a room's messages as read. Answers whether any was unread. */
export async function markMessagesRead(
  db: TxDb,
  personId: string,
  roomId: string,
  now: Instant,
): Promise<boolean> {
  const result = await db
    .updateTable('notices')
    .set({ read_at: new Date(now) })
    .where('person_id', '=', personId)
    .where('room_id', '=', roomId)
    .where('kind', 'in', ['message', 'mention'])
    .where('read_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Takes the way to a room out of what a person was told of it. Answers whether there was any. */
export async function closeWay(db: TxDb, personId: string, roomId: string): Promise<boolean> {
  const result = await db
    .updateTable('notices')
    .set({ href: null })
    .where('person_id', '=', personId)
    .where('room_id', '=', roomId)
    .where('href', 'is not', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Forgets what these people were told under a key, or one that goes on from it. Answers who was told anything. */
export async function deleteNotices(db: TxDb, key: string, personIds: readonly string[]): Promise<string[]> {
  if (personIds.length === 0) return []
  const rows = await db
    .deleteFrom('notices')
    .where('person_id', 'in', [...personIds])
    .where((eb) => eb.or([eb('key', '=', key), sql<boolean>`starts_with(key, ${`${key}:`})`]))
    .returning('person_id')
    .execute()
  return [...new Set(rows.map((row) => row.person_id))]
}

/** Forgets what was told before this instant. */
export async function deleteOlder(db: TxDb, before: Instant): Promise<void> {
  await sql`delete from notices where told_at < ${new Date(before)}`.execute(db)
}
