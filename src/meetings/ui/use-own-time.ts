import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

import type { Standing } from '#availability/elsewhere.ts'
import { call } from '#kit/api.ts'
import { instantOf, toIso } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { readOwnTime } from '../contract/own-time.ts'
import type { OwnTime } from '../own-time.ts'

const askAgainMs = 30_000
const nothing: readonly Standing[] = []

/** What stands in one's own time in a range of at most 62 days; undefined until it is known. */
export function useOwnTime([from, to]: Interval): OwnTime | undefined {
  const { data } = useQuery({
    queryKey: ['own-time', from, to],
    queryFn: ({ signal }) => call(readOwnTime, { query: { from: toIso(from), to: toIso(to) }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: askAgainMs,
  })
  return useMemo(
    () =>
      data && {
        calendars: data.calendars.map(({ busy, ...calendar }) => ({
          ...calendar,
          busy: busy.map(({ startsAt, endsAt, title }) => ({
            startsAt: instantOf(startsAt),
            endsAt: instantOf(endsAt),
            title,
          })),
        })),
        meetings: data.meetings.map((one) => ({
          ...one,
          startsAt: instantOf(one.startsAt),
          endsAt: instantOf(one.endsAt),
        })),
        unknown: data.unknown,
      },
    [data],
  )
}

/** The same as it is drawn: meetings here, and each calendar in a colour of its own. */
export function useStandings(range: Interval): readonly Standing[] {
  const own = useOwnTime(range)
  return useMemo(() => (own ? standingsOf(own) : nothing), [own])
}

function standingsOf({ calendars, meetings }: OwnTime): Standing[] {
  return [
    ...calendars.flatMap(({ name, busy }, index) =>
      busy.map(({ startsAt, endsAt, title }): Standing => {
        const interval: Interval = [startsAt, endsAt]
        return { kind: 'calendar', name, title, tone: index + 1, interval, isOrganized: false }
      }),
    ),
    ...meetings.map(({ name, startsAt, endsAt, isOrganizer }): Standing => {
      return {
        kind: 'meeting',
        name,
        title: null,
        tone: 0,
        interval: [startsAt, endsAt],
        isOrganized: isOrganizer,
      }
    }),
  ]
}
