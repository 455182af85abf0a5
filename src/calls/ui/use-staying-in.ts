import { defaultStringifySearch, useBlocker } from '@tanstack/react-router'

import { showToast } from '#kit/toast.ts'

/**
 * Keeps one in the call: whatever one goes to from here, such as a card among the messages, opens in another tab. Going back,
 * and being taken away as when one is signed out, lead out of it as always.
 */
export function useStayingIn(): void {
  useBlocker({
    enableBeforeUnload: false,
    shouldBlockFn: ({ current, next, action }) => {
      if (action !== 'PUSH') return false
      if (next.pathname !== current.pathname)
        openBeside(`${next.pathname}${defaultStringifySearch(next.search)}`)
      return true
    },
  })
}

// A browser opens no tab that nobody has asked for by a click, such as for a notice that is opened elsewhere.
function openBeside(address: string): void {
  if (!window.open(address, '_blank')) showToast({ text: 'Leave the call to go there' })
}
