import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'

import { call } from '#kit/api.ts'
import type { LiveEvent } from '#kit/live.ts'
import { useLiveEvents } from '#kit/live-context.tsx'

import { type CounterOffer, readCounterOffer } from '../contract/counter-offer.ts'

// Bookings in other rooms take its times away without a word in this one.
const askAgainMs = 20_000

/** A counter-offer as it stands now. Rooms read it again when it is replaced; what happens to its invite is heard here. */
export function useCounterOffer(counterOfferId: string): {
  counter: CounterOffer | undefined
  error: Error | null
  reload: () => void
} {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: ['counter-offer', counterOfferId],
    queryFn: () =>
      call(readCounterOffer, { params: { counterOfferId } }).then(({ counterOffer }) => counterOffer),
    refetchInterval: ({ state }) => (state.data?.status === 'open' ? askAgainMs : false),
  })
  const inviteId = data?.inviteId
  const hear = useCallback(
    ({ k, d }: LiveEvent) => {
      const isAboutInvite = k === 'card.changed' && d.id === inviteId
      if (isAboutInvite || k === 'member.left')
        void queries.invalidateQueries({ queryKey: ['counter-offer', counterOfferId] })
    },
    [queries, counterOfferId, inviteId],
  )
  useLiveEvents(hear)
  return { counter: data, error: data ? null : error, reload: () => void refetch() }
}
