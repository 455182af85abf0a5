import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'

import { useLive } from '#kit/live-context.tsx'

import type { OwnMedia } from './own-media.ts'
import { openSession, type Session, type SessionState } from './session.ts'

/** This page's part in the call behind a join link; it leaves when the component goes. */
export function useSession(
  token: string,
  media: OwnMedia | null,
): { session: Session | null; state: SessionState | null } {
  const live = useLive()
  const [session, setSession] = useState<Session | null>(null)
  useEffect(() => {
    if (!media) return
    const opened = openSession({ live, token, media })
    setSession(opened)
    return () => opened.close()
  }, [live, token, media])
  const store = useMemo(
    () => ({
      subscribe: (hear: () => void) => session?.onChange(hear) ?? (() => undefined),
      read: () => session?.state() ?? null,
    }),
    [session],
  )
  return { session, state: useSyncExternalStore(store.subscribe, store.read) }
}
