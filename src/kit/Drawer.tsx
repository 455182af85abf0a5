import { X } from 'lucide-react'
import { type ReactNode, useEffect, useEffectEvent, useId, useRef } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'

import { IconButton } from './IconButton.tsx'
import { useMedia } from './use-media.ts'

type DrawerProps = {
  title: string
  onClose: () => void
  children: ReactNode
  /** Buttons at its foot. */
  actions?: ReactNode
}

/**
 * Details beside the work. A column (340) of its parent's row where there is room; over the page, from the right, where
 * there is none. Render it while it is open.
 */
export function Drawer(props: DrawerProps) {
  return useMedia('(width >= 70rem)') ? <Column {...props} /> : <Over {...props} />
}

function Column({ title, onClose, children, actions }: DrawerProps) {
  const name = useId()
  const column = useRef<HTMLElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const close = useEffectEvent(onClose)
  useEffect(() => {
    const before = document.activeElement
    heading.current?.focus()
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  useEffect(() => {
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) close()
    }
    const element = column.current
    element?.addEventListener('keydown', leave)
    return () => element?.removeEventListener('keydown', leave)
  }, [])
  return (
    <aside
      ref={column}
      aria-labelledby={name}
      className="slides-in flex w-[21.25rem] shrink-0 flex-col border-l border-line bg-surface"
    >
      <header className="flex items-center justify-between gap-4 py-3 pr-3 pl-6">
        <h2 ref={heading} id={name} tabIndex={-1} className="truncate font-semibold outline-none">
          {title}
        </h2>
        <IconButton label="Close" icon={X} onPress={onClose} />
      </header>
      <Inside actions={actions}>{children}</Inside>
    </aside>
  )
}

function Over({ title, onClose, children, actions }: DrawerProps) {
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className="fixed inset-x-0 top-0 z-10 flex h-(--visual-viewport-height) justify-end bg-scrim data-entering:fades-in"
    >
      <Modal className="flex w-full max-w-[26.25rem] flex-col bg-surface shadow-float outline-none data-entering:slides-in narrow:max-w-none">
        <AriaDialog className="flex min-h-0 flex-1 flex-col outline-none">
          <header className="flex items-center justify-between gap-4 py-3 pr-3 pl-6">
            <Heading slot="title" className="truncate font-semibold">
              {title}
            </Heading>
            <IconButton label="Close" icon={X} onPress={onClose} />
          </header>
          <Inside actions={actions}>{children}</Inside>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

function Inside({ children, actions }: Pick<DrawerProps, 'children' | 'actions'>) {
  return (
    <>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-6 pb-6">{children}</div>
      {actions && <footer className="flex gap-2 border-t border-line px-6 py-3.5">{actions}</footer>}
    </>
  )
}
