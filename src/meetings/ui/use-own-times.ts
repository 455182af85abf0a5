import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'

import { call, Refused } from '#kit/api.ts'
import { useNow } from '#kit/use-now.ts'
import { DAY, toIso } from '#time/instant.ts'

import { listOwnTimes } from '../contract/counter-offer.ts'
import type { Invite } from '../contract/invite.ts'
import { counterAheadDays } from '../counter-offer.ts'
import { groupByDate, type Month, rangeOf } from './picker.ts'
import type { MonthOfSlots } from './use-month-of-slots.ts'

/** A month of times of one's own, with those at which one of the two is not free. */
export type MonthOfOwnTimes = MonthOfSlots & { theirs: ReadonlySet<string>; mine: ReadonlySet<string> }

const askAgainMs = 20_000

/** Reads a month of the times with which an open invite can be answered. */
export function useOwnTimes(invite: Invite, month: Month, timeZone: string): MonthOfOwnTimes {
  const queries = useQueryClient()
  const now = useNow()
  const key = ['own-times', invite.id]
  const { data, isPending, isPlaceholderData, error } = useQuery({
    queryKey: [...key, invite.version, month, timeZone],
    queryFn: () =>
      call(listOwnTimes, {
        params: { inviteId: invite.id },
        query: { ...rangeOf(month, timeZone), timeZone },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: askAgainMs,
    staleTime: 10_000,
    enabled: invite.status === 'open',
  })
  const days = useMemo(() => groupByDate(data?.starts ?? [], timeZone), [data, timeZone])
  const sets = useMemo(
    () => ({ warned: new Set(data?.warned), theirs: new Set(data?.theirs), mine: new Set(data?.mine) }),
    [data],
  )
  return {
    // There are times all the way, whatever month is looked at.
    slots: data && {
      ...data,
      firstStart: toIso(now),
      lastStart: toIso(now + counterAheadDays * DAY),
    },
    days,
    ...sets,
    isLoading: isPending || isPlaceholderData,
    error: data ? null : error,
    isUnchecked: error instanceof Refused && error.code === 'times_unchecked',
    reload: () => void queries.invalidateQueries({ queryKey: key }),
  }
}
