import { useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'

import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { failureOf } from '#kit/form-failure.ts'

import { editMessage, type Message } from '../contract/message.ts'
import { keepMentions, showMentions } from '../mention.ts'
import { useMentionable } from './mentionable.tsx'
import { MessageField } from './MessageField.tsx'
import { keepMessage } from './use-room.ts'

type Props = { message: Message; roomId: string; onDone: () => void }

/** Changes a message in its place. Enter saves, Escape goes back; what was typed stays when it is refused. */
export function MessageEditor({ message, roomId, onDone }: Props) {
  const queries = useQueryClient()
  const { members } = useMentionable()
  const shown = showMentions(message.body, members)
  const [text, setText] = useState(shown)
  const [isPending, setPending] = useState(false)
  const [sentence, setSentence] = useState<string | null>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    field.current?.focus()
    field.current?.setSelectionRange(shown.length, shown.length)
    field.current?.scrollIntoView({ block: 'nearest' })
  }, [shown.length])

  async function save(): Promise<void> {
    if (isPending) return
    if (text.trim() === shown) return onDone()
    setPending(true)
    setSentence(null)
    try {
      const answer = await call(editMessage, {
        params: { roomId, messageId: message.id },
        body: { body: keepMentions(text, members) },
      })
      keepMessage(queries, roomId, answer.message)
      onDone()
    } catch (error) {
      setSentence(failureOf(error).message)
      setPending(false)
    }
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      onDone()
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      void save()
    }
  }

  return (
    <div data-message={message.seq} className="flex max-w-measure flex-col gap-2 py-1">
      <MessageField
        field={field}
        aria-label="Edit message"
        value={text}
        onChange={setText}
        onKeyDown={onKeyDown}
        className="*:[textarea]:max-h-64"
      />
      {sentence && <Banner tone="bad">{sentence}</Banner>}
      <div className="flex items-center gap-2">
        <Button size="small" variant="primary" isPending={isPending} onPress={() => void save()}>
          Save
        </Button>
        <Button size="small" variant="quiet" onPress={onDone}>
          Go back
        </Button>
      </div>
    </div>
  )
}
