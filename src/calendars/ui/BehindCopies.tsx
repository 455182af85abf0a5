import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { LinkButton } from '#kit/LinkButton.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { showToast } from '#kit/toast.ts'
import { useNow } from '#kit/use-now.ts'
import { WaitingRow } from '#kit/WaitingRow.tsx'
import { sayDateTimeRange } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import { type BehindCopy, listBehindCopies, writeCopyAgain } from '../contract/copy.ts'
import { calendarsKey } from './use-calendars.ts'

const key = [...calendarsKey, 'behind']

/** Meetings that are not in one's calendar as they should be, why, and the way to try again. */
export function BehindCopies() {
  const queries = useQueryClient()
  const copies = useQuery({ queryKey: key, queryFn: ({ signal }) => call(listBehindCopies, { signal }) })
  const again = useMutation({
    mutationFn: (subjectId: string) => call(writeCopyAgain, { params: { subjectId } }),
    onError: (error) => showToast({ text: failureOf(error).message, tone: 'bad' }),
    onSettled: () => queries.invalidateQueries({ queryKey: calendarsKey }),
  })
  return (
    <section aria-labelledby="behind-copies">
      <h2 id="behind-copies" className="font-semibold">
        Meetings in your calendar
      </h2>
      {copies.isPending && <SkeletonLines count={2} label="Reading your calendar" />}
      {copies.isError && (
        <FailedState title="This could not be read" onRetry={() => void copies.refetch()}>
          {failureOf(copies.error).message}
        </FailedState>
      )}
      {copies.data?.copies.length === 0 && (
        <p className="mt-1 text-sm text-muted">Nothing waits to be written into a calendar of yours.</p>
      )}
      {copies.data && copies.data.copies.length > 0 && (
        <ul className="mt-1">
          {copies.data.copies.map((one) => (
            <Row
              key={one.subjectId}
              copy={one}
              isPending={again.isPending}
              onAgain={() => again.mutate(one.subjectId)}
            />
          ))}
        </ul>
      )}
    </section>
  )
}

function Row({ copy, isPending, onAgain }: { copy: BehindCopy; isPending: boolean; onAgain: () => void }) {
  const reader = usePreferences()
  const now = useNow()
  const when = sayDateTimeRange([instantOf(copy.startsAt), instantOf(copy.endsAt)], reader, { now })
  return (
    <WaitingRow
      title={`${copy.title}, ${when}`}
      isParked={copy.state === 'parked'}
      since={instantOf(copy.since)}
      trouble={copy.needsRelink ? 'Your calendar has to be connected again first.' : copy.trouble}
      action={
        copy.needsRelink ? (
          <LinkButton size="small" href="/settings/calendars">
            Reconnect
          </LinkButton>
        ) : (
          <Button
            size="small"
            aria-label={`Try again: ${copy.title}`}
            isDisabled={isPending}
            onPress={onAgain}
          >
            Try again
          </Button>
        )
      }
    />
  )
}
