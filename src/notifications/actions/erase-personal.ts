import { deletedName, listNames } from '#accounts'
import type { App } from '#platform/app.ts'
import { patternOfNames } from '#platform/personal.ts'

import { renameInNotices } from '../store/erasing.ts'

/** Takes a person's name out of what others were told of them. What they were told themselves goes with their account. */
export async function erasePersonal(app: App, personId: string): Promise<void> {
  await app.transaction(async (tx) => {
    const pattern = patternOfNames(await listNames(tx.db, personId))
    if (pattern !== null) await renameInNotices(tx.db, { pattern, instead: deletedName })
  })
}
