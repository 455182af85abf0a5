import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call, Refused } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'

import { bookMeeting } from '../contract/invite.ts'
import { type Slots, slots as slotsShape } from '../contract/slots.ts'
import { useKeptWord } from './use-kept-word.ts'
import { isAboutTime } from './use-month-of-slots.ts'
import { slotsKey } from './use-slots.ts'

/** A choice on its way to being booked. What was typed stays, whatever the answer. */
export type Booking = {
  start: string | null
  choose: (start: string | null) => void
  word: string
  setWord: (word: string) => void
  confirm: () => void
  isPending: boolean
  failure: string | null
  /** What is free now, when the chosen time went. */
  fresh: Slots | null
}

/**
 * Books a time of an invite, `first` being the one chosen already. The same choice keeps its request id over retries, so that it
 * cannot be booked twice.
 */
export function useBooking(inviteId: string, onBooked: () => void, first: string | null): Booking {
  const queries = useQueryClient()
  const [choice, setChoice] = useState(() => choiceOf(first))
  const { word, setWord, forgetWord } = useKeptWord(inviteId)
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const [fresh, setFresh] = useState<Slots | null>(null)

  async function confirm(): Promise<void> {
    if (!choice || isPending) return
    setPending(true)
    setFailure(null)
    try {
      const { meeting } = await call(bookMeeting, {
        params: { inviteId },
        body: { requestId: choice.requestId, startsAt: choice.start, word },
      })
      queries.setQueryData(['meeting', meeting.id], meeting)
      announce('Booked')
      forgetWord()
      onBooked()
      void queries.invalidateQueries({ queryKey: ['invite', inviteId] })
    } catch (error) {
      takeRefusal(error)
      // Booked, it stays under way until it is left: there is nothing more to ask.
      setPending(false)
    }
  }

  // A time that went is not tried again; one that may have gone through is, under the same id.
  function takeRefusal(error: unknown): void {
    setFailure(failureOf(error).message)
    if (!(error instanceof Refused) || error.status !== 409) return
    setChoice(null)
    setFresh(freshOf(error.details))
    void queries.invalidateQueries({ queryKey: ['invite', inviteId] })
    if (isAboutTime(error)) void queries.invalidateQueries({ queryKey: slotsKey('invite', inviteId) })
  }

  return {
    start: choice?.start ?? null,
    choose(start) {
      setFailure(null)
      setChoice(choiceOf(start))
    },
    word,
    setWord,
    confirm: () => void confirm(),
    isPending,
    failure,
    fresh,
  }
}

function choiceOf(start: string | null): { start: string; requestId: string } | null {
  return start === null ? null : { start, requestId: crypto.randomUUID() }
}

function freshOf(details: unknown): Slots | null {
  const given =
    typeof details === 'object' && details !== null && 'slots' in details ? details.slots : undefined
  return slotsShape.safeParse(given).data ?? null
}
