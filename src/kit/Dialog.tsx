import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Text } from 'react-aria-components'

import { IconButton } from './IconButton.tsx'
import { ModalFrame, type ModalWidth } from './ModalFrame.tsx'

type DialogProps = {
  title: string
  /** One sentence under the title. */
  description?: ReactNode
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  width?: ModalWidth
  children: ReactNode
  /** Buttons at the foot, the main one last. */
  actions?: ReactNode
  /** False while leaving would lose something; the X stays. */
  isDismissable?: boolean
  role?: 'dialog' | 'alertdialog'
}

/** One thing to attend to before going on. In the middle of wide windows; a sheet from below on phones. */
export function Dialog(props: DialogProps) {
  const {
    title,
    description,
    isOpen,
    onOpenChange,
    width = 'regular',
    children,
    actions,
    role,
    isDismissable,
  } = props
  return (
    <ModalFrame isOpen={isOpen} onOpenChange={onOpenChange} width={width} isDismissable={isDismissable}>
      <AriaDialog {...(role && { role })} className="flex min-h-0 flex-col outline-none">
        <header className="flex items-start gap-4 px-6 pt-5 pb-4">
          <div className="min-w-0 flex-1 pt-1">
            <Heading slot="title" className="text-lg font-semibold text-balance">
              {title}
            </Heading>
            {description && (
              <Text slot="description" className="mt-1 block text-muted">
                {description}
              </Text>
            )}
          </div>
          <IconButton label="Close" icon={X} onPress={() => onOpenChange(false)} className="-mr-2" />
        </header>
        <ModalBody>{children}</ModalBody>
        <ModalActions>{actions}</ModalActions>
      </AriaDialog>
    </ModalFrame>
  )
}

/** The part of a dialog that scrolls when it is long. */
export function ModalBody({ children }: { children: ReactNode }) {
  return <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain px-6 py-1 pb-6">{children}</div>
}

/** The foot of a dialog. On phones the buttons share its width. */
export function ModalActions({ children }: { children: ReactNode }) {
  if (!children) return null
  return (
    <footer className="flex items-center justify-end gap-2 border-t border-line px-6 py-3.5 narrow:pb-[max(0.875rem,env(safe-area-inset-bottom))] narrow:*:flex-1">
      {children}
    </footer>
  )
}
