import type { App } from '#platform/app.ts'
import { missing } from '#platform/refusal.ts'

import { accessSeat } from '../access.ts'
import { findSeat } from '../store/seats.ts'

/** The connection of somebody else in the call that this connection is in; anybody else does not exist. */
export async function findListener(
  app: App,
  by: { personId: string; connectionId: string },
  { seat, to }: { seat: string; to: string },
): Promise<string> {
  const own = await accessSeat(app.db, seat, by)
  const other = await findSeat(app.db, to)
  if (!other || other.callId !== own.callId || other.leftAt !== null) throw missing()
  return other.connectionId
}
