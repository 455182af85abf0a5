import type { Db } from '#platform/database.ts'
import { toIso } from '#time/instant.ts'

import { listOfferings } from '../store/offerings.ts'

/** What somebody offers, as plain JSON, without the keys of its links. */
export async function exportPersonal(db: Db, personId: string): Promise<unknown> {
  const offerings = await listOfferings(db, personId)
  return offerings.map((one) => ({
    title: one.title,
    slug: one.slug,
    description: one.description,
    durations: one.durations,
    price: one.price,
    questions: one.questions,
    minimumNoticeMinutes: one.minimumNoticeMinutes,
    audience: one.audience,
    answerWithinMinutes: one.answerWithinMinutes,
    isOn: one.isOn,
    createdAt: toIso(one.createdAt),
    updatedAt: toIso(one.updatedAt),
  }))
}
