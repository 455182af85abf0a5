import { useState } from 'react'

import { useFailure } from '#accounts/ui/use-failure.ts'

/** Sends what links an account; `onLinked` is told once it is. */
export function useLinking(link: () => Promise<unknown>, onLinked: () => void) {
  const [isPending, setPending] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const failure = useFailure(error)
  async function send(): Promise<void> {
    setPending(true)
    setError(null)
    try {
      await link()
      onLinked()
    } catch (refused) {
      setError(refused)
    } finally {
      setPending(false)
    }
  }
  return { send, isPending, failure }
}
