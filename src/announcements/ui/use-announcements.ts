import { useQuery } from '@tanstack/react-query'

import { useMe } from '#accounts/ui/use-me.ts'
import { call } from '#kit/api.ts'

import { listAnnouncements, type ShownAnnouncement } from '../contract.ts'

const none: readonly ShownAnnouncement[] = []
const whileSignedOutMs = 60_000
// Timers count to 2³¹ milliseconds.
const longestWaitMs = 6 * 3_600_000

/**
 * What this reader is told now. Who is signed in hears of changes; for others it is asked every minute. When one begins
 * or ends by itself it is asked again on time.
 */
export function useAnnouncements(): readonly ShownAnnouncement[] {
  const { me, isLoading } = useMe()
  const { data } = useQuery({
    queryKey: ['announcements', me?.id ?? null, me?.country ?? null],
    queryFn: ({ signal }) => call(listAnnouncements, { signal }),
    enabled: !isLoading,
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => waitFor(state.data?.changesInSeconds ?? null, me !== null),
  })
  return data?.announcements ?? none
}

function waitFor(changesInSeconds: number | null, isSignedIn: boolean): number {
  const change = changesInSeconds === null ? longestWaitMs : changesInSeconds * 1000
  return Math.min(change, isSignedIn ? longestWaitMs : whileSignedOutMs)
}
