import { type RefObject, useEffect } from 'react'

// Dialogs and menus give the focus back by themselves; they get this long to do it.
const patienceMs = 150

/**
 * Keeps the keyboard in the room: when what had the focus is gone, such as the button of a card that became another one,
 * `place` takes it, instead of the top of the page.
 */
export function useKeptFocus(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let last: Node | null = null
    let timer = 0
    const isLost = () => last !== null && !last.isConnected && document.activeElement === document.body
    const take = () => {
      if (isLost()) place.current?.focus({ preventScroll: true })
    }
    const remember = ({ target }: FocusEvent) => {
      last = target instanceof Node ? target : null
    }
    const observer = new MutationObserver(() => {
      if (!isLost()) return
      clearTimeout(timer)
      // On a slow machine they are late: they do it before the next drawing, so this waits for that as well.
      timer = window.setTimeout(() => requestAnimationFrame(take), patienceMs)
    })
    document.addEventListener('focusin', remember)
    observer.observe(document.body, { childList: true, subtree: true })
    return () => {
      document.removeEventListener('focusin', remember)
      observer.disconnect()
      clearTimeout(timer)
    }
  }, [place])
}
