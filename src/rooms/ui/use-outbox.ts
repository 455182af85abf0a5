import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useSyncExternalStore } from 'react'

import { useLiveState } from '#kit/live-context.tsx'

import { openOutbox, type Outbox, type OutboxItem } from './outbox.ts'
import { keepMessage } from './use-room.ts'

/** What a person has written in a room that is not sent yet, and the outbox it waits in. */
export function useOutbox(
  personId: string,
  roomId: string,
): { outbox: Outbox; waiting: readonly OutboxItem[] } {
  const queries = useQueryClient()
  const state = useLiveState()
  const outbox = useMemo(
    () => openOutbox(personId, localStorage, (sentTo, message) => keepMessage(queries, sentTo, message)),
    [personId, queries],
  )
  useEffect(() => {
    if (state === 'live') outbox.hurry()
  }, [outbox, state])
  const waiting = useSyncExternalStore(
    outbox.subscribe,
    useCallback(() => outbox.list(roomId), [outbox, roomId]),
  )
  return { outbox, waiting }
}
