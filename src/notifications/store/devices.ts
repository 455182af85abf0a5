import type { Selectable } from 'kysely'

import type { PushDevices } from '#db/tables.ts'
import { type Db, instant, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Device } from '../device.ts'

/** A device with how it is reached, sealed. */
export type SealedDevice = Device & { endpointHash: string; sealed: string }

/**
 * Keeps a device. Whoever had this browser, or this session had another, before: that ends, because what is pushed to
 * it is seen by who sits there now.
 */
export async function replaceDevice(db: TxDb, device: SealedDevice): Promise<void> {
  await db
    .deleteFrom('push_devices')
    .where((eb) =>
      eb.or([eb('endpoint_hash', '=', device.endpointHash), eb('session_id', '=', device.sessionId)]),
    )
    .execute()
  await db
    .insertInto('push_devices')
    .values({
      id: device.id,
      person_id: device.personId,
      session_id: device.sessionId,
      endpoint_hash: device.endpointHash,
      sealed: device.sealed,
      name: device.name,
      added_at: new Date(device.addedAt),
    })
    .execute()
}

/** Keeps the person's newest devices alone. */
export async function deleteOldDevices(db: TxDb, personId: string, keep: number): Promise<void> {
  const newest = db
    .selectFrom('push_devices')
    .select('id')
    .where('person_id', '=', personId)
    .orderBy('id', 'desc')
    .limit(keep)
  await db
    .deleteFrom('push_devices')
    .where('person_id', '=', personId)
    .where('id', 'not in', newest)
    .execute()
}

/** The person's devices whose sessions are still good, the newest first. */
export async function listDevices(db: Db, personId: string, now: Instant): Promise<Device[]> {
  const rows = await db
    .selectFrom('push_devices')
    .innerJoin('sessions', 'sessions.id', 'push_devices.session_id')
    .selectAll('push_devices')
    .where('push_devices.person_id', '=', personId)
    .where('sessions.expires_at', '>', instant(now))
    .orderBy('push_devices.id', 'desc')
    .execute()
  return rows.map(readDevice)
}

/** A device whose session is still good, with how it is reached, or null. */
export async function findDevice(db: Db, id: string, now: Instant): Promise<SealedDevice | null> {
  const row = await db
    .selectFrom('push_devices')
    .innerJoin('sessions', 'sessions.id', 'push_devices.session_id')
    .selectAll('push_devices')
    .where('push_devices.id', '=', id)
    .where('sessions.expires_at', '>', instant(now))
    .executeTakeFirst()
  return row ? { ...readDevice(row), endpointHash: row.endpoint_hash, sealed: row.sealed } : null
}

/** Ends a device of this person; false when they have no such one. */
export async function deleteDevice(db: TxDb, personId: string, id: string): Promise<boolean> {
  const row = await db
    .deleteFrom('push_devices')
    .where('id', '=', id)
    .where('person_id', '=', personId)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Notes that a push service took something for a device. */
export async function noteReached(db: Db, id: string, now: Instant): Promise<void> {
  await db
    .updateTable('push_devices')
    .set({ reached_at: new Date(now) })
    .where('id', '=', id)
    .execute()
}

function readDevice(row: Selectable<PushDevices>): Device {
  return {
    id: row.id,
    personId: row.person_id,
    sessionId: row.session_id,
    name: row.name,
    addedAt: row.added_at,
    reachedAt: row.reached_at,
  }
}
