import { useQuery } from '@tanstack/react-query'

import { useMe } from '#accounts/ui/use-me.ts'
import { call } from '#kit/api.ts'
import { AvatarRow } from '#kit/AvatarRow.tsx'
import { Card } from '#kit/Card.tsx'
import { Chip } from '#kit/Chip.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import type { CardProps } from '#rooms/ui/registry.tsx'

import { readRoomCall, type ShownRoomCall } from '../contract.ts'
import { sayCame, sayStarted } from './room-call-words.ts'

/** A call that somebody started in the room: the way in while it runs, and afterwards how long it was and who came. */
export function CallCard({ id }: CardProps) {
  const query = useQuery({
    queryKey: ['call', id],
    queryFn: () => call(readRoomCall, { params: { callId: id } }),
  })
  const { me } = useMe()
  if (query.error && !query.data) {
    return <FailedState title="This call could not be read" onRetry={() => void query.refetch()} />
  }
  if (!query.data) {
    return (
      <Card as="article" label="Call">
        <SkeletonLines count={2} label="Reading the call" />
      </Card>
    )
  }
  return <Shown call={query.data.call} readerId={me?.id} />
}

function Shown({ call: shown, readerId }: { call: ShownRoomCall; readerId: string | undefined }) {
  const { joinPath, present, people } = shown
  const title = sayStarted(shown, readerId)
  const seen = joinPath === null ? people : present
  return (
    <Card as="article" label={title} tone={joinPath === null ? 'muted' : 'time'}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-3">
        <div className="min-w-0">
          <h4 className={joinPath === null ? undefined : 'font-semibold text-text'}>{title}</h4>
          <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
            {seen.length > 0 && (
              <AvatarRow people={seen.map(({ personId, name }) => ({ id: personId, name }))} />
            )}
            <p className="text-sm text-muted">{sayCame(shown, readerId)}</p>
          </div>
        </div>
        {joinPath === null ? (
          <Chip>Over</Chip>
        ) : (
          <LinkButton variant="primary" href={joinPath}>
            Join
          </LinkButton>
        )}
      </div>
    </Card>
  )
}
