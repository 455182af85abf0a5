import { useState } from 'react'

import { Composer } from './Composer.tsx'
import { Conversation } from './Conversation.tsx'
import type { RoomState } from '../room.ts'
import { MentionableProvider } from './mentionable.tsx'
import { useOutbox } from './use-outbox.ts'

type TalkProps = {
  state: RoomState
  personId: string
  loadEarlier: () => void
  isLoadingEarlier: boolean
  onBringIn: () => void
}

/** What is said in a room, and where to write: the same wherever it stands. Its parent is a column that it fills. */
export function Talk({ state, personId, loadEarlier, isLoadingEarlier, onBringIn }: TalkProps) {
  const { outbox, waiting } = useOutbox(personId, state.room.id)
  const [editedId, setEditedId] = useState<string | null>(null)
  return (
    <MentionableProvider members={state.members} readerId={personId}>
      <Conversation
        state={state}
        personId={personId}
        outbox={outbox}
        waiting={waiting}
        editedId={editedId}
        onEdit={setEditedId}
        loadEarlier={loadEarlier}
        isLoadingEarlier={isLoadingEarlier}
        onBringIn={onBringIn}
      />
      <Composer
        state={state}
        personId={personId}
        outbox={outbox}
        onEdit={setEditedId}
        isEditing={editedId !== null}
      />
    </MentionableProvider>
  )
}
