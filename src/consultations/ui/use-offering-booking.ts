import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call, Refused } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'
import { isAboutTime } from '#meetings/ui/use-month-of-slots.ts'

import { bookConsultation, type Offering } from '../contract.ts'
import { refuseAnswer } from '../offering.ts'
import { forgetDraft, keepDraft, readDraft } from './kept-draft.ts'

/** A booking on its way. What was typed stays, whatever the answer, and through the sign-in. */
export type OfferingBooking = {
  answers: Readonly<Record<string, string>>
  setAnswer: (id: string, answer: string) => void
  /** A sentence for each answer that cannot be sent so. */
  wrong: Readonly<Record<string, string>>
  word: string
  setWord: (word: string) => void
  /** Whether the answers can be sent; says where they cannot. */
  check: () => boolean
  confirm: (start: string, durationMinutes: number) => Promise<void>
  isPending: boolean
  failure: string | null
  clear: () => void
}

type Ends = {
  /** It is booked, or asked for: this meeting, in its room. */
  onBooked: (meeting: { id: string; roomId: string }) => void
  /** The time went to somebody else. */
  onGone: () => void
}

/** Books an offering. The same choice keeps its request id over retries, so that it cannot be booked twice. */
export function useOfferingBooking(
  { id, questions }: Offering,
  key: string,
  { onBooked, onGone }: Ends,
): OfferingBooking {
  const [draft, setDraft] = useState(() => readDraft(id))
  const [wrong, setWrong] = useState<Record<string, string>>({})
  const [request, setRequest] = useState({ start: '', requestId: crypto.randomUUID() })
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  function type(next: typeof draft): void {
    setDraft(next)
    keepDraft(id, next)
  }

  function check(): boolean {
    const found = questions.flatMap((question) => {
      const sentence = refuseAnswer(question, (draft.answers[question.id] ?? '').trim())
      return sentence ? [[question.id, sentence] as const] : []
    })
    setWrong(Object.fromEntries(found))
    return found.length === 0
  }

  async function confirm(start: string, durationMinutes: number): Promise<void> {
    if (isPending || !check()) return
    const requestId = request.start === start ? request.requestId : crypto.randomUUID()
    setRequest({ start, requestId })
    setPending(true)
    setFailure(null)
    try {
      const { answers, word } = draft
      const body = { requestId, startsAt: start, durationMinutes, answers, word, key }
      const { meeting } = await call(bookConsultation, { params: { offeringId: id }, body })
      forgetDraft(id)
      announce('Booked')
      onBooked(meeting)
    } catch (error) {
      takeRefusal(error)
      setPending(false)
    }
  }

  function takeRefusal(error: unknown): void {
    const { message, fields = {} } = failureOf(error)
    const isOff = error instanceof Refused && error.status === 404
    setFailure(isOff ? 'This is not offered any more, or no longer to you. Nothing was booked.' : message)
    setWrong(
      Object.fromEntries(
        Object.entries(fields).map(([name, sentence]) => [name.replace(/^answers\./, ''), sentence]),
      ),
    )
    if (!(error instanceof Refused) || error.status !== 409) return
    setRequest({ start: '', requestId: crypto.randomUUID() })
    if (isAboutTime(error)) onGone()
  }

  return {
    answers: draft.answers,
    setAnswer(questionId, answer) {
      setWrong((all) => Object.fromEntries(Object.entries(all).filter(([name]) => name !== questionId)))
      type({ ...draft, answers: { ...draft.answers, [questionId]: answer } })
    },
    wrong,
    word: draft.word,
    setWord: (word) => type({ ...draft, word }),
    check,
    confirm,
    isPending,
    failure,
    clear: () => setFailure(null),
  }
}
