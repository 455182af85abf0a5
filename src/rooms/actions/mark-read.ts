import * as notifications from '#notifications'
import type { App, Tx } from '#platform/app.ts'
import { dropByKey } from '#platform/deliveries.ts'
import type { Caller } from '#platform/http.ts'

import { accessRoom } from '../access.ts'
import { personStream, roomStream } from '../room.ts'
import { raiseReadSeq } from '../store/memberships.ts'
import { findToldSeqs } from '../store/unread.ts'
import { unreadKey } from '../unread.ts'

/** Remembers up to which number a person has read. It never goes back, and never beyond what was said. */
export async function markRead(
  app: App,
  caller: Caller,
  input: { roomId: string; seq: number },
): Promise<{ readSeq: number }> {
  const { roomId, seq } = input
  const { personId } = caller
  return await app.transaction(async (tx) => {
    const room = await accessRoom(tx.db, roomId, personId)
    const raised = await raiseReadSeq(tx.db, { roomId, personId, stream: roomStream(roomId), seq })
    if (raised === undefined) return { readSeq: room.readSeq }
    await tx.announce(personStream(personId), {
      kind: 'room.read',
      actorId: personId,
      payload: { roomId, seq: raised },
    })
    await notifications.readRoomNotices(tx, personId, roomId)
    await dropWhatIsKnown(tx, { roomId, personId, before: room.readSeq, readSeq: raised })
    return { readSeq: raised }
  })
}

// What still waits, for a mail server that is away or for the end of quiet hours, would say what is known by now.
async function dropWhatIsKnown(
  tx: Tx,
  reading: { roomId: string; personId: string; before: number; readSeq: number },
): Promise<void> {
  const { roomId, personId, before, readSeq } = reading
  const { mailedSeq, promptedSeq } = await findToldSeqs(tx.db, roomId, personId)
  const key = `${unreadKey(roomId)}:${personId}`
  if (mailedSeq > 0 && mailedSeq <= readSeq) await dropByKey(tx.db, key)
  // A push to each device has a key of its own.
  if (before < promptedSeq && promptedSeq <= readSeq) await tx.withdraw(`${key}:`)
}
