import type { Tx } from '#platform/app.ts'

import { roomStream } from '../room.ts'

/**
 * Tells the room that what a card is about has changed: open pages read it again. `takesStream` holds the room's stream from
 * now on, which leaving needs as well.
 */
export async function announceCard(
  tx: Tx,
  roomId: string,
  card: { kind: string; id: string; actorId?: string; takesStream?: true },
): Promise<void> {
  const { kind, id, actorId = null, takesStream = false } = card
  const event = { kind: 'card.changed', actorId, payload: { kind, id } }
  await (takesStream ? tx.number(roomStream(roomId), event) : tx.announce(roomStream(roomId), event))
}
