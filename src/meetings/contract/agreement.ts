import { z } from 'zod'

import { id, instantText } from '#platform/contract.ts'
import { isoOrNull, toIso } from '#time/instant.ts'

import { type Agreement as KeptAgreement, mostNamed, settle } from '../agreement.ts'

const part = z.enum(['required', 'optional'], {
  error: 'Somebody is named as required or as optional.',
})

/** Named people who must agree on a time, or are heard, and by when they are asked to answer. */
export const agreementToAsk = z.object({
  people: z
    .array(z.object({ personId: id, part }))
    .min(1, { error: 'Name at least one person who must agree.' })
    .max(mostNamed, { error: `Name at most ${mostNamed} people.` }),
  answerBy: instantText,
})

/** How an agreement stands: what others marked is never told, only whether they have answered. */
export const agreement = z.object({
  answerBy: instantText,
  /** `stuck`: all who must agree have answered and no time is left; `nobody`: none of them is here any more. */
  standing: z.enum(['waiting', 'stuck', 'nobody']),
  people: z.array(z.object({ personId: id, name: z.string(), part, hasAnswered: z.boolean() })),
  myPart: part.nullable(),
  /** When the reader answered what is offered now. */
  myAnswer: instantText.nullable(),
  /** What the reader marked, if only of an earlier offer. */
  myMarks: z.array(instantText),
})

export function presentAgreement(
  { answerBy, isStuck, people, names }: KeptAgreement & { names: ReadonlyMap<string, string> },
  readerId: string,
): z.infer<typeof agreement> {
  const mine = people.find((one) => one.personId === readerId)
  const { kind } = settle(people, () => true)
  return {
    answerBy: toIso(answerBy),
    standing: kind === 'nobody' || kind === 'waiting' ? kind : isStuck ? 'stuck' : 'waiting',
    people: people.map(({ personId, part: named, answeredAt }) => ({
      personId,
      name: names.get(personId) ?? '',
      part: named,
      hasAnswered: answeredAt !== null,
    })),
    myPart: mine?.part ?? null,
    myAnswer: isoOrNull(mine?.answeredAt),
    myMarks: mine?.marks.map(toIso) ?? [],
  }
}
