import { deletedName, listNames } from '#accounts'
import type { App } from '#platform/app.ts'

import { renameInCopies } from '../store/erasing.ts'

/** Takes a person's name out of what Parley knows of others' events. Their own links and copies go with their account. */
export async function erasePersonal(app: App, personId: string): Promise<void> {
  await app.transaction(async (tx) => {
    const names = await listNames(tx.db, personId)
    await renameInCopies(tx.db, personId, { names, instead: deletedName })
  })
}
