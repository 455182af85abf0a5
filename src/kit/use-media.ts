import { useCallback, useSyncExternalStore } from 'react'

/** Whether a media query holds, kept true as the window changes. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => matchMedia(query).matches)
}

/** Whether one thing at a time has room, as on a phone. The same edge as the `narrow:` classes. */
export function useNarrow(): boolean {
  return useMedia('(width < 45rem)')
}
