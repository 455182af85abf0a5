import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ComponentType, useCallback, useState } from 'react'

import { call, Refused } from '#kit/api.ts'
import { AvatarRow } from '#kit/AvatarRow.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import type { LiveEvent } from '#kit/live.ts'
import { useLiveEvents } from '#kit/live-context.tsx'
import { readAnew } from '#kit/read-anew.ts'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useNow } from '#kit/use-now.ts'
import { useTitle } from '#kit/use-title.ts'
import { sayUntil } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import { readJoin } from '../contract.ts'
import { type Join, joinStateOf } from '../join.ts'
import { CallPage } from './CallPage.tsx'
import { Elsewhere } from './Elsewhere.tsx'
import { MeetingHead } from './MeetingHead.tsx'

// Who is in is looked at again and again before one comes in; everything else is told by events.
const askAgainMs = 5_000

/** What one can do with a meeting that is still to come; calls know nothing of it. */
type WhileEarly = ComponentType<Pick<Join, 'subjectId' | 'startsAt'>>

/** Where a join link leads: who, when, and the call itself while it is time. */
export function JoinPage({ token, WhileEarly }: { token: string; WhileEarly: WhileEarly }) {
  const queries = useQueryClient()
  const [isInside, setInside] = useState(false)
  const query = useQuery({
    queryKey: ['join', token],
    queryFn: () => readWithClock(token),
    refetchInterval: isInside ? false : askAgainMs,
  })
  const readAgain = useCallback(() => void readAnew(queries, { queryKey: ['join', token] }), [queries, token])
  const roomId = query.data?.join.roomId
  const hear = useCallback(
    (event: LiveEvent) => {
      const isOfRoom = event.s === `r:${roomId}` && (event.k === 'card.changed' || event.k === 'room.renamed')
      if (isOfRoom || event.k === 'stream.closed') readAgain()
    },
    [roomId, readAgain],
  )
  useLiveEvents(hear)
  useTitle(query.data?.join.title ?? 'Meeting')
  const isMissing = query.error instanceof Refused && query.error.status === 404
  // What cannot be read again for a while, as during a restart, is still known.
  if (isMissing || !query.data) {
    return (
      <main className="grid min-h-page place-items-center p-6">
        {isMissing && <NotYours />}
        {query.error && !isMissing && (
          <FailedState title="The meeting could not be read" onRetry={() => void query.refetch()} />
        )}
        {query.isPending && <SkeletonLines count={4} label="Opening the meeting" />}
      </main>
    )
  }
  return (
    <Meeting
      token={token}
      {...query.data}
      isInside={isInside}
      onInside={setInside}
      onChanged={readAgain}
      WhileEarly={WhileEarly}
    />
  )
}

/** What stands behind the link, and by how much this page's clock is ahead of the server's. */
async function readWithClock(token: string): Promise<{ join: Join; aheadMs: number }> {
  const join = await call(readJoin, { params: { token } })
  return { join, aheadMs: Date.now() - instantOf(join.now) }
}

function NotYours() {
  return (
    <EmptyState title="There is nothing here" action={<LinkButton href="/rooms">To your rooms</LinkButton>}>
      The address may be wrong, or what stood here is not yours to see.
    </EmptyState>
  )
}

type MeetingProps = {
  token: string
  join: Join
  aheadMs: number
  isInside: boolean
  onInside: (isInside: boolean) => void
  onChanged: () => void
  WhileEarly: WhileEarly
}

function Meeting({ token, join, aheadMs, isInside, onInside, onChanged, WhileEarly }: MeetingProps) {
  const now = useNow('second') - aheadMs
  const state = joinStateOf(join, now)
  const isHere = join.elsewhere?.state !== 'ready'
  // Whoever is in stays in while the meeting is moved, or is to take place elsewhere; when it is over, the server has them leave.
  if ((state === 'open' && isHere) || (isInside && join.status === 'confirmed'))
    return <CallPage token={token} join={join} now={now} onInside={onInside} onChanged={onChanged} />
  return (
    <main className="grid min-h-page place-items-center p-6">
      <article className="flex w-full max-w-xl flex-col gap-6">
        <MeetingHead join={join} now={now} />
        <div className="flex items-center gap-3">
          <AvatarRow people={join.people.map(({ personId, name }) => ({ id: personId, name }))} />
          <p className="text-muted">{join.people.map(({ name }) => name).join(', ')}</p>
        </div>
        <div role="status" className="flex flex-col gap-2 border-t pt-6">
          {state === 'held' && <p>This meeting is not confirmed yet. The room says what it waits for.</p>}
          {state === 'cancelled' && <p>This meeting was cancelled. The room says by whom and why.</p>}
          {state === 'ended' && <p>This {join.isInstant ? 'call' : 'meeting'} has ended.</p>}
          {state === 'early' && <Early join={join} now={now} isHere={isHere} />}
          {state === 'open' && <StartsOrRuns join={join} now={now} />}
          {(state === 'early' || state === 'open') && join.elsewhere && (
            <Elsewhere elsewhere={join.elsewhere} />
          )}
        </div>
        {state === 'early' && !join.isInstant && (
          <WhileEarly subjectId={join.subjectId} startsAt={join.startsAt} />
        )}
      </article>
    </main>
  )
}

function Early({ join, now, isHere }: { join: Join; now: number; isHere: boolean }) {
  return (
    <>
      <StartsOrRuns join={join} now={now} />
      <p className="text-muted">
        You are early. {isHere && 'The call opens here by itself ten minutes before. '}
        This link stays the same, also when the meeting is moved.
      </p>
    </>
  )
}

function StartsOrRuns({ join, now }: { join: Join; now: number }) {
  const untilStart = instantOf(join.startsAt) - now
  return (
    <p className="tabular text-lg font-semibold text-time">
      {untilStart > 0 ? `Starts in ${sayUntil(untilStart)}` : 'It is time'}
    </p>
  )
}
