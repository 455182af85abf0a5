import { sql } from 'kysely'

import type { Db } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { QuietHours } from '../quiet-hours.ts'
import { type RoomWishes, type RoomWishesRow, readRoomWishes } from './room-wishes.ts'
import type { Wish } from '../wishes.ts'

/** How one person is to be told of something: what they chose, of everything and of its room, and what they can be reached by. */
export type Ways = {
  wishes: readonly Wish[]
  roomWishes: RoomWishes
  quietHours: QuietHours | null
  /** Those whose sessions are still good, the newest first. */
  deviceIds: readonly string[]
}

type WaysRow = {
  wishes: Wish[] | null
  room_wishes: RoomWishesRow[] | null
  quiet_hours: QuietHours | null
  device_ids: string[]
}

/** How each of these is to be told, in their order; `roomId` is where what they are told comes from. One statement for all. */
export async function listWays(
  db: Db,
  readers: readonly { personId: string; roomId: string | null }[],
  now: Instant,
): Promise<Ways[]> {
  const { rows } = await sql<WaysRow>`
    select
      (select json_agg(json_build_object('kind', kind, 'channel', channel, 'wanted', wanted))
        from notification_wishes where person_id = reader.person_id) as wishes,
      (select json_agg(json_build_object('room_id', room_id, 'messages', messages, 'meetings', meetings, 'mails', mails,
          'muted_until', round(extract(epoch from muted_until) * 1000)))
        from room_wishes where person_id = reader.person_id and (room_id is null or room_id = reader.room_id)) as room_wishes,
      (select json_build_object('from', to_char(from_time, 'HH24:MI'), 'until', to_char(until_time, 'HH24:MI'))
        from quiet_hours where person_id = reader.person_id) as quiet_hours,
      array(select push_devices.id from push_devices join sessions on sessions.id = push_devices.session_id
        where push_devices.person_id = reader.person_id and sessions.expires_at > ${new Date(now)}
        order by push_devices.id desc)::text[] as device_ids
    from unnest(
      ${readers.map(({ personId }) => personId)}::uuid[], ${readers.map(({ roomId }) => roomId)}::uuid[]
    ) with ordinality as reader (person_id, room_id, place)
    order by place`.execute(db)
  return rows.map((row) => ({
    wishes: row.wishes ?? [],
    roomWishes: readRoomWishes(row.room_wishes ?? []),
    quietHours: row.quiet_hours,
    deviceIds: row.device_ids,
  }))
}
