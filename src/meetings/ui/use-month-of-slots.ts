import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'

import { Refused } from '#kit/api.ts'
import type { LocalDate } from '#time/wall-time.ts'

import type { Slots } from '../contract/slots.ts'
import { groupByDate, type Month, neighbourOf, rangeOf } from './picker.ts'

/** Where times come from. The same one must be handed in from drawing to drawing while it is the same. */
export type TimesSource = {
  /** Under what they are kept. */
  key: readonly string[]
  read: (range: { from: string; to: string }) => Promise<Slots>
  /** Whether it can be asked. */
  isOpen: boolean
}

/** The bookable times of one month in a zone. */
export type MonthOfSlots = {
  slots: Slots | undefined
  days: Map<LocalDate, string[]>
  warned: ReadonlySet<string>
  isLoading: boolean
  error: Error | null
  /** A calendar that decides about them cannot be read, so there are none for now. */
  isUnchecked: boolean
  reload: () => void
}

// Bookings in other rooms take times away without a word in this one; an open picker asks again by itself.
const askAgainMs = 20_000

/** Reads a month of times and, quietly, the next one. */
export function useMonthOfSlots(source: TimesSource, month: Month, timeZone: string): MonthOfSlots {
  const queries = useQueryClient()
  const query = useQuery({
    ...slotQuery(source, month, timeZone),
    placeholderData: keepPreviousData,
    refetchInterval: askAgainMs,
    enabled: source.isOpen,
  })
  useEffect(() => {
    if (source.isOpen) void queries.prefetchQuery(slotQuery(source, neighbourOf(month, 1), timeZone))
  }, [queries, source, month, timeZone])
  const days = useMemo(() => groupByDate(query.data?.starts ?? [], timeZone), [query.data, timeZone])
  const warned = useMemo(() => new Set(query.data?.warned), [query.data])
  return {
    slots: query.data,
    days,
    warned,
    isLoading: query.isPending || query.isPlaceholderData,
    error: query.data ? null : query.error,
    // What was read before is not to be chosen from any more.
    isUnchecked: query.error instanceof Refused && query.error.code === 'times_unchecked',
    reload: () => void queries.invalidateQueries({ queryKey: source.key }),
  }
}

/** Whether a refusal says that a time is gone, so that its neighbours are asked for anew. */
export function isAboutTime(refused: Refused): boolean {
  return refused.code === 'time_taken' || refused.code === 'time_not_offered'
}

function slotQuery({ key, read }: TimesSource, month: Month, timeZone: string) {
  const range = rangeOf(month, timeZone)
  return {
    queryKey: [...key, range.from, range.to],
    queryFn: () => read(range),
    staleTime: 10_000,
  }
}
