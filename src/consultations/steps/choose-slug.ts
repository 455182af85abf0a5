import type { TxDb } from '#platform/database.ts'

import { freeSlug, slugOf } from '../offering.ts'
import { listOfferings } from '../store/offerings.ts'

/** The slug as it was given, or one made from the title that none of the person's other offerings has. */
export async function chooseSlug(
  db: TxDb,
  terms: { title: string; slug: string },
  of: { personId: string; offeringId: string },
): Promise<string> {
  if (terms.slug !== '') return terms.slug
  const others = (await listOfferings(db, of.personId)).filter(({ id }) => id !== of.offeringId)
  return freeSlug(slugOf(terms.title), new Set(others.map(({ slug }) => slug)))
}
