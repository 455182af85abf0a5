import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'

import { listOpenInvites } from '../store/invites.ts'

/** Has open pages ask again which times a person's open invites leave: something changed in a calendar of theirs. */
export async function announceTimes(app: App, { personId }: { personId: string }): Promise<void> {
  for (const { id, roomId } of await listOpenInvites(app.db, personId, app.now())) {
    await app.transaction((tx) => rooms.announceCard(tx, roomId, { kind: 'invite', id }))
  }
}
