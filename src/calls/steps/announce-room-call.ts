import * as rooms from '#rooms'
import type { Tx } from '#platform/app.ts'

import { findRoomCall } from '../store/room-calls.ts'

/** Has the card of a call that was started in a room read again; of any other call nobody is told. */
export async function announceRoomCall(tx: Tx, callId: string): Promise<void> {
  const call = await findRoomCall(tx.db, callId)
  if (call) await rooms.announceCard(tx, call.roomId, { kind: 'call', id: callId })
}
