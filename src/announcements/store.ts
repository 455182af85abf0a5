import type { Insertable, Selectable } from 'kysely'

import type { Announcements as Table } from '#db/tables.ts'
import { dateOrNull, type Db, type TxDb } from '#platform/database.ts'

import { type Announcement, type Announcements, noAnnouncement } from './announcement.ts'

/** All announcements, whoever sees them. */
export async function findAnnouncements(db: Db): Promise<Announcements> {
  const rows = await db.selectFrom('announcements').selectAll().orderBy('position').execute()
  const first = rows.find((row) => row.position === 0)
  return {
    global: first ? readRow(first) : noAnnouncement,
    responsive: rows.filter((row) => row.position > 0).map(readRow),
  }
}

/** Keeps these in place of all there were. */
export async function saveAnnouncements(db: TxDb, { global, responsive }: Announcements): Promise<void> {
  await db.deleteFrom('announcements').execute()
  await db
    .insertInto('announcements')
    .values([global, ...responsive].map((announcement, position) => rowOf(announcement, position)))
    .execute()
}

function readRow(row: Selectable<Table>): Announcement {
  return {
    message: row.message,
    icon: row.icon as Announcement['icon'],
    country: row.country,
    userType: row.user_type as Announcement['userType'],
    startsAt: row.starts_at,
    endsAt: row.ends_at,
  }
}

function rowOf(announcement: Announcement, position: number): Insertable<Table> {
  return {
    position,
    message: announcement.message,
    icon: announcement.icon,
    country: announcement.country,
    user_type: announcement.userType,
    starts_at: dateOrNull(announcement.startsAt),
    ends_at: dateOrNull(announcement.endsAt),
  }
}
