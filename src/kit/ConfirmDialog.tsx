import { type ReactNode, useState } from 'react'

import { Banner } from './Banner.tsx'
import { Button } from './Button.tsx'
import { Dialog } from './Dialog.tsx'
import { failureOf } from './form-failure.ts'

type ConfirmDialogProps = {
  /** The question. */
  title: string
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** The verb of what happens. */
  confirmLabel: string
  cancelLabel?: string
  /** What cannot be undone. */
  isDanger?: boolean
  /** Closes by itself when this is done; a refusal is shown and it stays. */
  onConfirm: () => void | Promise<void>
  /** What follows from it, or fields that belong to it. */
  children?: ReactNode
}

/** Asks once before what is hard to undo. Waits for the answer and says so when it is refused. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const {
    title,
    isOpen,
    onOpenChange,
    confirmLabel,
    cancelLabel = 'Go back',
    isDanger = false,
    children,
  } = props
  const [isPending, setPending] = useState(false)
  const [sentence, setSentence] = useState<string | null>(null)
  const change = (open: boolean) => {
    setSentence(null)
    onOpenChange(open)
  }
  const confirm = async () => {
    setPending(true)
    setSentence(null)
    try {
      await props.onConfirm()
      change(false)
    } catch (error) {
      setSentence(failureOf(error).message)
    } finally {
      setPending(false)
    }
  }
  return (
    <Dialog
      role="alertdialog"
      title={title}
      width="narrow"
      isOpen={isOpen}
      onOpenChange={change}
      isDismissable={!isPending}
      actions={
        <>
          <Button variant="quiet" onPress={() => change(false)}>
            {cancelLabel}
          </Button>
          <Button
            variant={isDanger ? 'danger' : 'primary'}
            isPending={isPending}
            onPress={() => void confirm()}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {children}
        {sentence && <Banner tone="bad">{sentence}</Banner>}
      </div>
    </Dialog>
  )
}
