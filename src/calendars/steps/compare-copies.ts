import type { Job } from '#platform/jobs.ts'
import type { Tx } from '#platform/app.ts'

import { compare, type Copy, type OutsideChange } from '../copy.ts'
import { saveCopies, takeCopy } from '../store/copies.ts'
import type { SeenCopy } from './look-at-copies.ts'

/**
 * Tells what people did to our copies outside, as facts in the caller's change, and keeps what is known of them now. A
 * copy that was wanted otherwise or written again since it was looked at is left for the next reading.
 */
export async function compareCopies(tx: Tx, seen: readonly SeenCopy[]): Promise<void> {
  const inOrder = seen.toSorted((one, other) => (one.copy.subjectId < other.copy.subjectId ? -1 : 1))
  for (const one of inOrder) await compareOne(tx, one)
}

async function compareOne(tx: Tx, { copy: before, seen }: SeenCopy): Promise<void> {
  const now = await takeCopy(tx.db, before.subjectId, before.personId)
  if (!now || !isUntouched(before, now)) return
  const { copy, changes } = compare(now, seen)
  await saveCopies(tx.db, [copy])
  for (const change of changes) await tx.enqueue(factOf(copy, change))
}

function isUntouched(before: Copy, now: Copy): boolean {
  return now.state === before.state && now.etag === before.etag && now.wantedVersion === before.wantedVersion
}

/** What happened to a copy outside, as later modules hear it. */
export function factOf({ subjectId, personId }: Copy, { kind, ...data }: OutsideChange): Job {
  return { name: `calendars.copy-${kind}`, data: { subjectId, personId, ...data } }
}
