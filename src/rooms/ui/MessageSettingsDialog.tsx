import { Button } from '#kit/Button.tsx'
import { Checkbox } from '#kit/Checkbox.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { RadioCards } from '#kit/RadioCards.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { TextLink } from '#kit/TextLink.tsx'
import { useNow } from '#kit/use-now.ts'
import type { MessageChoice } from '#notifications/room-wishes.ts'
import { instantOf, toIso } from '#time/instant.ts'

import type { MessageSettings } from '../contract/message-settings.ts'
import { messageChoiceWords } from './message-choice-words.ts'
import { muteChoices } from './mute-choices.ts'
import { sayUntil } from './said-times.ts'
import { useMessageSettings } from './use-message-settings.ts'

type Props = {
  room: { id: string; name: string }
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
}

/** What one wants to be told of a room. Each choice is kept at once. */
export function MessageSettingsDialog({ room, isOpen, onOpenChange }: Props) {
  return (
    <Dialog
      title="Message settings"
      description={`For you, in ${room.name}. Each choice is kept at once.`}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
    >
      <Choices roomId={room.id} />
    </Dialog>
  )
}

type Choose = ReturnType<typeof useMessageSettings>['choose']

function Choices({ roomId }: { roomId: string }) {
  const { settings, failure, retry, choose } = useMessageSettings(roomId)
  if (failure) {
    return (
      <FailedState title="Your choices could not be read" onRetry={retry}>
        They still hold.
      </FailedState>
    )
  }
  if (!settings) return <SkeletonLines count={6} label="Reading your choices" />
  return (
    <div className="flex flex-col gap-6 py-1">
      <MessagesChoice settings={settings} choose={choose} />
      <Mute settings={settings} choose={choose} />
      <div className="flex flex-col gap-3">
        <Checkbox isSelected={settings.mails} onChange={(mails) => choose({ mails })}>
          Mail about messages you have not read
        </Checkbox>
        <Checkbox
          isSelected={settings.meetings ?? settings.usual.meetings}
          onChange={(meetings) => choose({ meetings })}
        >
          New, changed and cancelled meetings
        </Checkbox>
      </div>
      <p className="text-sm text-muted">
        By which way you are told is chosen in <TextLink href="/settings/notifications">Settings</TextLink>.
      </p>
    </div>
  )
}

function MessagesChoice({ settings, choose }: { settings: MessageSettings; choose: Choose }) {
  const usual = messageChoiceWords.find(({ value }) => value === settings.usual.messages)
  return (
    <RadioCards<MessageChoice | 'usual'>
      label="Tell me about"
      columns={1}
      options={[
        { value: 'usual', title: 'As for all rooms', detail: usual?.title ?? '' },
        ...messageChoiceWords,
      ]}
      value={settings.messages ?? 'usual'}
      onChange={(choice) => choose({ messages: choice === 'usual' ? null : choice })}
    />
  )
}

function Mute({ settings, choose }: { settings: MessageSettings; choose: Choose }) {
  const now = useNow()
  const preferences = usePreferences()
  const { mutedUntil } = settings
  if (mutedUntil !== null && instantOf(mutedUntil) > now) {
    return (
      <div className="flex flex-wrap items-center justify-between gap-2 rounded-card bg-surface-sunken px-4 py-3">
        <p>Muted until {sayUntil(instantOf(mutedUntil), now, preferences)}</p>
        <Button size="small" onPress={() => choose({ mutedUntil: null })}>
          Unmute
        </Button>
      </div>
    )
  }
  return (
    <div role="group" aria-label="Mute messages" className="flex flex-col gap-2">
      <p className="text-sm font-semibold">Mute messages</p>
      <div className="flex flex-wrap gap-2">
        {muteChoices(now, preferences.timeZone).map(({ id, label, until }) => (
          <Button key={id} size="small" onPress={() => choose({ mutedUntil: toIso(until) })}>
            {label}
          </Button>
        ))}
      </div>
    </div>
  )
}
