import { Outlet, useParams } from '@tanstack/react-router'

import { useNarrow } from '#kit/use-media.ts'
import { RoomListPane } from '#rooms/ui/RoomListPane.tsx'

import { PersonMenu } from './PersonMenu.tsx'

/** Wide: the list of rooms beside the room. Narrow: one at a time. */
export function RoomsFrame() {
  const isNarrow = useNarrow()
  const { roomId } = useParams({ strict: false })
  const showsList = !isNarrow || !roomId
  const showsRoom = !isNarrow || roomId
  return (
    <div className="flex h-page">
      {showsList && (
        <div className="flex min-w-0 shrink-0 flex-col border-line wide:w-[280px] wide:border-r narrow:flex-1">
          <div className="min-h-0 flex-1">
            <RoomListPane selectedId={roomId} />
          </div>
          <PersonMenu />
        </div>
      )}
      {showsRoom && (
        <div className="min-w-0 flex-1">
          <Outlet />
        </div>
      )}
    </div>
  )
}
