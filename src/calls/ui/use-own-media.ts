import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'

import { createOwnMedia, type OwnMedia, type OwnState } from './own-media.ts'

/** One's own devices for as long as the component stands; the browser is asked for them at once. */
export function useOwnMedia(): { media: OwnMedia | null; own: OwnState | null } {
  const [media, setMedia] = useState<OwnMedia | null>(null)
  useEffect(() => {
    const opened = createOwnMedia()
    setMedia(opened)
    void opened.open()
    return () => opened.close()
  }, [])
  const store = useMemo(
    () => ({
      subscribe: (hear: () => void) => media?.onChange(hear) ?? (() => undefined),
      read: () => media?.state() ?? null,
    }),
    [media],
  )
  return { media, own: useSyncExternalStore(store.subscribe, store.read) }
}
