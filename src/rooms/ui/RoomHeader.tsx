import { Link } from '@tanstack/react-router'
import { ArrowLeft, Bell, LogOut, Pencil, UserPlus, Users } from 'lucide-react'
import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'

import { AvatarRow } from '#kit/AvatarRow.tsx'
import { Menu } from '#kit/Menu.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { useNarrow } from '#kit/use-media.ts'
import { useNow } from '#kit/use-now.ts'

import type { Member } from '../contract/room.ts'
import type { RoomState } from '../room.ts'
import { LeaveRoomDialog } from './LeaveRoomDialog.tsx'
import { MessageSettingsDialog } from './MessageSettingsDialog.tsx'
import { useRoomRegistry } from './registry.tsx'
import { RenameRoomDialog } from './RenameRoomDialog.tsx'
import { sayTimeThere } from './said-times.ts'

type Props = { state: RoomState; personId: string; onDetails: () => void }

/** What the room is called, who is there, and what one can do with it. */
export function RoomHeader({ state, personId, onDetails }: Props) {
  const { room, members } = state
  const { roomTools } = useRoomRegistry()
  return (
    <header className="flex h-16 shrink-0 items-center gap-3 border-b border-line pr-3 pl-6 narrow:gap-1 narrow:pl-2">
      <Link
        to="/rooms"
        aria-label="Back to your rooms"
        className="control grid w-10 shrink-0 place-items-center rounded-card hover:bg-hover wide:hidden touch:w-11"
      >
        <ArrowLeft aria-hidden="true" className="size-5" strokeWidth={1.75} />
      </Link>
      <div className="min-w-0 flex-1">
        <h1 className="truncate font-semibold">{room.name}</h1>
        <p className="truncate text-sm text-muted">
          <WhoIsThere others={members.filter((member) => member.personId !== personId)} />
        </p>
      </div>
      <AriaButton
        aria-label={`People in this room: ${members.length}`}
        onPress={onDetails}
        className="control flex items-center rounded-card px-2 data-hovered:bg-hover narrow:hidden"
      >
        <AvatarRow people={members.map((member) => ({ id: member.personId, name: member.name }))} />
      </AriaButton>
      <div className="flex shrink-0 items-center">
        {roomTools.map((Tool, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- the registry never changes while the app runs
          <Tool key={index} room={room} members={members} />
        ))}
        <RoomMenu state={state} onDetails={onDetails} />
      </div>
    </header>
  )
}

function WhoIsThere({ others }: { others: readonly Member[] }) {
  const preferences = usePreferences()
  const now = useNow()
  const isNarrow = useNarrow()
  const [only] = others
  if (!only) return 'Only you so far'
  if (others.length > 1) return `You, ${others.map((other) => other.name).join(', ')}`
  if (only.timeZone === preferences.timeZone) return `You and ${only.name}`
  // On a phone the time counts, not that one is there oneself.
  return `${isNarrow ? '' : 'You and '}${only.name} · ${sayTimeThere(now, only.timeZone, preferences)}`
}

function RoomMenu({ state, onDetails }: { state: RoomState; onDetails: () => void }) {
  const [asks, setAsks] = useState<'settings' | 'rename' | 'leave' | null>(null)
  const { room } = state
  const close = (isOpen: boolean) => !isOpen && setAsks(null)
  return (
    <>
      <Menu
        label="Room options"
        items={[
          { id: 'people', label: 'People in this room', icon: Users, onAction: onDetails },
          { id: 'bring-in', label: 'Bring others in', icon: UserPlus, onAction: onDetails },
          {
            id: 'settings',
            label: 'Message settings',
            icon: Bell,
            onAction: () => setAsks('settings'),
          },
          ...(room.role === 'owner'
            ? [{ id: 'rename', label: 'Rename room', icon: Pencil, onAction: () => setAsks('rename') }]
            : []),
          { separator: true, id: 'line' },
          {
            id: 'leave',
            label: 'Leave room',
            icon: LogOut,
            isDanger: true,
            onAction: () => setAsks('leave'),
          },
        ]}
      />
      <MessageSettingsDialog room={room} isOpen={asks === 'settings'} onOpenChange={close} />
      <RenameRoomDialog room={room} isOpen={asks === 'rename'} onOpenChange={close} />
      <LeaveRoomDialog state={state} isOpen={asks === 'leave'} onOpenChange={close} />
    </>
  )
}
