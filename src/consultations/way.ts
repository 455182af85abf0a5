import type { Instant } from '#time/instant.ts'
import { findTimeZone } from '#time/zone.ts'

import { chosenStart } from './offering.ts'

/** A time of an offering that was chosen before somebody signed in. */
export type ChosenOnTheWay = {
  handle: string
  place: string
  at: Instant
  /** Null where the address names none. */
  minutes: number | null
  /** The zone in which it was chosen, if the address names it. */
  timeZone: string | null
}

/** What was chosen on the page of an offering, by the address that somebody goes on to after the sign-in; null for every other. */
export function chosenIn(next: string | undefined, now: Instant): ChosenOnTheWay | null {
  const [, handle, place, search] = /^\/p\/([^/?]+)\/([^/?]+)\?(.+)$/.exec(next ?? '') ?? []
  if (handle === undefined || place === undefined) return null
  const asked = new URLSearchParams(search)
  const at = chosenStart(asked.get('at') ?? undefined, now)
  if (at === null) return null
  const minutes = Number(asked.get('minutes'))
  return {
    handle,
    place,
    at,
    minutes: Number.isInteger(minutes) && minutes > 0 ? minutes : null,
    timeZone: findTimeZone(asked.get('zone') ?? '') ?? null,
  }
}
