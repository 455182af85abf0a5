import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { conflict, missing } from '#platform/refusal.ts'

import { writeAgain } from '../copy.ts'
import { copiesDue } from '../steps/want-copies.ts'
import { listReceiving, saveCopies, takeCopy } from '../store/copies.ts'
import { tellChanged } from '../steps/tell-changed.ts'

/** Has one's own copy written once more: now, where it was given up or waits, and anew, where one took it away outside. */
export async function writeCopyAgain(
  app: App,
  caller: Caller,
  { subjectId }: { subjectId: string },
): Promise<void> {
  await app.transaction(async (tx) => {
    const copy = await takeCopy(tx.db, subjectId, caller.personId)
    if (!copy?.wanted) throw missing()
    const place = (await listReceiving(tx.db, [caller.personId])).get(caller.personId)
    const again = writeAgain(copy, place?.calendarId ?? null, tx.now)
    if (!again) throw conflict('nothing_to_write', 'There is no calendar this can be written into.')
    await saveCopies(tx.db, [again])
    await tx.enqueue(copiesDue)
    await tx.enqueue({ name: 'calendars.copy-settled', data: { subjectId } })
    await tellChanged(tx, caller.personId)
  })
}
