import { useCallback, useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'

/**
 * The word somebody wants to send with a time, or with their answer, kept for them in this tab through reloads until it is
 * sent.
 */
export function useKeptWord(aboutId: string): {
  word: string
  setWord: (word: string) => void
  forgetWord: () => void
} {
  const { me } = useMe()
  // The next person at this tab does not find it.
  const place = `parley.word.${me?.id ?? ''}.${aboutId}`
  const [word, setWord] = useState(() => sessionStorage.getItem(place) ?? '')
  const forgetWord = useCallback(() => sessionStorage.removeItem(place), [place])
  const keep = useCallback(
    (next: string) => {
      setWord(next)
      if (next) sessionStorage.setItem(place, next)
      else sessionStorage.removeItem(place)
    },
    [place],
  )
  return { word, setWord: keep, forgetWord }
}
