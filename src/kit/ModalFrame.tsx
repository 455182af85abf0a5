import type { ReactNode } from 'react'
import { Modal, ModalOverlay } from 'react-aria-components'

import { classes } from './classes.ts'

export type ModalWidth = 'narrow' | 'regular' | 'wide'

type ModalFrameProps = {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  width: ModalWidth
  isDismissable?: boolean | undefined
  children: ReactNode
}

const widths: Record<ModalWidth, string> = {
  narrow: 'wide:max-w-[26.25rem]',
  regular: 'wide:max-w-[35rem]',
  wide: 'wide:max-w-[47.5rem]',
}

/**
 * What dialogs stand in. Their upper edge stays where it is however much they grow, so that nothing jumps from step
 * to step; on phones they rise from the lower edge.
 */
export function ModalFrame({ isOpen, onOpenChange, width, isDismissable = true, children }: ModalFrameProps) {
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      isDismissable={isDismissable}
      className={
        'fixed inset-x-0 top-0 z-10 flex h-(--visual-viewport-height) items-end justify-center bg-scrim ' +
        'data-entering:fades-in data-exiting:fades-out wide:items-start wide:px-6 wide:pt-[min(12vh,7rem)]'
      }
    >
      <Modal
        className={classes(
          'flex max-h-[94%] w-full flex-col overflow-hidden bg-surface-raised shadow-float outline-none',
          'narrow:rounded-t-[1rem] wide:max-h-[calc(100%-2rem)] wide:rounded-card',
          'data-entering:rises-in data-exiting:sinks-out wide:data-entering:grows-in wide:data-exiting:fades-out',
          widths[width],
        )}
      >
        {children}
      </Modal>
    </ModalOverlay>
  )
}
