import { useEffect } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'

import { type Join, joinStateOf } from '../join.ts'
import { Call } from './Call.tsx'
import { Elsewhere } from './Elsewhere.tsx'
import { Lobby, LobbySkeleton } from './Lobby.tsx'
import { MeetingHead } from './MeetingHead.tsx'
import { useOwnMedia } from './use-own-media.ts'
import { useSession } from './use-session.ts'

type CallPageProps = {
  token: string
  join: Join
  now: number
  /** Says whether one is inside, where a meeting that is moved meanwhile puts nobody out. */
  onInside: (isInside: boolean) => void
  /** Something of the meeting changed: what is known of it has to be read again. */
  onChanged: () => void
}

/** While it is time: before one comes in, and in the call. */
export function CallPage({ token, join, now, onInside, onChanged }: CallPageProps) {
  const { me } = useMe()
  const { media, own } = useOwnMedia()
  const { session, state } = useSession(token, media)
  const isInside = state?.phase === 'inside'
  const whyCode = state?.why?.code
  useEffect(() => {
    if (!isInside) return
    onInside(true)
    // Who is in was not asked meanwhile.
    return () => {
      onInside(false)
      onChanged()
    }
  }, [isInside, onInside, onChanged])
  useEffect(() => {
    // What ended it may have been the meeting itself.
    if (whyCode !== undefined) onChanged()
  }, [whyCode, onChanged])
  if (!me || !media || !own || !session || !state) return <LobbySkeleton />
  if (isInside) {
    return (
      <Call join={join} personId={me.id} session={session} state={state} media={media} own={own} now={now} />
    )
  }
  return (
    <main className="grid min-h-page place-items-center p-6 narrow:p-4">
      <article className="flex w-full max-w-xl flex-col gap-5">
        <MeetingHead join={join} now={now} />
        {join.elsewhere && <Elsewhere elsewhere={join.elsewhere} />}
        {joinStateOf(join, now) === 'open' && (
          <Lobby
            join={join}
            me={{ id: me.id, name: me.name }}
            media={media}
            own={own}
            isJoining={state.phase === 'joining'}
            why={state.why}
            onJoin={(wish) => void session.join(wish)}
          />
        )}
      </article>
    </main>
  )
}
