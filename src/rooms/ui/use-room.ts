import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import { call, mayPass } from '#kit/api.ts'
import type { Live, LiveEvent } from '#kit/live.ts'
import { useLive } from '#kit/live-context.tsx'

import { listMessages, type Message } from '../contract/message.ts'
import { readRoom } from '../contract/room.ts'
import { withChangedMessage, withEarlier, withMessage } from '../conversation.ts'
import { applyRoomEvent, type RoomState, roomStream } from '../room.ts'
import { readWhileLive } from './read-while-live.ts'
import { useFollowing } from './use-following.ts'

type Room = {
  room: RoomState | undefined
  failure: Error | null
  retry: () => void
  /** Reads the page of messages before those that are there. */
  loadEarlier: () => void
  isLoadingEarlier: boolean
}

/** One room with its members and messages, kept true by live events. Undefined until it is known. */
export function useRoom(roomId: string): Room {
  const live = useLive()
  const queries = useQueryClient()
  const { me } = useMe()
  const personId = me?.id ?? ''
  useFollowing()
  const { data, error, refetch } = useQuery({
    queryKey: ['room', roomId],
    queryFn: () => readOneRoom(live, roomId, personId),
    enabled: personId !== '',
    staleTime: Infinity,
    retry: (failures, failure) => mayPass(failure) && failures < 3,
  })
  const { loadEarlier, isLoadingEarlier } = useEarlier(live, queries, roomId)
  return {
    room: data,
    failure: data ? null : error,
    retry: () => void refetch(),
    loadEarlier,
    isLoadingEarlier,
  }
}

/** Shows a message the server has answered with, before or after its event. */
export function keepMessage(queries: QueryClient, roomId: string, message: Message): void {
  queries.setQueryData<RoomState>(
    ['room', roomId],
    (room) =>
      room && {
        ...room,
        messages: withChangedMessage(withMessage(room.messages, message), message),
      },
  )
}

async function readOneRoom(live: Live, roomId: string, personId: string): Promise<RoomState> {
  const room = await readWhileLive<RoomState>(
    live,
    () => call(readRoom, { params: { roomId } }),
    (state, event) => applyRoomEvent(state, event, personId),
  )
  live.know(roomStream(roomId), room.head)
  return room
}

function useEarlier(live: Live, queries: QueryClient, roomId: string) {
  const [isLoadingEarlier, setLoading] = useState(false)
  const isBusy = useRef(false)
  const loadEarlier = useCallback(() => {
    const room = queries.getQueryData<RoomState>(['room', roomId])
    const first = room?.messages[0]
    if (!room?.hasEarlier || !first || isBusy.current) return
    isBusy.current = true
    setLoading(true)
    addEarlier(live, queries, roomId, first.seq)
      // Scrolling up again asks again.
      .catch(() => undefined)
      .finally(() => {
        isBusy.current = false
        setLoading(false)
      })
  }, [live, queries, roomId])
  return { loadEarlier, isLoadingEarlier }
}

// A message may be edited while its page is on the way: what was told meanwhile counts.
async function addEarlier(live: Live, queries: QueryClient, roomId: string, before: number): Promise<void> {
  const changed: Message[] = []
  const stop = live.onEvent((event: LiveEvent) => {
    if (event.s === roomStream(roomId) && event.k === 'message.changed')
      changed.push(event.d.message as Message)
  })
  const page = await call(listMessages, { params: { roomId }, query: { before, limit: 50 } }).finally(stop)
  const earlier = changed.reduce<readonly Message[]>(withChangedMessage, page.messages)
  queries.setQueryData<RoomState>(
    ['room', roomId],
    (room) => room && { ...room, messages: withEarlier(room.messages, earlier), hasEarlier: page.hasEarlier },
  )
}
