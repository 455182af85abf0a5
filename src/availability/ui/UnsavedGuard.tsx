import { useBlocker } from '@tanstack/react-router'

import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'

/** Asks before what is not saved is left behind: by a link, by Back, or by closing the page. */
export function UnsavedGuard({ isUnsaved }: { isUnsaved: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => isUnsaved,
    enableBeforeUnload: () => isUnsaved,
    withResolver: true,
  })
  return (
    <ConfirmDialog
      title="Leave without saving?"
      isOpen={status === 'blocked'}
      onOpenChange={(isOpen) => !isOpen && reset?.()}
      confirmLabel="Leave"
      cancelLabel="Stay"
      isDanger
      onConfirm={() => proceed?.()}
    >
      Your changes here are not saved yet.
    </ConfirmDialog>
  )
}
