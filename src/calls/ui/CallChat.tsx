import { X } from 'lucide-react'

import { IconButton } from '#kit/IconButton.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { Talk } from '#rooms/ui/Talk.tsx'
import { useRoom } from '#rooms/ui/use-room.ts'

type CallChatProps = { roomId: string; personId: string; onClose: () => void }

/** The room's own messages beside the call. */
export function CallChat({ roomId, personId, onClose }: CallChatProps) {
  const { room: state, loadEarlier, isLoadingEarlier } = useRoom(roomId)
  return (
    <aside
      aria-label="Messages of the room"
      className="flex w-[340px] min-w-0 shrink-0 flex-col border-l bg-surface narrow:absolute narrow:inset-0 narrow:z-10 narrow:w-auto narrow:border-0"
    >
      <header className="flex h-12 shrink-0 items-center justify-between border-b pr-2 pl-4">
        <h2 className="truncate font-semibold">{state?.room.name ?? 'Messages'}</h2>
        <IconButton label="Hide messages" icon={X} size="small" onPress={onClose} />
      </header>
      {!state && (
        <div className="p-4">
          <SkeletonLines count={4} label="Opening the room" />
        </div>
      )}
      {state && (
        <Talk
          state={state}
          personId={personId}
          loadEarlier={loadEarlier}
          isLoadingEarlier={isLoadingEarlier}
          onBringIn={() => undefined}
        />
      )}
    </aside>
  )
}
