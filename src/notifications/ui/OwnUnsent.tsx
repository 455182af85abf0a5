import { Button } from '#kit/Button.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { WaitingRow } from '#kit/WaitingRow.tsx'
import { instantOf } from '#time/instant.ts'

import type { OwnUnsent as Item } from '../contract.ts'
import { useOwnUnsent } from './use-unsent.ts'

const what = { mail: 'Mail', push: 'Push' }

/** Mails and pushes that should have reached one, why they have not, and the way to try again. */
export function OwnUnsent() {
  const { unsent, again } = useOwnUnsent()
  return (
    <section aria-labelledby="unsent">
      <h2 id="unsent" className="font-semibold">
        Mails and pushes
      </h2>
      {unsent.isPending && <SkeletonLines count={2} label="Reading what waits" />}
      {unsent.isError && (
        <FailedState title="This could not be read" onRetry={() => void unsent.refetch()}>
          {failureOf(unsent.error).message}
        </FailedState>
      )}
      {unsent.data?.unsent.length === 0 && (
        <p className="mt-1 text-sm text-muted">Everything meant for you went out.</p>
      )}
      {unsent.data && unsent.data.unsent.length > 0 && (
        <ul className="mt-1">
          {unsent.data.unsent.map((one) => (
            <Row key={one.id} item={one} isPending={again.isPending} onAgain={() => again.mutate(one.id)} />
          ))}
        </ul>
      )}
    </section>
  )
}

function Row({ item, isPending, onAgain }: { item: Item; isPending: boolean; onAgain: () => void }) {
  return (
    <WaitingRow
      title={`${what[item.channel]}: ${item.title}`}
      isParked={item.state === 'parked'}
      since={instantOf(item.since)}
      trouble={item.trouble}
      action={
        <Button size="small" aria-label={`Try again: ${item.title}`} isDisabled={isPending} onPress={onAgain}>
          Try again
        </Button>
      }
    />
  )
}
