import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Chip } from '#kit/Chip.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { showToast } from '#kit/toast.ts'
import { useNow } from '#kit/use-now.ts'
import { sayDay, sayRelativeDay, sayTime } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import { endSession, listSessions, type SessionSummary } from '../contract/session.ts'

const key = ['sessions']

/** Every browser one is signed in with, and the way to end it there. */
export function SessionList() {
  const sessions = useQuery({ queryKey: key, queryFn: ({ signal }) => call(listSessions, { signal }) })
  return (
    <div className="mt-8 border-t border-line pt-6">
      <h2 className="font-semibold">Where you are signed in</h2>
      <div className="mt-3">
        {sessions.isPending && <SkeletonLines count={3} label="Reading where you are signed in" />}
        {sessions.isError && (
          <FailedState title="This could not be read" onRetry={() => void sessions.refetch()}>
            {failureOf(sessions.error).message}
          </FailedState>
        )}
        {sessions.data && (
          <ul>
            {sessions.data.sessions.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </ul>
        )}
      </div>
    </div>
  )
}

function SessionRow({ session }: { session: SessionSummary }) {
  const queries = useQueryClient()
  const reader = usePreferences()
  const now = useNow()
  const since = instantOf(session.createdAt)
  const used = instantOf(session.lastSeenAt)
  const end = useMutation({
    mutationFn: () => call(endSession, { params: { sessionId: session.id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
    onError: (error) => showToast({ text: failureOf(error).message, tone: 'bad' }),
  })
  return (
    <li className="flex items-center gap-3 border-b border-line py-3 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{session.device}</p>
        <p className="text-sm text-muted">
          Since {sayDay(since, reader, { now })}, last used {sayRelativeDay(used, now, reader)} at{' '}
          {sayTime(used, reader)}
        </p>
      </div>
      {session.here ? (
        <Chip tone="good">This browser</Chip>
      ) : (
        <Button
          size="small"
          aria-label={`Sign out there: ${session.device}`}
          isPending={end.isPending}
          onPress={() => end.mutate()}
        >
          Sign out there
        </Button>
      )}
    </li>
  )
}
