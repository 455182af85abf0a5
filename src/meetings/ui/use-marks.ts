import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'

import { type Invite, markTimes } from '../contract/invite.ts'

/** The times somebody marks as suiting them, not sent yet. */
export type Marks = {
  /** ISO instants, ascending. */
  chosen: readonly string[]
  toggle: (starts: readonly string[], isChosen: boolean) => void
  /** Sends what is chosen, or that nothing suits; answers whether it was kept. */
  send: (starts: readonly string[]) => Promise<boolean>
  isPending: boolean
  failure: string | null
}

/** Begins with what was marked before. To mark is to replace, so that sending twice is the same. */
export function useMarks({ id: inviteId, agreement }: Invite): Marks {
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<readonly string[]>(agreement?.myMarks ?? [])
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  return {
    chosen,
    toggle(starts, isChosen) {
      setFailure(null)
      const others = chosen.filter((one) => !starts.includes(one))
      setChosen(isChosen ? [...others, ...starts].toSorted() : others)
    },
    async send(starts) {
      if (isPending) return false
      setPending(true)
      setFailure(null)
      try {
        const { invite } = await call(markTimes, { params: { inviteId }, body: { starts: [...starts] } })
        queries.setQueryData(['invite', inviteId], invite)
        announce('Your answer is kept')
        return true
      } catch (error) {
        setFailure(failureOf(error).message)
        void queries.invalidateQueries({ queryKey: ['invite', inviteId] })
        return false
      } finally {
        setPending(false)
      }
    },
    isPending,
    failure,
  }
}
