import { Checkbox } from '#kit/Checkbox.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { RadioCards } from '#kit/RadioCards.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useNotificationSettings } from '#notifications/ui/use-notification-settings.ts'

import { messageChoiceWords } from './message-choice-words.ts'

type Props = { isOpen: boolean; onOpenChange: (isOpen: boolean) => void }

/** What one wants to be told of all rooms that have no choice of their own. Each choice is kept at once. */
export function AllRoomsDialog({ isOpen, onOpenChange }: Props) {
  return (
    <Dialog
      title="Message settings for all rooms"
      description="A room with its own message settings keeps them."
      isOpen={isOpen}
      onOpenChange={onOpenChange}
    >
      <Choices />
    </Dialog>
  )
}

function Choices() {
  const { settings, failure, retry, choose } = useNotificationSettings()
  if (failure) {
    return (
      <FailedState title="Your choices could not be read" onRetry={retry}>
        They still hold.
      </FailedState>
    )
  }
  if (!settings) return <SkeletonLines count={4} label="Reading your choices" />
  const { rooms } = settings
  return (
    <div className="flex flex-col gap-6 py-1">
      <RadioCards
        label="Tell me about"
        columns={1}
        options={messageChoiceWords}
        value={rooms.messages}
        onChange={(messages) => choose({ rooms: { ...rooms, messages } })}
      />
      <Checkbox
        isSelected={rooms.meetings}
        onChange={(meetings) => choose({ rooms: { ...rooms, meetings } })}
      >
        New, changed and cancelled meetings
      </Checkbox>
    </div>
  )
}
