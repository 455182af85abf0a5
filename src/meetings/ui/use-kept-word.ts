import { useCallback, useState } from 'react'

/** The word somebody wants to send with a time, or with their answer, kept in this tab through reloads until it is sent. */
export function useKeptWord(aboutId: string): {
  word: string
  setWord: (word: string) => void
  forgetWord: () => void
} {
  const place = `parley.word.${aboutId}`
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
