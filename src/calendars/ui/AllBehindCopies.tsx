import { useQuery } from '@tanstack/react-query'

import { call } from '#kit/api.ts'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { WaitingCounts } from '#kit/WaitingCounts.tsx'

import { countBehindCopies } from '../contract/copy.ts'
import { nameOf } from '../providers.ts'

/** For operators: how many meetings wait to be written into calendars or were given up. Their owners try again. */
export function AllBehindCopies() {
  const counts = useQuery({
    queryKey: ['behind-copies', 'all'],
    queryFn: ({ signal }) => call(countBehindCopies, { signal }),
  })
  return (
    <section aria-labelledby="all-behind">
      <h2 id="all-behind" className="font-semibold">
        Meetings in calendars
      </h2>
      {counts.isPending && <SkeletonLines count={2} label="Reading what waits" />}
      {counts.isError && (
        <FailedState title="This could not be read" onRetry={() => void counts.refetch()}>
          {failureOf(counts.error).message}
        </FailedState>
      )}
      {counts.data && (
        <WaitingCounts
          counts={counts.data.counts.map((one) => ({ ...one, name: nameOf(one.provider) }))}
          none="Nothing waits."
        />
      )}
    </section>
  )
}
