import { Check, TriangleAlert, X } from 'lucide-react'
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastRegion as AriaToastRegion,
} from 'react-aria-components'

import { Button } from './Button.tsx'
import { IconButton } from './IconButton.tsx'
import { type ToastContents, toasts } from './toast.ts'

/** Where toasts appear. Stands once in the frame; F6 leads to it. */
export function ToastRegion() {
  return (
    <AriaToastRegion
      queue={toasts}
      className="fixed right-4 bottom-4 z-20 flex w-[min(24rem,calc(100vw-2rem))] flex-col-reverse gap-2 rounded-card narrow:bottom-[max(1rem,env(safe-area-inset-bottom))]"
    >
      {({ toast }) => (
        <Toast
          toast={toast}
          className="rises-in flex items-center gap-3 rounded-card border border-line bg-surface-raised py-2 pr-2 pl-4 shadow-float"
        >
          <Mark tone={toast.content.tone} />
          <ToastContent className="min-w-0 flex-1 py-1">
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          {toast.content.action && (
            <Button
              size="small"
              onPress={() => {
                toast.content.action?.onAction()
                toasts.close(toast.key)
              }}
            >
              {toast.content.action.label}
            </Button>
          )}
          <IconButton slot="close" size="small" label="Dismiss" icon={X} />
        </Toast>
      )}
    </AriaToastRegion>
  )
}

function Mark({ tone }: Pick<ToastContents, 'tone'>) {
  if (tone === 'good') return <Check aria-hidden="true" className="size-4 shrink-0 text-good" />
  if (tone === 'bad') return <TriangleAlert aria-hidden="true" className="size-4 shrink-0 text-bad" />
  return null
}
