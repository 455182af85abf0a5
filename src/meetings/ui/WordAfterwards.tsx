import { useState } from 'react'

import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { TextArea } from '#kit/TextArea.tsx'

import { useWordToRoom } from './use-word-to-room.ts'

type WordAfterwardsProps = { roomId: string; title: string; onClose: () => void }

/** After a change everybody was told of: the offer to add a word to the room. */
export function WordAfterwards({ roomId, title, onClose }: WordAfterwardsProps) {
  const [body, setBody] = useState('')
  const { send, isPending, failure } = useWordToRoom(roomId, onClose)
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
            onPress={() => send(body)}
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
