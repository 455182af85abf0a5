import type { App } from '#platform/app.ts'

import { listStreamsOf } from '../access.ts'

/** The streams a person may hear right now: their own and those of their rooms. */
export async function listStreams(app: App, personId: string): Promise<string[]> {
  return await listStreamsOf(app.db, personId)
}
