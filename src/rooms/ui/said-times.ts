import type { Preferences } from '#kit/preferences.tsx'
import { sayDayLong, sayParts, sayTime } from '#time/display.ts'
import { DAY, type Instant } from '#time/instant.ts'
import { zoneCity } from '#time/time-zones.ts'
import { dateAt } from '#time/zone.ts'

/** A day of the conversation: "Today", "Yesterday", else weekday and date, with the year when it is another one. */
export function sayConversationDay(at: Instant, now: Instant, preferences: Preferences): string {
  const { timeZone } = preferences
  const date = dateAt(timeZone, at)
  if (date === dateAt(timeZone, now)) return 'Today'
  if (date === dateAt(timeZone, now - DAY)) return 'Yesterday'
  return sayDayLong(date, preferences, { now })
}

/** When, as short as a list can bear: the time today, the weekday within a week, else the date. */
export function sayBriefly(at: Instant, now: Instant, preferences: Preferences): string {
  const { timeZone } = preferences
  if (dateAt(timeZone, at) === dateAt(timeZone, now)) return sayTime(at, preferences)
  const isNear = now - at < 6 * DAY
  return sayParts(at, preferences, isNear ? { weekday: 'short' } : { day: 'numeric', month: 'short' })
}

/** Day and time, for a tooltip or a sentence. */
export function sayMoment(at: Instant, now: Instant, preferences: Preferences): string {
  return `${sayConversationDay(at, now, preferences)}, ${sayTime(at, preferences)}`
}

/** Until when, within a sentence: "today, 18:00", "tomorrow, 09:00", else weekday and date. */
export function sayUntil(at: Instant, now: Instant, preferences: Preferences): string {
  const { timeZone } = preferences
  const date = dateAt(timeZone, at)
  const near = [dateAt(timeZone, now), dateAt(timeZone, now + DAY)].indexOf(date)
  const day = ['today', 'tomorrow'][near] ?? sayDayLong(date, preferences, { now })
  return `${day}, ${sayTime(at, preferences)}`
}

/** What the clock shows where somebody lives: "10:00 in New York". */
export function sayTimeThere(at: Instant, timeZone: string, preferences: Preferences): string {
  return `${sayTime(at, { ...preferences, timeZone })} in ${zoneCity(timeZone)}`
}
