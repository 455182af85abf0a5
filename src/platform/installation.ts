import { randomUUID } from 'node:crypto'

import { StartRefused } from './config.ts'
import type { Db } from './database.ts'
import type { Sealer } from './sealing.ts'

const canary = 'parley'
const place = 'installation|key_canary'

/** Makes the database's one row at first start; afterwards refuses a key that does not open what it sealed. */
export async function checkInstallation(db: Db, sealer: Sealer): Promise<void> {
  await db
    .insertInto('installation')
    .values({ epoch: randomUUID(), key_canary: sealer.seal(place, canary) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  if (!(await opensCanary(db, sealer))) {
    throw new StartRefused(
      'The secret key is not the one this database was sealed with. Put the right key back; nothing was changed.',
    )
  }
}

/** Whether a Parley has been started on this database before; then its key exists somewhere. */
export async function isInstalled(db: Db): Promise<boolean> {
  return (await db.selectFrom('installation').select('epoch').executeTakeFirst()) !== undefined
}

/** Whether the key in hand is the one this database was sealed with. */
export async function opensCanary(db: Db, sealer: Sealer): Promise<boolean> {
  const row = await db.selectFrom('installation').select('key_canary').executeTakeFirst()
  return row !== undefined && isOpenedBy(sealer, row.key_canary)
}

/** Whether the key in hand opens this sealed constant. */
export function isOpenedBy(sealer: Sealer, sealed: string): boolean {
  try {
    return sealer.open(place, sealed) === canary
  } catch {
    // A wrong key cannot authenticate the value: that is the answer.
    return false
  }
}
