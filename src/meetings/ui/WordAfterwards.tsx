import { useState } from 'react'

import { Banner } from '#kit/Banner.tsx'
import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { TextArea } from '#kit/TextArea.tsx'
import { sendMessage } from '#rooms/contract.ts'

type WordAfterwardsProps = { roomId: string; title: string; onClose: () => void }

/** After a change everybody was told of: the offer to add a word to the room. */
export function WordAfterwards({ roomId, title, onClose }: WordAfterwardsProps) {
  const [body, setBody] = useState('')
  const [clientId] = useState(() => crypto.randomUUID())
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)

  async function send(): Promise<void> {
    setPending(true)
    setFailure(null)
    try {
      await call(sendMessage, { params: { roomId }, body: { clientId, body } })
      onClose()
    } catch (error) {
      setFailure(failureOf(error).message)
    } finally {
      setPending(false)
    }
  }

  return (
    <Dialog
      title={title}
      description="Everybody in the room was told. Would you like to add a word?"
      width="narrow"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={body === ''}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            No thanks
          </Button>
          <Button
            variant="primary"
            isPending={isPending}
            isDisabled={body.trim() === ''}
            onPress={() => void send()}
          >
            Send
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        <TextArea label="Message to the room" value={body} onChange={setBody} autoFocus />
        {failure && <Banner tone="bad">{failure}</Banner>}
      </div>
    </Dialog>
  )
}
