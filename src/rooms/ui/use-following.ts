import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import type { Live, LiveEvent } from '#kit/live.ts'
import { useLive } from '#kit/live-context.tsx'
import { readAnew } from '#kit/read-anew.ts'

import { applyListEvent, applyRoomEvent, type RoomListState, type RoomState } from '../room.ts'

const followed = new WeakSet<Live>()

/** Keeps everything known about rooms true while the connection stands, whichever of them is on the screen. */
export function useFollowing(): void {
  const live = useLive()
  const queries = useQueryClient()
  const { me } = useMe()
  const personId = me?.id
  useEffect(() => {
    if (personId !== undefined) follow(live, queries, personId)
  }, [live, queries, personId])
}

// Once for each connection. What was known before it is read again: its events went unheard.
function follow(live: Live, queries: QueryClient, personId: string): void {
  if (followed.has(live)) return
  followed.add(live)
  live.onEvent((event) => applyToAll(queries, event, personId))
  void queries.invalidateQueries({
    predicate: ({ queryKey, state }) =>
      state.data !== undefined && (queryKey[0] === 'rooms' || queryKey[0] === 'room'),
  })
}

function applyToAll(queries: QueryClient, event: LiveEvent, personId: string): void {
  queries.setQueryData<RoomListState>(['rooms'], (list) => list && applyListEvent(list, event, personId))
  if (event.s.startsWith('r:')) applyToRoom(queries, event.s.slice(2), event, personId)
  else applyOwn(queries, event, personId)
}

function applyToRoom(queries: QueryClient, roomId: string, event: LiveEvent, personId: string): void {
  queries.setQueryData<RoomState>(['room', roomId], (room) => room && applyRoomEvent(room, event, personId))
  // Whatever is read of the thing stands under its kind and id, whoever reads it.
  if (event.k === 'card.changed') {
    void readAnew(queries, { queryKey: [event.d.kind, event.d.id] })
  }
  if (event.k === 'member.joined' || event.k === 'member.left') {
    void readAnew(queries, { queryKey: ['entries', roomId] })
  }
}

function applyOwn(queries: QueryClient, event: LiveEvent, personId: string): void {
  if (event.k === 'room.read') applyToRoom(queries, String(event.d.roomId), event, personId)
  const roomId = String(event.d.stream).slice(2)
  if (event.k === 'stream.opened') {
    void readAnew(queries, { queryKey: ['rooms'] })
    void readAnew(queries, { queryKey: ['room', roomId] })
  }
  // What was seen there is not kept; an open page finds that the room is gone.
  if (event.k === 'stream.closed') void queries.resetQueries({ queryKey: ['room', roomId] })
}
