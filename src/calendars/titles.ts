import { cleanLine, cut } from '#ical/plain-text.ts'
import type { Interval } from '#time/interval.ts'

import type { OutsideEvent } from './event.ts'

/** What something is called that takes its owner's time from then till then; null where nobody says. */
export type TitleAt = (interval: Interval) => string | null

const longestRead = 1_000
const longestTitle = 120
/** Of several that take the very same time. */
const longestTogether = 200
// Of one calendar; what is beyond goes by the calendar's name.
const mostTimes = 20_000
const mostText = 250_000

/** Where the titles of a calendar are kept, for the sealer. */
export function placeOfTitles(calendarId: string): string {
  return `busy_titles|${calendarId}|sealed`
}

/** Titles by their times as one text, the earliest first; equal texts are equal titles. Null where there is none. */
export function packTitles(events: readonly Titled[]): string | null {
  const texts = new Map<string, number>()
  const times: number[] = []
  let room = mostText
  for (const { interval, text } of togetherOf(events.toSorted(byTime))) {
    const index = texts.get(text) ?? texts.size
    if (index === texts.size) room -= text.length
    if (room < 0 || times.length >= 3 * mostTimes) break
    texts.set(text, index)
    times.push(interval[0], interval[1] - interval[0], index)
  }
  return times.length === 0 ? null : JSON.stringify([[...texts.keys()], times])
}

/** The titles of such a text. */
export function readTitles(packed: string): TitleAt {
  const [texts, times] = JSON.parse(packed) as [string[], number[]]
  const byTime = new Map<string, string>()
  for (let at = 0; at + 2 < times.length; at += 3) {
    const [startsAt = 0, length = 0, index = -1] = times.slice(at, at + 3)
    byTime.set(keyOf([startsAt, startsAt + length]), texts[index] ?? '')
  }
  return (interval) => byTime.get(keyOf(interval)) ?? null
}

type Titled = Pick<OutsideEvent, 'startsAt' | 'endsAt' | 'title'>

/** What stands at each time, one after the other: whoever has enough reads no more. */
function* togetherOf(sorted: readonly Titled[]): Generator<{ interval: Interval; text: string }> {
  const cleaned = new Map<string, string>()
  for (let at = 0; at < sorted.length;) {
    const { startsAt = 0, endsAt = 0 } = sorted[at] ?? {}
    const titles = new Set<string>()
    for (; sorted[at]?.startsAt === startsAt && sorted[at]?.endsAt === endsAt; at += 1) {
      const title = sorted[at]?.title ?? ''
      // The instances of a series share theirs.
      const clean = cleaned.get(title) ?? cleanLine(title.slice(0, longestRead), longestTitle)
      cleaned.set(title, clean)
      if (clean !== '') titles.add(clean)
    }
    const text = cut([...titles].toSorted().join(', '), longestTogether, (part) => part.length)
    if (text !== '') yield { interval: [startsAt, endsAt], text }
  }
}

function byTime(one: Titled, other: Titled): number {
  return one.startsAt - other.startsAt || one.endsAt - other.endsAt
}

function keyOf([startsAt, endsAt]: Interval): string {
  return `${startsAt} ${endsAt}`
}
