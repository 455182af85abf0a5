import {
  Check,
  LayoutGrid,
  Link2,
  MessageSquare,
  Mic,
  MicOff,
  MonitorUp,
  MonitorX,
  PhoneOff,
  PictureInPicture2,
  Settings2,
  User,
  Video,
  VideoOff,
} from 'lucide-react'

import { Button } from '#kit/Button.tsx'
import { Menu, type MenuEntry } from '#kit/Menu.tsx'
import { Popover } from '#kit/Popover.tsx'
import { showToast } from '#kit/toast.ts'
import { useNarrow } from '#kit/use-media.ts'

import type { Layout } from './CallStage.tsx'
import { DeviceChoice } from './DeviceChoice.tsx'
import type { OwnMedia, OwnState } from './own-media.ts'
import { RoundButton } from './RoundButton.tsx'

type CallControlsProps = {
  media: OwnMedia
  own: OwnState
  layout: Layout
  showsChat: boolean
  onLayout: (layout: Layout) => void
  onChat: () => void
  /** Shows the large picture outside of the page; undefined where the browser cannot. */
  onPictureInPicture: (() => void) | undefined
  onLeave: () => void
}

/** What one can do in a call. */
export function CallControls(props: CallControlsProps) {
  const { media, own, showsChat, onChat, onLeave } = props
  const isNarrow = useNarrow()
  return (
    <div role="toolbar" aria-label="Call" className="flex shrink-0 items-center justify-center gap-2 p-3">
      <RoundButton
        label={own.microphone ? 'Mute (M)' : 'Unmute (M)'}
        icon={own.microphone ? Mic : MicOff}
        tone={own.microphone ? undefined : 'off'}
        onPress={() => void media.setMicrophone(!own.microphone)}
      />
      <RoundButton
        label={own.camera ? 'Turn camera off (V)' : 'Turn camera on (V)'}
        icon={own.camera ? Video : VideoOff}
        tone={own.camera ? undefined : 'off'}
        onPress={() => void media.setCamera(!own.camera)}
      />
      {canShare() && (
        <RoundButton
          label={own.sharing ? 'Stop presenting' : 'Present your screen'}
          icon={own.sharing ? MonitorX : MonitorUp}
          tone={own.sharing ? 'on' : undefined}
          onPress={() => void media.setSharing(!own.sharing)}
        />
      )}
      <RoundButton
        label={showsChat ? 'Hide messages' : 'Show messages'}
        icon={MessageSquare}
        tone={showsChat ? 'on' : undefined}
        onPress={onChat}
      />
      {!isNarrow && (
        <Popover
          label="Devices"
          placement="top"
          trigger={<RoundButton label="Choose devices" icon={Settings2} />}
          className="w-80"
        >
          <DeviceChoice media={media} own={own} />
        </Popover>
      )}
      <Menu label="More" placement="top" items={moreOf(props)} />
      <Button variant="danger" icon={PhoneOff} onPress={onLeave} className="rounded-full">
        Leave
      </Button>
    </div>
  )
}

function moreOf({ layout, onLayout, onPictureInPicture }: CallControlsProps): MenuEntry[] {
  return [
    {
      id: 'grid',
      label: 'Show everybody alike',
      icon: layout === 'grid' ? Check : LayoutGrid,
      onAction: () => onLayout('grid'),
    },
    {
      id: 'speaker',
      label: 'Show who speaks large',
      icon: layout === 'speaker' ? Check : User,
      onAction: () => onLayout('speaker'),
    },
    { separator: true, id: 'line' },
    ...(onPictureInPicture
      ? [
          {
            id: 'picture-in-picture',
            label: 'Show the picture over other windows',
            icon: PictureInPicture2,
            onAction: onPictureInPicture,
          },
        ]
      : []),
    { id: 'copy', label: 'Copy the link', icon: Link2, onAction: () => void copyLink() },
  ]
}

async function copyLink(): Promise<void> {
  await navigator.clipboard.writeText(location.href)
  showToast({ text: 'The link is copied' })
}

function canShare(): boolean {
  return 'mediaDevices' in navigator && 'getDisplayMedia' in navigator.mediaDevices
}
