import type { Tx } from '#platform/app.ts'

import { turnCards } from '../store/messages.ts'
import { tellChanged } from './tell-changed.ts'

/** Makes the card about one thing the card about another, at its place in the stream, and tells the room; see `postCard`. */
export async function turnCard(
  tx: Tx,
  turn: {
    roomId: string
    actorId?: string
    from: { kind: string; id: string }
    to: { kind: string; id: string; body?: string; toldByItself?: boolean }
  },
): Promise<void> {
  const turned = await turnCards(tx.db, turn.roomId, turn.from, turn.to)
  for (const message of turned) await tellChanged(tx, turn.roomId, message, turn.actorId ?? null)
}
