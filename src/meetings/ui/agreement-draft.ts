import { type Instant, instantOf, toIso } from '#time/instant.ts'
import { addDays, daysFrom, type LocalDate, minutesOf, type WallTime, wallTimeOf } from '#time/wall-time.ts'
import { dateAt, toInstant, wallOf } from '#time/zone.ts'

import type { Part } from '../agreement.ts'
import type { Offer } from '../invite.ts'

/** What is asked of the people of a room, not sent yet: who, and until when on the clock of the offer. */
export type AgreementDraft = { parts: Record<string, Part>; byDate: LocalDate; byTime: WallTime }

/** How many days people are given as a rule. */
const usualDays = 3

/** All others must agree, within some days or half of what is offered. */
export function firstAgreement(
  { timeZone, untilDate }: Offer,
  others: readonly { personId: string }[],
  now: Instant,
): AgreementDraft {
  const today = dateAt(timeZone, now)
  const half = Math.max(0, Math.floor(daysFrom(today, untilDate) / 2))
  return {
    parts: Object.fromEntries(others.map(({ personId }) => [personId, 'required' as const])),
    byDate: addDays(today, Math.min(usualDays, half)),
    byTime: '18:00',
  }
}

/** What is asked on an invite that is changed; a deadline that has passed is proposed anew. */
export function draftOfAgreement(
  offer: Offer,
  { people, answerBy }: { people: readonly { personId: string; part: Part }[]; answerBy: string },
  now: Instant,
): AgreementDraft {
  const parts = Object.fromEntries(people.map(({ personId, part }) => [personId, part]))
  const at = instantOf(answerBy)
  if (at <= now) return { ...firstAgreement(offer, people, now), parts }
  const { date, minutes } = wallOf(offer.timeZone, at)
  return { parts, byDate: date, byTime: wallTimeOf(minutes) }
}

/** As the API takes it. */
export function agreementOf({ parts, byDate, byTime }: AgreementDraft, timeZone: string) {
  return {
    people: Object.entries(parts).map(([personId, part]) => ({ personId, part })),
    answerBy: deadlineOf({ byDate, byTime }, timeZone),
  }
}

/** The deadline as an instant, ISO. */
export function deadlineOf(
  { byDate, byTime }: Pick<AgreementDraft, 'byDate' | 'byTime'>,
  timeZone: string,
): string {
  return toIso(toInstant(timeZone, byDate, minutesOf(byTime)))
}
