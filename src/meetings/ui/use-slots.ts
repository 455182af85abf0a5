import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'

import { call, Refused } from '#kit/api.ts'
import type { LocalDate } from '#time/wall-time.ts'

import { listInviteSlots, listMeetingSlots, listNewTimes, type Slots } from '../contract.ts'
import { groupByDate, type Month, neighbourOf, rangeOf } from './picker.ts'

/** What times are asked of: an invite, a meeting to be moved, or the new times offered for one. */
export type SlotSource = {
  kind: 'invite' | 'meeting' | 'new-times'
  id: string
  /** With another one, its times are others. */
  version: number
  /** Whether it can be asked: not once it is booked or cancelled, nor while that may just be happening. */
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
export function useSlots(source: SlotSource, month: Month, timeZone: string): MonthOfSlots {
  const queries = useQueryClient()
  const query = useQuery({
    ...slotQuery(source, month, timeZone),
    placeholderData: keepPreviousData,
    refetchInterval: askAgainMs,
    enabled: source.isOpen,
  })
  const { kind, id, version, isOpen } = source
  useEffect(() => {
    const next = slotQuery({ kind, id, version }, neighbourOf(month, 1), timeZone)
    if (isOpen) void queries.prefetchQuery(next)
  }, [queries, kind, id, version, isOpen, month, timeZone])
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
    reload: () => void queries.invalidateQueries({ queryKey: slotsKey(kind, id) }),
  }
}

/**
 * Under what the times of something are kept: apart from the thing itself, so that who hears of a change learns first
 * whether there is still anything to ask.
 */
export function slotsKey(kind: SlotSource['kind'], id: string): readonly string[] {
  return ['slots', kind, id]
}

/** Whether a refusal says that a time is gone, so that its neighbours are asked for anew. */
export function isAboutTime(refused: Refused): boolean {
  return refused.code === 'time_taken' || refused.code === 'time_not_offered'
}

type Asked = Pick<SlotSource, 'kind' | 'id' | 'version'>

function slotQuery({ kind, id, version }: Asked, month: Month, timeZone: string) {
  const query = rangeOf(month, timeZone)
  return {
    queryKey: [...slotsKey(kind, id), version, query.from, query.to],
    queryFn: () => {
      if (kind === 'invite') return call(listInviteSlots, { params: { inviteId: id }, query })
      const params = { meetingId: id }
      return call(kind === 'meeting' ? listMeetingSlots : listNewTimes, { params, query })
    },
    staleTime: 10_000,
  }
}
