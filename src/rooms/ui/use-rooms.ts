import { useQuery } from '@tanstack/react-query'

import { useMe } from '#accounts/ui/use-me.ts'
import { call } from '#kit/api.ts'
import type { Live } from '#kit/live.ts'
import { useLive } from '#kit/live-context.tsx'

import { listRooms, type RoomSummary } from '../contract/room.ts'
import { applyListEvent, type RoomListState } from '../room.ts'
import { readWhileLive } from './read-while-live.ts'
import { useFollowing } from './use-following.ts'

type Rooms = { rooms: readonly RoomSummary[] | undefined; failure: Error | null; retry: () => void }

/** The reader's rooms, the latest activity first, kept true by live events. Undefined until they are known. */
export function useRooms(): Rooms {
  const live = useLive()
  const { me } = useMe()
  const personId = me?.id ?? ''
  useFollowing()
  const { data, error, refetch } = useQuery({
    queryKey: ['rooms'],
    queryFn: () => readRooms(live, personId),
    enabled: personId !== '',
    staleTime: Infinity,
  })
  return { rooms: data?.rooms, failure: data ? null : error, retry: () => void refetch() }
}

async function readRooms(live: Live, personId: string): Promise<RoomListState> {
  const list = await readWhileLive<RoomListState>(
    live,
    () => call(listRooms),
    (state, event) => applyListEvent(state, event, personId),
  )
  for (const [stream, head] of Object.entries(list.heads)) live.know(stream, head)
  return list
}
