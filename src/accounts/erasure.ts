import { DAY, type Instant } from '#time/instant.ts'

/** That somebody asked for their account to be deleted. Until it has begun, signing in again undoes it. */
export type Erasure = {
  personId: string
  askedAt: Instant
  dueAt: Instant
  begunAt: Instant | null
}

/** What is written in place of a name. */
export const deletedName = 'Deleted user'

const undoWithinMs = 7 * DAY

/** When what is asked for now is carried out. */
export function erasureDueAt(now: Instant): Instant {
  return now + undoWithinMs
}

/** The address of nobody: it never exists (RFC 2606), and is another one for each. */
export function nobodysAddress(personId: string): string {
  return `${personId}@erased.invalid`
}
