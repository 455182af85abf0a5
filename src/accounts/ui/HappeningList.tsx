import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'

import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useNow } from '#kit/use-now.ts'
import { sayRelativeDay, sayTime } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import { listHappenings } from '../contract/happening.ts'
import { sayHappening } from '../happening.ts'

const shownAtFirst = 10
const shownAtMost = 200

/** What one did lately, and what was tried with one's account: a sign-in that was not one's own shows here. */
export function HappeningList() {
  const [limit, setLimit] = useState(shownAtFirst)
  const reader = usePreferences()
  const now = useNow()
  const lately = useQuery({
    queryKey: ['happenings', limit],
    queryFn: ({ signal }) => call(listHappenings, { query: { limit }, signal }),
    placeholderData: (before) => before,
  })
  return (
    <div className="mt-8 border-t border-line pt-6">
      <h2 className="font-semibold">What happened lately</h2>
      <p className="mt-1 text-muted">If something here was not you, change your password.</p>
      <div className="mt-3">
        {lately.isPending && <SkeletonLines count={3} label="Reading what happened lately" />}
        {lately.isError && (
          <FailedState title="This could not be read" onRetry={() => void lately.refetch()}>
            {failureOf(lately.error).message}
          </FailedState>
        )}
        <ul>
          {lately.data?.happenings.map(({ id, at, detail, ...happening }) => (
            <li key={id} className="border-b border-line py-3 last:border-b-0">
              <p>{sayHappening({ ...happening, detail })}</p>
              <p className="text-sm text-muted">
                {sayRelativeDay(instantOf(at), now, reader)} at {sayTime(instantOf(at), reader)}
                {detail.device && ` · ${detail.device}`}
              </p>
            </li>
          ))}
        </ul>
        {lately.data?.hasMore && limit < shownAtMost && (
          <Button size="small" isPending={lately.isFetching} onPress={() => setLimit(shownAtMost)}>
            Show more
          </Button>
        )}
      </div>
    </div>
  )
}
