import { durationText } from '#availability/duration-text.ts'
import type { Terms } from '#meetings/meeting.ts'

import type { Consultation } from './consultation.ts'
import type { Offering } from './offering.ts'
import { sayPrice } from './price.ts'

type Said = Pick<Offering, 'durations' | 'price' | 'answerWithinMinutes'>

/** `30 minutes`, `30 or 45 minutes`, `20 minutes, 40 minutes or 1 hour`. */
export function sayDurations(durations: readonly number[]): string {
  const last = durations.at(-1) ?? 0
  const others = durations.slice(0, -1)
  if (others.length === 0) return durationText(last)
  const areShort = durations.every((one) => one < 60)
  return `${others.map((one) => (areShort ? `${one}` : durationText(one))).join(', ')} or ${durationText(last)}`
}

/** `1 hour 30 minutes`, where one of them is chosen. */
export function sayLength(minutes: number): string {
  return durationText(minutes)
}

/** What it takes and costs: `30 or 45 minutes`, `€45`; what costs nothing says nothing of it. */
export function factsOf({ durations, price }: Pick<Said, 'durations' | 'price'>, locale = 'en'): string[] {
  return [sayDurations(durations), ...(price ? [sayPrice(price, locale)] : [])]
}

/** How a booking comes about where the offerer says yes first. */
export function sayAnswer(name: string, minutes: number): string {
  return `${name} answers within ${durationText(minutes)}. The time is held for you until then.`
}

/** What was agreed, as mails say it. */
export function spellTerms({ price, answers }: Pick<Consultation, 'price' | 'answers'>): Terms {
  return { price: price && sayPrice(price, 'en-GB'), answers }
}

/** The first words of a description on one line, as link previews show them. */
export function previewOf({ description, durations, price }: Said & { description: string }): string {
  const words = description.replaceAll(/\s+/g, ' ').trim()
  const facts = factsOf({ durations, price }).join(' · ')
  if (words === '') return facts
  return words.length <= longestPreview ? words : `${words.slice(0, longestPreview - 1).trimEnd()}…`
}

const longestPreview = 200
