import type { App } from '#platform/app.ts'

import { writeCopies } from '../steps/write-copies.ts'

// So many accounts at once; each is written to by one worker at a time.
const lanes = 4

/** Brings every copy that is due to what is wanted of it now; see `writeCopies`. */
export async function writeDueCopies(app: App): Promise<void> {
  await Promise.all(Array.from({ length: lanes }, () => writeCopies(app)))
}
