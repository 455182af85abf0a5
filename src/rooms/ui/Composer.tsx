import { SendHorizontal } from 'lucide-react'
import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'

import { IconButton } from '#kit/IconButton.tsx'
import { useMedia } from '#kit/use-media.ts'

import { lastOwn } from '../conversation.ts'
import { keepMentions } from '../mention.ts'
import { useMentionable } from './mentionable.tsx'
import type { RoomState } from '../room.ts'
import { MessageField } from './MessageField.tsx'
import type { Outbox } from './outbox.ts'
import { useDraft } from './use-draft.ts'

type Props = {
  state: RoomState
  personId: string
  outbox: Outbox
  onEdit: (messageId: string | null) => void
  isEditing: boolean
}

/** Where one writes. Enter sends and Shift+Enter breaks the line; on a phone the button sends. ↑ edits the last message. */
export function Composer({ state, personId, outbox, onEdit, isEditing }: Props) {
  const { room, messages } = state
  const { members: mentionable } = useMentionable()
  const [draft, setDraft] = useDraft(personId, room.id)
  const isTouch = useMedia('(pointer: coarse)')
  const field = useRef<HTMLTextAreaElement>(null)
  useFocusBack(field, isEditing)
  useEffect(() => {
    // On a phone the keyboard would cover what one came to read; a dialog over the room keeps its focus.
    if (!isTouch && !document.querySelector('[role=dialog], [role=alertdialog]')) field.current?.focus()
  }, [isTouch])

  function send(): void {
    const body = draft.trim()
    if (!body) return
    outbox.add(room.id, keepMentions(body, mentionable))
    setDraft('')
    field.current?.focus()
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter' && !event.shiftKey && !isTouch) {
      event.preventDefault()
      send()
    }
    const last = event.key === 'ArrowUp' && draft === '' ? lastOwn(messages, personId) : undefined
    if (last) {
      event.preventDefault()
      onEdit(last.id)
    }
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
      className="shrink-0 px-6 pt-1 pb-5 narrow:px-3 narrow:pb-3"
    >
      <div className="mx-auto flex max-w-[46rem] items-end gap-2">
        <MessageField
          field={field}
          aria-label={`Write to ${room.name}`}
          placeholder="Write a message"
          value={draft}
          enterKeyHint={isTouch ? 'enter' : 'send'}
          onChange={setDraft}
          onKeyDown={onKeyDown}
          className="min-w-0 flex-1 *:[textarea]:max-h-48"
        />
        <IconButton
          label="Send message"
          icon={SendHorizontal}
          variant="primary"
          type="submit"
          isDisabled={draft.trim() === ''}
        />
      </div>
    </form>
  )
}

// Who began to edit from here goes on writing here.
function useFocusBack(field: RefObject<HTMLTextAreaElement | null>, isEditing: boolean): void {
  const wasEditing = useRef(isEditing)
  useEffect(() => {
    if (wasEditing.current && !isEditing) field.current?.focus()
    wasEditing.current = isEditing
  }, [field, isEditing])
}
