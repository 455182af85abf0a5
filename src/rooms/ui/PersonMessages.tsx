import { memo } from 'react'

import { Avatar } from '#kit/Avatar.tsx'
import { classes } from '#kit/classes.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import { sayTime } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import type { Message } from '../contract/message.ts'
import type { MessageGroup } from '../conversation.ts'
import { MessageActions } from './MessageActions.tsx'
import { MarkdownText } from './MarkdownText.tsx'
import { MessageEditor } from './MessageEditor.tsx'
import { sayMoment } from './said-times.ts'

type Shared = {
  roomId: string
  personId: string
  editedId: string | null
  onEdit: (messageId: string | null) => void
}

/** What one person wrote in a few minutes, under their name. Own messages stand where the others do. */
export function PersonMessages({ group, ...shared }: { group: MessageGroup } & Shared) {
  const preferences = usePreferences()
  const now = useNow()
  const [first] = group.messages
  if (!first) return null
  const sentAt = instantOf(first.sentAt)
  return (
    <div className="flex gap-3 pt-3 pb-1">
      <Avatar
        name={first.senderName ?? ''}
        {...(first.senderId && { seed: first.senderId })}
        className="mt-0.5"
      />
      <div className="min-w-0 flex-1">
        <p className="flex items-baseline gap-2">
          <span className="truncate font-semibold">{first.senderName}</span>
          <time
            dateTime={first.sentAt}
            title={sayMoment(sentAt, now, preferences)}
            className="tabular shrink-0 text-sm text-muted"
          >
            {sayTime(sentAt, preferences)}
          </time>
        </p>
        {group.messages.map((message) => (
          <PersonMessage
            key={message.id}
            message={message}
            roomId={shared.roomId}
            isOwn={message.senderId === shared.personId}
            isEdited={message.id === shared.editedId}
            onEdit={shared.onEdit}
          />
        ))}
      </div>
    </div>
  )
}

type MessageProps = {
  message: Message
  roomId: string
  isOwn: boolean
  isEdited: boolean
  onEdit: (messageId: string | null) => void
}

const PersonMessage = memo(function PersonMessage({
  message,
  roomId,
  isOwn,
  isEdited,
  onEdit,
}: MessageProps) {
  if (message.deletedAt !== null) {
    return (
      <p data-message={message.seq} className="py-0.5 text-muted italic">
        Message deleted
      </p>
    )
  }
  if (isEdited) return <MessageEditor message={message} roomId={roomId} onDone={() => onEdit(null)} />
  return (
    <div
      data-message={message.seq}
      className={classes(
        'group/message relative -mx-2 rounded-small px-2 py-0.5 hover:bg-hover',
        isOwn && 'touch:pr-11',
      )}
    >
      <div className="max-w-measure">
        <MarkdownText text={message.body} {...(message.editedAt !== null && { remark: 'edited' })} />
      </div>
      {isOwn && <MessageActions message={message} roomId={roomId} onEdit={() => onEdit(message.id)} />}
    </div>
  )
})
