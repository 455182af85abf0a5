import { useCallback, useState } from 'react'

/** What a person has begun to write in a room, kept through reloads. Empty text is no draft. */
export function useDraft(personId: string, roomId: string): [string, (text: string) => void] {
  const key = `parley.draft.${personId}.${roomId}`
  const [draft, setDraft] = useState(() => localStorage.getItem(key) ?? '')
  const keep = useCallback(
    (text: string) => {
      setDraft(text)
      if (text) localStorage.setItem(key, text)
      else localStorage.removeItem(key)
    },
    [key],
  )
  return [draft, keep]
}
