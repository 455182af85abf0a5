import { useEffect } from 'react'

/** Names the page in the tab and for screen readers, most particular first. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title ? `${title} · Parley` : 'Parley'
  }, [title])
}
