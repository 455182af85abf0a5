import { useState } from 'react'

// What was typed outlives its form until the page is left: closing a dialog by mistake loses nothing. Never a password.
const kept = new Map<string, Record<string, string>>()

/** Fields kept under `key`, beginning with `first`. */
export function useTyped<T extends Record<string, string>>(key: string, first: T) {
  const [typed, setTyped] = useState<T>({ ...first, ...kept.get(key) })
  return {
    typed,
    type(changed: Partial<T>) {
      const next = { ...typed, ...changed }
      kept.set(key, next)
      setTyped(next)
    },
    forget: () => void kept.delete(key),
  }
}
