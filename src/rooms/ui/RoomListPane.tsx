import { Link } from '@tanstack/react-router'
import { Bell, BellOff, Plus } from 'lucide-react'
import { useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import { classes } from '#kit/classes.ts'
import { FailedState } from '#kit/FailedState.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { Menu } from '#kit/Menu.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useNarrow } from '#kit/use-media.ts'
import { useNow } from '#kit/use-now.ts'
import { VisuallyHidden } from '#kit/VisuallyHidden.tsx'
import { NoticeBell } from '#notifications/ui/NoticeBell.tsx'
import { useNotificationSettings } from '#notifications/ui/use-notification-settings.ts'
import { instantOf } from '#time/instant.ts'

import type { RoomSummary } from '../contract/room.ts'
import { AllRoomsDialog } from './AllRoomsDialog.tsx'
import { NewRoomDialog } from './NewRoomDialog.tsx'
import { NoRooms } from './NoRooms.tsx'
import { sayBriefly } from './said-times.ts'
import { useRooms } from './use-rooms.ts'

/** The reader's rooms, the latest activity first, and the way to make one. `selectedId` is the room beside it. */
export function RoomListPane({ selectedId }: { selectedId?: string | undefined }) {
  const [isMaking, setMaking] = useState(false)
  const [isSetting, setSetting] = useState(false)
  const { rooms, failure, retry } = useRooms()
  const isNarrow = useNarrow()
  return (
    <div className="flex h-full flex-col">
      <header className="flex h-16 shrink-0 items-center justify-between pr-3 pl-5">
        <h1 className="text-lg font-semibold">Rooms</h1>
        <div className="flex items-center">
          <NoticeBell />
          <Menu
            label="Options for all rooms"
            items={[
              { id: 'settings', label: 'Message settings', icon: Bell, onAction: () => setSetting(true) },
            ]}
          />
          <IconButton label="New room" icon={Plus} onPress={() => setMaking(true)} />
        </div>
      </header>
      <nav aria-label="Rooms" className="min-h-0 flex-1 overflow-y-auto px-2 pb-4">
        {failure && <FailedList onRetry={retry} />}
        {!rooms && !failure && <SkeletonLines count={6} label="Loading your rooms" />}
        {/* Wide, the page beside the list says so. */}
        {rooms?.length === 0 && isNarrow && <NoRooms />}
        {rooms && rooms.length > 0 && <RoomList rooms={rooms} selectedId={selectedId} />}
      </nav>
      <AllRoomsDialog isOpen={isSetting} onOpenChange={setSetting} />
      <NewRoomDialog isOpen={isMaking} onOpenChange={setMaking} />
    </div>
  )
}

function FailedList({ onRetry }: { onRetry: () => void }) {
  return (
    <FailedState title="Your rooms could not be loaded" onRetry={onRetry}>
      Nothing in them is lost.
    </FailedState>
  )
}

function RoomList({ rooms, selectedId }: { rooms: readonly RoomSummary[]; selectedId: string | undefined }) {
  const muted = useMutedRooms()
  return (
    <ul className="flex flex-col gap-0.5">
      {rooms.map((room) => (
        <li key={room.id}>
          <RoomLink room={room} isSelected={room.id === selectedId} isMuted={muted.has(room.id)} />
        </li>
      ))}
    </ul>
  )
}

function useMutedRooms(): ReadonlySet<string> {
  const { settings } = useNotificationSettings()
  const now = useNow()
  const muted = settings?.mutedRooms.filter(({ until }) => instantOf(until) > now) ?? []
  return new Set(muted.map(({ roomId }) => roomId))
}

type LinkProps = { room: RoomSummary; isSelected: boolean; isMuted: boolean }

function RoomLink({ room, isSelected, isMuted }: LinkProps) {
  const preferences = usePreferences()
  const now = useNow()
  const { me } = useMe()
  const hasUnread = room.unread > 0
  return (
    <Link
      to="/rooms/$roomId"
      params={{ roomId: room.id }}
      className={classes('block rounded-card px-3 py-2.5', isSelected ? 'bg-selected' : 'hover:bg-hover')}
    >
      <span className="flex items-baseline gap-2">
        <span className={classes('min-w-0 flex-1 truncate', hasUnread ? 'font-semibold' : 'font-medium')}>
          {room.name}
        </span>
        {isMuted && (
          <span className="shrink-0 self-center text-muted">
            <BellOff aria-hidden="true" className="size-4" />
            <VisuallyHidden>Muted</VisuallyHidden>
          </span>
        )}
        <time dateTime={room.activeAt} className="tabular shrink-0 text-sm text-muted">
          {sayBriefly(instantOf(room.activeAt), now, preferences)}
        </time>
      </span>
      <span className="mt-0.5 flex items-center gap-2">
        <span className={classes('min-w-0 flex-1 truncate text-sm', hasUnread ? 'text-text' : 'text-muted')}>
          {sayLast(room, me?.id)}
        </span>
        {hasUnread && <UnreadCount count={room.unread} />}
      </span>
    </Link>
  )
}

function UnreadCount({ count }: { count: number }) {
  const shown = count > 99 ? '99+' : String(count)
  return (
    <span className="tabular shrink-0 rounded-full bg-accent px-1.5 text-sm font-semibold text-accent-text">
      <span aria-hidden="true">{shown}</span>
      <VisuallyHidden>{shown} unread</VisuallyHidden>
    </span>
  )
}

function sayLast({ last }: RoomSummary, personId: string | undefined): string {
  if (!last) return 'Nothing written yet'
  if (last.deleted) return 'Message deleted'
  if (last.kind === 'system' || !last.senderName) return last.text
  const who = last.senderId === personId ? 'You' : last.senderName.split(' ')[0]
  return `${who}: ${last.text}`
}
