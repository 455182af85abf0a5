import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { call } from '#kit/api.ts'
import { instantOf, toIso } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { readOwnBusy } from '../contract/busy.ts'
import { calendarsKey } from './use-calendars.ts'

const none: readonly Interval[] = []

/** When one's own calendars say one is busy in a range of at most 62 days; nothing until it is known, and for who links nothing. */
export function useOwnBusy([from, to]: Interval): readonly Interval[] {
  const { data } = useQuery({
    queryKey: [...calendarsKey, 'busy', from, to],
    queryFn: ({ signal }) => call(readOwnBusy, { query: { from: toIso(from), to: toIso(to) }, signal }),
    select: ({ busy }) =>
      busy.map(({ startsAt, endsAt }): Interval => [instantOf(startsAt), instantOf(endsAt)]),
    placeholderData: keepPreviousData,
  })
  return data ?? none
}
