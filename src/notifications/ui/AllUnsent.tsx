import { Button } from '#kit/Button.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { WaitingCounts } from '#kit/WaitingCounts.tsx'
import { WaitingRow } from '#kit/WaitingRow.tsx'
import { instantOf } from '#time/instant.ts'

import type { AnybodysUnsent } from '../contract.ts'
import { sayCause } from './cause-words.ts'
import { useAllUnsent } from './use-unsent.ts'

const what = { mail: 'Mail', push: 'Push' }

/** For operators: everything that waits to be sent or was given up, without what it says or for whom. */
export function AllUnsent() {
  const { unsent, again, drop } = useAllUnsent()
  const isPending = again.isPending || drop.isPending
  return (
    <section aria-labelledby="all-unsent">
      <h2 id="all-unsent" className="font-semibold">
        Mails and pushes
      </h2>
      {unsent.isPending && <SkeletonLines count={3} label="Reading what waits" />}
      {unsent.isError && (
        <FailedState title="This could not be read" onRetry={() => void unsent.refetch()}>
          {failureOf(unsent.error).message}
        </FailedState>
      )}
      {unsent.data && (
        <>
          <WaitingCounts
            counts={unsent.data.counts.map((one) => ({ ...one, name: what[one.channel] }))}
            none="Nothing waits."
          />
          <ul className="mt-2">
            {unsent.data.unsent.map((one) => (
              <Row
                key={one.id}
                item={one}
                isPending={isPending}
                onAgain={() => again.mutate(one.id)}
                onDrop={() => drop.mutate(one.id)}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

type RowProps = { item: AnybodysUnsent; isPending: boolean; onAgain: () => void; onDrop: () => void }

function Row({ item, isPending, onAgain, onDrop }: RowProps) {
  const title = `${what[item.channel]} about ${sayCause(item.cause)}`
  return (
    <WaitingRow
      title={title}
      isParked={item.state === 'parked'}
      since={instantOf(item.since)}
      trouble={item.trouble}
      action={
        <div className="flex gap-2">
          <Button size="small" aria-label={`Try again: ${title}`} isDisabled={isPending} onPress={onAgain}>
            Try again
          </Button>
          <Button size="small" aria-label={`Let go: ${title}`} isDisabled={isPending} onPress={onDrop}>
            Let go
          </Button>
        </div>
      }
    />
  )
}
