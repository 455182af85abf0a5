import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call, Refused } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'

import { offerOtherTimes } from '../contract/counter-offer.ts'
import type { Invite } from '../contract/invite.ts'

/** Times of one's own that are being chosen, and the way to send them. */
export type OtherTimes = {
  /** ISO instants, ascending. */
  chosen: readonly string[]
  toggle: (start: string, isChosen: boolean) => void
  note: string
  setNote: (note: string) => void
  /** Answers whether they are in the room. */
  send: () => Promise<boolean>
  isPending: boolean
  failure: string | null
}

/** Keeps what is chosen while its invite is looked at. A retry of the same choice keeps its request id. */
export function useOtherTimes(invite: Invite): OtherTimes {
  const queries = useQueryClient()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [note, setNote] = useState('')
  const [requestId, setRequestId] = useState(() => crypto.randomUUID())
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const begin = () => {
    setRequestId(crypto.randomUUID())
    setFailure(null)
  }

  async function send(): Promise<boolean> {
    if (isPending || chosen.length === 0) return false
    setPending(true)
    setFailure(null)
    const { id: inviteId, durationMinutes } = invite
    try {
      const body = { requestId, durationMinutes, starts: [...chosen], note }
      await call(offerOtherTimes, { params: { inviteId }, body })
      announce('Your times are in the room')
      return true
    } catch (error) {
      setFailure(failureOf(error).message)
      if (error instanceof Refused) {
        void queries.invalidateQueries({ queryKey: ['invite', inviteId] })
        void queries.invalidateQueries({ queryKey: ['own-times', inviteId] })
      }
      return false
    } finally {
      setPending(false)
    }
  }

  return {
    chosen,
    toggle(start, isChosen) {
      begin()
      const others = chosen.filter((one) => one !== start)
      setChosen(isChosen ? [...others, start].toSorted() : others)
    },
    note,
    setNote(next) {
      begin()
      setNote(next)
    },
    send,
    isPending,
    failure,
  }
}
