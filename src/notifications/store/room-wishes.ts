import { dateOrNull, type Db, instant, type TxDb } from '#platform/database.ts'

import type { Instant } from '#time/instant.ts'

import {
  type DefaultRoomWishes,
  type MessageChoice,
  type MutedRoom,
  noRoomWishes,
  type OwnRoomWishes,
  usualRoomWishes,
} from '../room-wishes.ts'

/** What somebody wants of one room, and of all without a choice of their own. */
export type RoomWishes = { own: OwnRoomWishes; usual: DefaultRoomWishes }

/** What was chosen, for one room or without one for all. */
export type RoomWishesRow = {
  room_id: string | null
  messages: string | null
  meetings: boolean | null
  mails: boolean
  muted_until: Instant | null
}

/** What this person wants of a room, and of all rooms without a choice of their own. */
export async function findRoomWishes(db: Db, personId: string, roomId: string | null): Promise<RoomWishes> {
  const rows = await db
    .selectFrom('room_wishes')
    .selectAll()
    .where('person_id', '=', personId)
    .where((eb) => eb.or([eb('room_id', 'is', null), eb('room_id', '=', roomId)]))
    .execute()
  return readRoomWishes(rows)
}

/** The rooms this person has muted beyond this instant. */
export async function listMutedRooms(db: Db, personId: string, now: Instant): Promise<MutedRoom[]> {
  const rows = await db
    .selectFrom('room_wishes')
    .select(['room_id', 'muted_until'])
    .where('person_id', '=', personId)
    .where('muted_until', '>', instant(now))
    .execute()
  return rows.flatMap(({ room_id: roomId, muted_until: until }) =>
    roomId === null || until === null ? [] : [{ roomId, until }],
  )
}

/** Keeps what this person wants of a room now, or without one of all the others; what is left out stays as it was. */
export async function saveRoomWishes(
  db: TxDb,
  personId: string,
  roomId: string | null,
  { messages, meetings, mails, mutedUntil }: Partial<OwnRoomWishes>,
): Promise<void> {
  const columns = {
    ...(messages !== undefined && { messages }),
    ...(meetings !== undefined && { meetings }),
    ...(mails !== undefined && { mails }),
    ...(mutedUntil !== undefined && { muted_until: dateOrNull(mutedUntil) }),
  }
  await db
    .insertInto('room_wishes')
    .values({ person_id: personId, room_id: roomId, ...columns })
    .onConflict((conflict) =>
      // A harmless assignment, so that an empty change is a valid statement.
      conflict.constraint('room_wishes_once').doUpdateSet({ person_id: personId, ...columns }),
    )
    .execute()
}

/** Somebody's choices, for one room and for all, as what they want there. */
export function readRoomWishes(rows: readonly RoomWishesRow[]): RoomWishes {
  const own = rows.find((row) => row.room_id !== null)
  const usual = rows.find((row) => row.room_id === null)
  return {
    own: own
      ? {
          messages: own.messages as MessageChoice | null,
          meetings: own.meetings,
          mails: own.mails,
          mutedUntil: own.muted_until,
        }
      : noRoomWishes,
    usual: {
      messages: (usual?.messages as MessageChoice | null | undefined) ?? usualRoomWishes.messages,
      meetings: usual?.meetings ?? usualRoomWishes.meetings,
    },
  }
}
