import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { failureOf } from '#kit/form-failure.ts'

import { calendarsKey } from './use-calendars.ts'

/** Changes something of one's calendars and reads them again, so that what is shown is what is kept. */
export function useCalendarChange() {
  const queries = useQueryClient()
  const [isPending, setPending] = useState(false)
  const [sentence, setSentence] = useState<string | null>(null)
  async function change(work: () => Promise<unknown>): Promise<void> {
    setPending(true)
    setSentence(null)
    try {
      await work()
    } catch (error) {
      setSentence(failureOf(error).message)
    } finally {
      await queries.invalidateQueries({ queryKey: calendarsKey })
      setPending(false)
    }
  }
  return { change: (work: () => Promise<unknown>) => void change(work), isPending, sentence }
}
