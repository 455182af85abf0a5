import { useQueryClient } from '@tanstack/react-query'
import { Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { call } from '#kit/api.ts'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { Menu } from '#kit/Menu.tsx'
import { useMedia } from '#kit/use-media.ts'

import { deleteMessage, type Message } from '../contract/message.ts'
import { excerptOf } from '../conversation.ts'
import { keepMessage } from './use-room.ts'

type Props = { message: Message; roomId: string; onEdit: () => void }

/** What one can do with one's own message: shown where the pointer or the focus is, behind three dots on a phone. */
export function MessageActions({ message, roomId, onEdit }: Props) {
  const [isAsking, setAsking] = useState(false)
  const isTouch = useMedia('(pointer: coarse)')
  return (
    <>
      {isTouch ? (
        <div className="absolute -top-2.5 right-0 text-muted">
          <Menu
            label="Message options"
            items={[
              { id: 'edit', label: 'Edit', icon: Pencil, onAction: onEdit },
              {
                id: 'delete',
                label: 'Delete',
                icon: Trash2,
                isDanger: true,
                onAction: () => setAsking(true),
              },
            ]}
          />
        </div>
      ) : (
        <div className="absolute -top-4 right-2 flex rounded-card border border-line bg-surface-raised opacity-0 group-hover/message:opacity-100 focus-within:opacity-100">
          <IconButton size="small" label="Edit message" icon={Pencil} onPress={onEdit} />
          <IconButton size="small" label="Delete message" icon={Trash2} onPress={() => setAsking(true)} />
        </div>
      )}
      <DeleteDialog message={message} roomId={roomId} isOpen={isAsking} onOpenChange={setAsking} />
    </>
  )
}

type DialogProps = {
  message: Message
  roomId: string
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

function DeleteDialog({ message, roomId, isOpen, onOpenChange }: DialogProps) {
  const queries = useQueryClient()
  if (!isOpen) return null
  return (
    <ConfirmDialog
      title="Delete this message?"
      isOpen
      onOpenChange={onOpenChange}
      confirmLabel="Delete"
      isDanger
      onConfirm={async () => {
        const answer = await call(deleteMessage, { params: { roomId, messageId: message.id } })
        keepMessage(queries, roomId, answer.message)
      }}
    >
      <blockquote className="border-l-2 border-line-strong pl-3 text-muted">{excerptOf(message)}</blockquote>
      <p>Its text is gone for everybody. That it was there stays visible.</p>
    </ConfirmDialog>
  )
}
