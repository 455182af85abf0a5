import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'

import { Refused } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'

import type { Meeting } from '../contract/meeting.ts'
import { isAboutTime } from './use-month-of-slots.ts'
import { slotsKey } from './use-slots.ts'

/** A change of a meeting on its way. */
export type MeetingChange = {
  run: (change: (requestId: string) => Promise<{ meeting: Meeting }>) => Promise<boolean>
  isPending: boolean
  failure: string | null
  clear: () => void
}

/** Sends one change; a retry of the same intent keeps its request id. Answers whether it was done. */
export function useMeetingChange(meetingId: string): MeetingChange {
  const queries = useQueryClient()
  const requestId = useRef(crypto.randomUUID())
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const clear = () => {
    requestId.current = crypto.randomUUID()
    setFailure(null)
  }
  return {
    isPending,
    failure,
    clear,
    async run(change) {
      if (isPending) return false
      setPending(true)
      setFailure(null)
      try {
        const { meeting } = await change(requestId.current)
        queries.setQueryData(['meeting', meetingId], meeting)
        return true
      } catch (error) {
        setFailure(failureOf(error).message)
        if (error instanceof Refused && error.status === 409) {
          requestId.current = crypto.randomUUID()
          void queries.invalidateQueries({ queryKey: ['meeting', meetingId] })
          for (const kind of isAboutTime(error) ? (['meeting', 'new-times'] as const) : [])
            void queries.invalidateQueries({ queryKey: slotsKey(kind, meetingId) })
        }
        return false
      } finally {
        setPending(false)
      }
    },
  }
}
