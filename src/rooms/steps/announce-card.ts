import type { Tx } from '#platform/app.ts'

import { roomStream } from '../room.ts'

/** Tells the room that what a card is about has changed: open pages read it again. */
export async function announceCard(
  tx: Tx,
  roomId: string,
  card: { kind: string; id: string; actorId?: string },
): Promise<void> {
  const { kind, id, actorId = null } = card
  await tx.announce(roomStream(roomId), { kind: 'card.changed', actorId, payload: { kind, id } })
}
