import { useState } from 'react'

import { Button } from '#kit/Button.tsx'
import { inputLook } from '#kit/field-look.ts'

import { keepMentions, showMentions } from '../mention.ts'
import { longestMessage } from '../message.ts'
import { MarkdownText } from './MarkdownText.tsx'
import { useMentionable } from './mentionable.tsx'
import type { Outbox, OutboxItem } from './outbox.ts'

/** What one has written that the server does not have yet. */
export function WaitingMessages({ items, outbox }: { items: readonly OutboxItem[]; outbox: Outbox }) {
  if (items.length === 0) return null
  return (
    <ul aria-label="On their way" className="flex flex-col gap-1 pt-2 pl-11">
      {items.map((item) => (
        <li key={item.clientId}>
          <WaitingMessage item={item} outbox={outbox} />
        </li>
      ))}
    </ul>
  )
}

function WaitingMessage({ item, outbox }: { item: OutboxItem; outbox: Outbox }) {
  const [isEditing, setEditing] = useState(false)
  if (isEditing) return <FailedEditor item={item} outbox={outbox} onDone={() => setEditing(false)} />
  return (
    <div className="max-w-measure">
      <div className="text-muted">
        <MarkdownText text={item.body} />
      </div>
      {item.failed === null ? (
        <p className="text-sm text-muted">Sending</p>
      ) : (
        <div role="alert" className="flex flex-wrap items-center gap-x-1 text-sm">
          <p className="text-bad">Not sent. {item.failed}</p>
          <Button size="small" variant="quiet" onPress={() => outbox.tryAgain(item.clientId)}>
            Try again
          </Button>
          <Button size="small" variant="quiet" onPress={() => setEditing(true)}>
            Edit
          </Button>
          <Button size="small" variant="quiet" onPress={() => outbox.drop(item.clientId)}>
            Delete
          </Button>
        </div>
      )}
    </div>
  )
}

// A changed text is a new message under a new client id; the refused one never reached anybody.
function FailedEditor({ item, outbox, onDone }: { item: OutboxItem; outbox: Outbox; onDone: () => void }) {
  const { members } = useMentionable()
  const [text, setText] = useState(showMentions(item.body, members))
  function send(): void {
    if (!text.trim()) return
    outbox.add(item.roomId, keepMentions(text.trim(), members))
    outbox.drop(item.clientId)
  }
  return (
    <div className="flex max-w-measure flex-col gap-2">
      <textarea
        aria-label="Edit the message that was not sent"
        value={text}
        rows={1}
        maxLength={longestMessage}
        onChange={(event) => setText(event.target.value)}
        className={`${inputLook} field-sizing-content max-h-64 resize-none py-2`}
      />
      <div className="flex gap-2">
        <Button size="small" variant="primary" onPress={send}>
          Send
        </Button>
        <Button size="small" variant="quiet" onPress={onDone}>
          Go back
        </Button>
      </div>
    </div>
  )
}
