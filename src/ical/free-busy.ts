import { DAY } from '#time/instant.ts'
import { type Interval, overlaps } from '#time/interval.ts'

import { parseDuration, parseTime } from './calendar-time.ts'
import { type Component, parameterOf, type Property } from './content-lines.ts'
import type { ReadEvent } from './read-events.ts'

const mostPeriods = 20_000

/** The periods of a VFREEBUSY that touch the window (RFC 5545 §3.6.4); times in it are UTC. */
export function readFreeBusy({ properties }: Component, window: Interval): ReadEvent[] {
  return properties
    .filter(({ name }) => name === 'FREEBUSY')
    .flatMap((property) => {
      const busy = kindOf(property)
      return busy ? periodsOf(property).map((period) => event(period, busy)) : []
    })
    .filter(({ startsAt, endsAt }) => overlaps([startsAt, endsAt], window))
}

/** A kind that is not known counts as busy (RFC 5545 §3.2.9). */
function kindOf(property: Property): 'busy' | 'tentative' | undefined {
  const kind = parameterOf(property, 'FBTYPE')?.toUpperCase()
  if (kind === 'FREE') return undefined
  return kind === 'BUSY-TENTATIVE' ? 'tentative' : 'busy'
}

function periodsOf({ value }: Property): Interval[] {
  return value.split(',', mostPeriods).flatMap((text): Interval[] => {
    const [from = '', until = ''] = text.split('/')
    const [start, end, duration] = [parseTime(from), parseTime(until), parseDuration(until)]
    if (!start || start.isDate) return []
    if (end) return [[start.wall, end.wall]]
    return duration ? [[start.wall, start.wall + duration.days * DAY + duration.rest]] : []
  })
}

function event([startsAt, endsAt]: Interval, busy: 'busy' | 'tentative'): ReadEvent {
  return {
    uid: null,
    startsAt,
    endsAt,
    isRepeated: false,
    busy,
    isDeclined: false,
    guests: [],
    title: null,
    place: null,
    mark: null,
  }
}
