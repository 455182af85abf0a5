import { useEffect, useEffectEvent } from 'react'

type Keys = {
  onMute: () => void
  onCamera: () => void
  /** Space, held: speaking while it is. */
  onTalk: (isTalking: boolean) => void
  onEscape: () => void
}

/** The keys of a call: M, V, Esc, and space to speak while it is held. None of them where somebody writes or chooses. */
export function useCallKeys({ onMute, onCamera, onTalk, onEscape }: Keys): void {
  const onDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTakenBy(event.target)) return
    if (event.key === 'Escape') return onEscape()
    if (event.repeat) return event.key === ' ' ? event.preventDefault() : undefined
    if (event.key === ' ') {
      event.preventDefault()
      return onTalk(true)
    }
    const key = event.key.toLowerCase()
    if (key === 'm') onMute()
    if (key === 'v') onCamera()
  })
  const onUp = useEffectEvent((event: KeyboardEvent) => {
    if (event.key === ' ') onTalk(false)
  })
  useEffect(() => {
    addEventListener('keydown', onDown)
    addEventListener('keyup', onUp)
    return () => {
      removeEventListener('keydown', onDown)
      removeEventListener('keyup', onUp)
    }
  }, [])
}

// A button answers to space itself; a field, a list and a dialog to every key.
function isTakenBy(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  return (
    target.closest(
      'input, textarea, select, button, a, [role=log], [role=dialog], [role=listbox], [role=menu]',
    ) !== null
  )
}
