import { useState } from 'react'

import { call } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'

import { startOAuth } from '../contract/linking.ts'

type Wish = { provider: 'google' | 'microsoft'; returnTo: string; relinksId?: string | undefined }

/** Leads to Google or Microsoft. Who agrees there is asked once more here, and then comes back to `returnTo`. */
export function useOAuth() {
  const [isPending, setPending] = useState(false)
  const [sentence, setSentence] = useState<string | null>(null)
  async function setOut(wish: Wish): Promise<void> {
    setPending(true)
    setSentence(null)
    try {
      const { url } = await call(startOAuth, { body: wish })
      location.assign(url)
    } catch (error) {
      setSentence(failureOf(error).message)
      setPending(false)
    }
  }
  return { setOut: (wish: Wish) => void setOut(wish), isPending, sentence }
}
