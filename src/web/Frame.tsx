import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import { changedEvent } from '#calendars/contract/link.ts'
import { calendarsKey } from '#calendars/ui/use-calendars.ts'
import { fallSilent } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { FailedState } from '#kit/FailedState.tsx'
import type { LiveEvent } from '#kit/live.ts'
import { LiveProvider, useLive, useLiveEvents, useLiveState } from '#kit/live-context.tsx'
import { readAnew } from '#kit/read-anew.ts'
import { Spinner } from '#kit/Spinner.tsx'
import { noticesEvent, settingsEvent } from '#notifications/contract.ts'
import { noticesKey } from '#notifications/ui/use-notices.ts'
import { notificationSettingsKey } from '#notifications/ui/use-notification-settings.ts'
import { listStreamEvents } from '#rooms/contract/stream.ts'

/** What every page for signed-in people stands in: the session, the way back, and the live connection. */
export function SignedInFrame() {
  const { me, isLoading, failure, retry } = useMe()
  if (isLoading) return <Waiting />
  if (failure) return <Unreachable onRetry={retry} />
  if (!me) return <LedToSignIn />
  return (
    <LiveProvider readGap={readGap}>
      <FollowSession />
      <Outlet />
    </LiveProvider>
  )
}

// Where one was going is kept from the start: the address changes while one is led away. It is done once; the router's
// own Navigate goes again whenever it is drawn, and going draws it again, until the page of the address has come.
function LedToSignIn() {
  const { href } = useLocation()
  const navigate = useNavigate()
  const [next] = useState(href)
  useEffect(() => void navigate({ to: '/sign-in', search: { next }, replace: true }), [navigate, next])
  return <Waiting />
}

function readGap(stream: string, after: number): Promise<{ events: LiveEvent[]; head: number }> {
  return call(listStreamEvents, { params: { stream }, query: { after, limit: 200 } })
}

const lookWhileOfflineMs = 10_000

// What concerns the person and not a room: their own settings, and the end of their session.
function FollowSession() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const live = useLive()
  const state = useLiveState()
  const hear = useCallback(
    (event: LiveEvent) => {
      if (event.k === 'me.changed') void readAnew(queries, { queryKey: ['me'] })
      // Everything read of one's own calendars stands under it.
      if (event.k === changedEvent) void readAnew(queries, { queryKey: calendarsKey })
      if (event.k === noticesEvent) void readAnew(queries, { queryKey: noticesKey })
      if (event.k === settingsEvent) void readAnew(queries, { queryKey: notificationSettingsKey })
      if (event.k === 'announcements.changed') void readAnew(queries, { queryKey: ['announcements'] })
    },
    [queries],
  )
  useLiveEvents(hear)
  // A notification was pressed, and its worker asks this page to go where it leads.
  useEffect(() => {
    const open = ({ data }: MessageEvent<{ open?: string }>): void => {
      if (typeof data.open === 'string' && data.open.startsWith('/')) void navigate({ to: data.open })
    }
    navigator.serviceWorker?.addEventListener('message', open)
    return () => navigator.serviceWorker?.removeEventListener('message', open)
  }, [navigate])
  // What was said of rooms is not for the sign-in page.
  useEffect(() => fallSilent, [])
  useEffect(() => live.onReset(() => void queries.invalidateQueries()), [live, queries])
  useEffect(() => {
    // Nobody being signed in any more, the frame leads to the sign-in, and from there back to where one is now.
    if (state === 'signed-out') void readAnew(queries, { queryKey: ['me'] })
    if (state !== 'offline') return
    // Whose session ended meanwhile gets no connection that could tell them so.
    const look = setInterval(() => void readAnew(queries, { queryKey: ['me'] }), lookWhileOfflineMs)
    return () => clearInterval(look)
  }, [state, queries])
  return null
}

function Waiting() {
  return (
    <main className="grid min-h-page place-items-center">
      <Spinner label="Opening Parley" />
    </main>
  )
}

function Unreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <main className="grid min-h-page place-items-center p-6">
      <FailedState title="Parley cannot be reached right now" onRetry={onRetry}>
        Nothing is lost. Check your connection, or try again in a moment.
      </FailedState>
    </main>
  )
}
