import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { gone, missing } from '#platform/refusal.ts'
import { listEventsAfter, readHeads, type StreamEvent } from '#platform/streams.ts'

import { mayReadStream } from '../access.ts'

/**
 * The events of a stream after a number, in order, for who may read it now; to others there is no such stream (404).
 * Refuses (410 history_gone) a number after which not every event is kept: then the state itself must be read again.
 */
export async function listStreamEvents(
  app: App,
  caller: Caller,
  input: { stream: string; after: number; limit: number },
): Promise<{ events: StreamEvent[]; head: number }> {
  const { stream, after, limit } = input
  return await app.snapshot(async (db) => {
    if (!(await mayReadStream(db, stream, caller.personId))) throw missing()
    const events = await listEventsAfter(db, stream, after, limit)
    const { [stream]: head = 0 } = await readHeads(db, [stream])
    if (after < head && events[0]?.seq !== after + 1) {
      throw gone('history_gone', 'What happened since is no longer kept one by one. Load this page again.')
    }
    return { events, head }
  })
}
