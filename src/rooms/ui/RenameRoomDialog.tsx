import { call } from '#kit/api.ts'

import { renameRoom } from '../contract/room.ts'
import { RoomNameDialog } from './RoomNameDialog.tsx'

type Props = { room: { id: string; name: string }; isOpen: boolean; onOpenChange: (isOpen: boolean) => void }

/** Gives a room another name. */
export function RenameRoomDialog({ room, isOpen, onOpenChange }: Props) {
  return (
    <RoomNameDialog
      title="Rename room"
      description="Everybody in it will see who renamed it."
      doLabel="Rename"
      firstName={room.name}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      onName={async (name) => {
        await call(renameRoom, { params: { roomId: room.id }, body: { name } })
      }}
    />
  )
}
